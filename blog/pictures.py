"""The pictures of works and people as JPEG files, for feeds and programs."""

from dataclasses import dataclass

from site_core.links import whole_address
from site_core.pictures.files import made_file
from site_core.pictures.shapes import FIRST, PORTRAIT

FILES = {"lead_image": (FIRST,), "cover": (FIRST,), "photo": (PORTRAIT, FIRST)}


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
    file = made_file(image, *FILES[name]) if image else None
    return Picture(whole_address(file.url), file.width, file.height, alt, image.credit) if file else None


def picture_of_work(work) -> Picture | None:
    name = type(work).objects.all().card_image
    return picture_of(work, name, getattr(work, f"{name}_alt", ""))
