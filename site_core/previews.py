"""Where readers meet a page without being on it: modes of Wagtail's preview, drawn from what readers get there."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What the large search engines and social sites show of a page's words before they cut them.
SEARCH_TITLE_LENGTH = 60
SEARCH_DESCRIPTION_LENGTH = 155
SHARED_TITLE_LENGTH = 70
SHARED_DESCRIPTION_LENGTH = 200


@dataclass(frozen=True)
class Surface:
    """One such place: its name in the list of modes, its template, and what the template needs beside the page."""

    name: str
    label: str | Promise
    template: str
    context: Callable[[Any, HttpRequest], dict] = field(default=lambda page, request: {})


@dataclass(frozen=True)
class CutText:
    """Words as somebody else's site shows them."""

    whole: str
    shown: str

    @property
    def is_cut(self) -> bool:
        return self.shown != self.whole

    @property
    def length(self) -> int:
        return len(self.whole)


def cut(text: str, limit: int) -> CutText:
    """Whole words up to a number of characters; a first word that is too long is cut itself."""
    whole = " ".join(text.split())
    shown = textwrap.shorten(whole, width=limit, placeholder=" …", break_on_hyphens=False)
    return CutText(whole, f"{whole[: limit - 1]}…" if shown == "…" else shown)


class HeadParser(HTMLParser):
    """Reads the title and the meta elements of a document, and nothing below its head."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.meta: dict[str, str] = {}
        self.place = ""

    def handle_starttag(self, tag, attrs):
        if self.place != "body" and tag in {"title", "body"}:
            self.place = tag
        if self.place != "body" and tag == "meta":
            values = dict(attrs)
            self.meta.setdefault(values.get("property") or values.get("name") or "", values.get("content") or "")

    def handle_endtag(self, tag):
        if self.place == tag == "title":
            self.place = "head"

    def handle_data(self, data):
        if self.place == "title":
            self.title += data


def head_of(page, request: HttpRequest) -> HeadParser:
    """What the page itself tells machines of it: the very words and addresses, whoever put them there."""
    parser = HeadParser()
    parser.feed(page.serve_preview(request, "").render().text)
    return parser


def public_address(page, request: HttpRequest | None) -> str:
    """Where the page will stand; a page outside every site is shown at the site's own address."""
    parts = page.get_url_parts(request)
    return settings.SITE_URL + (parts[2] if parts and parts[2] else "/")


def search_context(page, request: HttpRequest) -> dict:
    head = head_of(page, request)
    address = urlsplit(public_address(page, request))
    return {
        "has_own_result": hasattr(page, "card_text"),
        "address_parts": [address.netloc, *filter(None, address.path.split("/"))],
        "title": cut(head.title, SEARCH_TITLE_LENGTH),
        "description": cut(head.meta.get("description", ""), SEARCH_DESCRIPTION_LENGTH),
    }


def shared_link_context(page, request: HttpRequest) -> dict:
    head = head_of(page, request)
    return {
        "host": urlsplit(settings.SITE_URL).hostname,
        "title": cut(head.meta.get("og:title", head.title), SHARED_TITLE_LENGTH),
        "description": cut(head.meta.get("og:description", ""), SHARED_DESCRIPTION_LENGTH),
        # By its path: the admin may show pictures of its own host only.
        "image": head.meta.get("og:image", "").removeprefix(settings.SITE_URL),
        "image_alt": head.meta.get("og:image:alt", ""),
    }


CARD = Surface("card", _("As a card in lists"), "previews/page_card.html")
SEARCH_RESULT = Surface("search-result", _("As a search result"), "previews/search_result.html", search_context)
SHARED_LINK = Surface("shared-link", _("As a shared link"), "previews/shared_link.html", shared_link_context)
