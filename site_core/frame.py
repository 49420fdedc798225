"""What stands around every page: its menus and the logos at its foot, kept until the site changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_rendition_or_not_found

from site_core.generation import remember
from site_core.links import Link, load_links, web_address
from site_core.models import SiteSettings

MENUS = ("main_menu", "footer_menu", "social_links", "design_link")
LOGO_SPEC = "max-480x96|format-webp"


@dataclass(frozen=True)
class Picture:
    """A picture of a fixed size."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Logo:
    """An organisation's logo, with its drawing for dark pages."""

    name: str
    url: str
    picture: Picture | None
    dark_picture: Picture | None


@dataclass(frozen=True)
class Frame:
    """Menus by name, and the logos."""

    menus: dict[str, list[Link]]
    logos: list[Logo]


def frame_of(shown: SiteSettings, request, is_preview: bool = False) -> Frame:
    if is_preview or shown.pk is None:
        return make_frame(shown, request)
    return remember(f"frame-{shown.pk}", lambda: make_frame(shown, request))


def make_frame(shown: SiteSettings, request) -> Frame:
    menus = [[child["value"] for child in getattr(shown, name).raw_data] for name in MENUS]
    return Frame(
        menus=dict(zip(MENUS, load_links(menus, request), strict=True)),
        logos=load_logos([child["value"] for child in shown.powered_by.raw_data]),
    )


def load_logos(values: list[Mapping]) -> list[Logo]:
    ids = {value[name] for value in values for name in ("logo", "logo_dark") if value.get(name)}
    images = get_image_model().objects.prefetch_renditions(LOGO_SPEC).in_bulk(ids) if ids else {}
    return [
        Logo(
            name=value.get("name") or "",
            url=web_address(value.get("url")),
            picture=make_picture(images.get(value.get("logo"))),
            dark_picture=make_picture(images.get(value.get("logo_dark"))),
        )
        for value in values
    ]


def make_picture(image) -> Picture | None:
    if image is None:
        return None
    rendition = get_rendition_or_not_found(image, LOGO_SPEC)
    return Picture(rendition.url, rendition.width, rendition.height)
