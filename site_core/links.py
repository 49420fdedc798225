"""Links that editors compose, as a stranger may see them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.documents import get_document_model
from wagtail.models import Page

from site_core.querysets import is_public

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
# Browsers take these out before they look at an address.
UNSEEN = re.compile(r"[\t\n\r]")


@dataclass(frozen=True)
class PageState:
    """What decides whether a page is public, kept with a link to it."""

    path: str
    live: bool
    expire_at: datetime | None


@dataclass(frozen=True)
class Link:
    """A link's words and address; whether it may be shown is asked each time."""

    text: str
    href: str
    page: PageState | None = None

    def is_visible(self) -> bool:
        return bool(self.href) and (self.page is None or is_public(self.page))


def web_address(address: str | None) -> str:
    """The address, or nothing where it is none, would run a script or lead to another site unseen."""
    address = UNSEEN.sub("", address or "").strip()
    if not is_readable(address):
        return ""
    if address.startswith(("/", "#")) and not address.startswith(("//", "/\\")):
        return address
    return address if address.partition(":")[0].lower() in SAFE_SCHEMES else ""


def is_readable(address: str) -> bool:
    try:
        return bool(urlsplit(address))
    except ValueError:
        return False


def make_links(values: Iterable[Mapping], request) -> list[Link]:
    """The links of link blocks whose targets are loaded."""
    return [make_link(value, value.get("page"), value.get("document"), request) for value in values]


def load_links(lists: list[list[Mapping]], request) -> list[list[Link]]:
    """The links of stored link blocks, whose targets are numbers: one query for all pages, one for all documents."""
    pages = load(Page, "page", lists)
    documents = load(get_document_model(), "document", lists)
    return [
        [
            make_link(value, pages.get(value.get("page")), documents.get(value.get("document")), request)
            for value in values
        ]
        for values in lists
    ]


def load(model, name: str, lists: list[list[Mapping]]) -> dict:
    ids = {value[name] for values in lists for value in values if value.get(name)}
    return model.objects.in_bulk(ids) if ids else {}


def make_link(value: Mapping, page, document, request) -> Link:
    if page is not None:
        address, state = page.get_url(request) or "", PageState(page.path, page.live, page.expire_at)
    elif document is not None:
        address, state = document.url, None
    else:
        address, state = web_address(value.get("url")), None
    if address and value.get("fragment") and "#" not in address:
        address += f"#{value['fragment']}"
    target = page or document
    return Link(value.get("label") or getattr(target, "title", "") or address, address, state)


def is_current(link: Link, request) -> bool:
    """Whether the reader is on the page that a link leads to."""
    return bool(request and link.page and urlsplit(link.href).path == request.path)


def whole_address(address: str) -> str:
    """A path on this site as a whole address; files may stand at another host, and name it."""
    return address if urlsplit(address).scheme else f"{settings.SITE_URL}{address}"


def site_address(page, request=None) -> str:
    """The whole public address of a page; never that of the host a request happened to name."""
    _site_id, _root_url, path = page.get_url_parts(request) or ("", "", "/")
    return settings.SITE_URL + (path or "/")
