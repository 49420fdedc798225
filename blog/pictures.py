"""The pictures of works and people as JPEG files, for feeds and programs."""

from dataclasses import dataclass

from django.db.models import Prefetch

from site_core.links import whole_address
from site_core.models import SiteRendition

# As the pages themselves ask for them, so that nothing is drawn twice.
PICTURE_SPECS = {
    "lead_image": "format-jpeg|width-960",
    "cover": "format-jpeg|width-800",
    "photo": "format-jpeg|fill-640x640",
}


@dataclass(frozen=True)
class Picture:
    """A picture that a page shows too, at its whole address."""

    url: str
    width: int
    height: int
    alt: str
    credit: str = ""


def picture_of(subject, name: str, alt: str = "") -> Picture | None:
    """What the subject has in this field; nothing where there is none, or its file is damaged."""
    image = getattr(subject, name)
    if image is None:
        return None
    rendition = image.get_rendition(PICTURE_SPECS[name])
    if rendition.is_placeholder:
        return None
    return Picture(whole_address(rendition.url), rendition.width, rendition.height, alt, image.credit)


def picture_of_work(work) -> Picture | None:
    name = type(work).objects.all().card_image
    return picture_of(work, name, getattr(work, f"{name}_alt", ""))


def renditions_of(name: str) -> Prefetch:
    """The stored files of the pictures in this field, looked up for all rows at once."""
    stored = SiteRendition.objects.filter(filter_spec=PICTURE_SPECS[name])
    return Prefetch(f"{name}__renditions", queryset=stored, to_attr="prefetched_renditions")
