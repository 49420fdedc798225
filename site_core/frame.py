"""What stands around every page: its menus and the logos at its foot, kept until the site changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from wagtail.images import get_image_model

from site_core.generation import remember
from site_core.links import Link, load_links, web_address
from site_core.models import SiteSettings
from site_core.pictures.files import PictureFile, logo_file, look_up_files

MENUS = ("main_menu", "footer_menu", "social_links", "design_link")


@dataclass(frozen=True)
class Logo:
    """An organisation's logo, with its drawing for dark pages."""

    name: str
    url: str
    picture: PictureFile | None
    dark_picture: PictureFile | None


@dataclass(frozen=True)
class Frame:
    """Menus by name, the site's own logo, and those of who carries it."""

    menus: dict[str, list[Link]]
    logo: PictureFile | None
    logos: list[Logo]


def frame_of(shown: SiteSettings, request, is_preview: bool = False) -> Frame:
    if is_preview or shown.pk is None:
        return make_frame(shown, request)
    return remember(f"frame-{shown.pk}", lambda: make_frame(shown, request))


def make_frame(shown: SiteSettings, request) -> Frame:
    menus = [[child["value"] for child in getattr(shown, name).raw_data] for name in MENUS]
    return Frame(
        menus=dict(zip(MENUS, load_links(menus, request), strict=True)),
        logo=logo_file(shown.logo),
        logos=load_logos([child["value"] for child in shown.powered_by.raw_data]),
    )


def load_logos(values: list[Mapping]) -> list[Logo]:
    ids = {value[name] for value in values for name in ("logo", "logo_dark") if value.get(name)}
    images = get_image_model().objects.in_bulk(ids) if ids else {}
    look_up_files(images.values())
    return [
        Logo(
            name=value.get("name") or "",
            url=web_address(value.get("url")),
            picture=logo_file(images.get(value.get("logo"))),
            dark_picture=logo_file(images.get(value.get("logo_dark"))),
        )
        for value in values
    ]
