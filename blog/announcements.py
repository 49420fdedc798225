"""The words by which subscribers hear of new updates and reports: subject, plain text and HTML that say the same."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from site_core.links import whole_address
from site_core.pictures.files import made_file
from site_core.pictures.shapes import FIRST

PICTURE_SHOWN_WIDTH = 600
# What keeps a digest below the size at which mail programs cut messages off, however long the titles are.
MOST_IN_A_DIGEST = 20


@dataclass(frozen=True)
class Words:
    """One message, ready for one reader."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Frame:
    """What stands around each message of one site: its name, a reader's own links, and where the sender is."""

    site_name: str
    tagline: str
    unsubscribe_url: str
    choices_url: str = ""
    postal_address: str = ""


@dataclass(frozen=True)
class Work:
    """An update or a report, and its public address."""

    page: object
    address: str

    @property
    def kind(self) -> str:
        return kind_of(self.page)


@dataclass(frozen=True)
class MailPicture:
    """A picture by its whole address, at the size that a message shows it."""

    url: str
    width: int
    height: int
    alt: str


def kind_of(page) -> str:
    """The word of the fund for what this page is: "update" or "report"."""
    return page._meta.model_name.removesuffix("page")


def write_announcement(page, frame: Frame, *, address: str) -> Words:
    """The announcement of a work that stands at `address`; nothing in it tells who opens or follows it."""
    context = {
        "title": page.title,
        "page": page,
        "kind": kind_of(page),
        "picture": mail_picture(page),
        "address": address,
    }
    return write("announcement", context, frame)


def write_digest(works: Sequence[Work], frame: Frame) -> Words:
    """Several works in one message, newest first; those beyond a number are only counted."""
    items = works[:MOST_IN_A_DIGEST]
    context = {
        "title": _("What is new"),
        "items": items,
        "others": len(works) - 1,
        "more": len(works) - len(items),
    }
    return write("digest", context, frame)


def write(name: str, context: dict, frame: Frame) -> Words:
    context |= asdict(frame) | {"site_url": settings.SITE_URL}
    parts = (render_to_string(f"emails/{name}.{part}", context) for part in ("subject.txt", "txt", "html"))
    subject, text, html = parts
    return Words(" ".join(subject.split()), text, html)


def mail_picture(work) -> MailPicture | None:
    image = getattr(work, "lead_image", None) or getattr(work, "cover", None)
    file = made_file(image, FIRST) if image else None
    if file is None:
        return None
    width = min(file.width, PICTURE_SHOWN_WIDTH)
    height = round(file.height * width / max(file.width, 1))
    return MailPicture(whole_address(file.url), width, height, getattr(work, "lead_image_alt", ""))
