"""Logos that can hardly be told from the page behind them, in light or in dark."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from wagtail.models import Site

from site_core.models import SiteSettings
from site_core.readiness.findings import Finding
from site_core.readiness.streams import Part, parts_of
from site_core.tokens import RGB, colour_pairs, contrast, rgb

logger = logging.getLogger(__name__)

MAX_PIXELS = 8_000_000
MEASURED_SIZE = (64, 64)
OPAQUE = 128
# What WCAG asks of a graphic, and how much of a logo may miss it.
READABLE_CONTRAST = 3
READABLE_SHARE = 0.5
LIGHT, DARK = "light", "dark"


def pale_logos(parts: Iterable[Part], address: str = "") -> Iterator[Finding]:
    """Blocks with a `logo`, and perhaps a `logo_dark` that takes its place on dark pages."""
    for part in parts:
        if isinstance(part.value, Mapping) and part.value.get("logo"):
            other = part.value.get("logo_dark")
            name = part.value.get("name") or ""
            shown = [
                (part.value["logo"], LIGHT, "logo"),
                (other or part.value["logo"], DARK, "logo_dark" if other else "logo"),
            ]
            for picture, ground, field in shown:
                if not is_readable(picture, ground):
                    yield pale_logo(name, ground, (*part.path, field), address)


def pale_logos_of_site(page) -> Iterator[Finding]:
    """The logos that stand on every page are told of on the front page, and mended in the settings."""
    site = Site.objects.filter(root_page=page.pk).first() if page.depth == 2 else None
    if site is None:
        return
    settings = SiteSettings.for_site(site)
    address = reverse("wagtailsettings:edit", args=["site_core", "sitesettings", site.pk])
    yield from pale_logos(parts_of(settings), address)
    for ground in (LIGHT, DARK):
        if settings.logo and not is_readable(settings.logo, ground):
            yield pale_logo(settings.name, ground, ("logo",), address)


def pale_logo(name: str, ground: str, path: tuple[str, ...], address: str) -> Finding:
    sentences = {
        LIGHT: _("The logo of %(name)s is nearly as light as a light page."),
        DARK: _("The logo of %(name)s is nearly as dark as a dark page."),
    }
    reason = _("Readers hardly see it. Upload one with a ground of its own, or in another colour.")
    return Finding("pale logo", sentences[ground] % {"name": name}, reason, path, address=address, subject=ground)


def is_readable(image, ground: str) -> bool:
    """Whether most of a logo stands out from the page; a picture that fills its frame or cannot be read does."""
    key = f"logo-contrast-{image.pk}-{image.file_hash or image.file.name}"
    shares = cache.get(key)
    if shares is None:
        shares = measure(image)
        cache.set(key, shares, timeout=None)
    return shares.get(ground, 1) >= READABLE_SHARE


def measure(image) -> dict[str, float]:
    """The share of a logo that stands out from each paper; nothing for a picture without clear parts."""
    try:
        with image.open_file() as file, PillowImage.open(file) as picture:
            if picture.width * picture.height > MAX_PIXELS or not picture.has_transparency_data:
                return {}
            small = picture.convert("RGBA")
            small.thumbnail(MEASURED_SIZE)
            dots = zip(*(channel.tobytes() for channel in small.split()), strict=True)
            pixels = [(red, green, blue) for red, green, blue, alpha in dots if alpha >= OPAQUE]
            is_full = len(pixels) == small.width * small.height
    except Exception as error:  # a damaged picture makes a decoder fail in any way there is
        logger.warning("Image %s cannot be measured: %s", image.pk, error)
        return {}
    if not pixels or is_full:
        return {}
    return {ground: share_of_readable(pixels, colour) for ground, colour in papers().items()}


def share_of_readable(pixels: Sequence[RGB], paper: RGB) -> float:
    return sum(contrast(pixel, paper) >= READABLE_CONTRAST for pixel in pixels) / len(pixels)


def papers() -> dict[str, RGB]:
    light, dark = colour_pairs()["paper"]
    return {LIGHT: rgb(light), DARK: rgb(dark)}
