"""Formatted texts as they are stored, checked again before they are shown: what the editor writes stays, no more."""

import re
from functools import cache, lru_cache
from html.parser import HTMLParser

import wagtail.rich_text
from django.forms.utils import flatatt
from django.utils.html import escape
from wagtail.fields import RichTextField as WagtailRichTextField
from wagtail.rich_text import get_text_for_indexing
from wagtail.rich_text.rewriters import MultiRuleRewriter

from site_core.links import web_address

# Beside what the editor offers, what feeds and imports are made of: none of it acts.
INLINE = {"b", "code", "em", "i", "strong", "sub", "sup"}
# What holds lines, and nothing that begins a new one.
LINES = {"caption", "dt", "h2", "h3", "h4", "h5", "h6", "p", "pre"}
OTHERS = {"blockquote", "dd", "dl", "li", "ol", "table", "tbody", "td", "th", "thead", "tr", "ul"}
NAMES = INLINE | LINES | OTHERS
EMPTY = {"br", "hr"}
KNOWN = {*NAMES, "a", "footnote"}
HOLDS_LINES = KNOWN - OTHERS
BEGINS_A_LINE = LINES | OTHERS
SILENT = {"script", "style"}
LINKED_KINDS = {"page", "document"}
# Nobody writes lists within so many lists; readers of HTML have an end somewhere.
DEEPEST = 50

# A tag as the editor and the feeds write it, its name and whether it closes. Addresses here need no second look.
TAG = re.compile(
    rf'<(?=/?(?:{"|".join(sorted(NAMES))})(?: data-block-key="[\w-]*")?>|/?[bh]r ?/?>'
    r'|/?a>|/footnote>|footnote id="[\w-]+">'
    r'|a (?:href="(?:https?://|mailto:|tel:|#|/(?![/\\&]))[^"<>\s]*"'
    r'|linktype="(?:page|document)" id="\d+"|id="\d+" linktype="(?:page|document)")>)(/?)(\w+)'
)
# A text is asked about when it is loaded, when its links are looked up and when it is shown.
TEXTS_KEPT, LONGEST_KEPT = 512, 4_000


def checked(html: str) -> str:
    """The text without whatever the editor would not have stored; of a link that is not safe the words stay."""
    return check_and_keep(html) if len(html) <= LONGEST_KEPT else check(html)


def check(html: str) -> str:
    return html if is_as_written(html) else cleaned(html)


check_and_keep = lru_cache(TEXTS_KEPT)(check)


def is_as_written(html: str) -> bool:
    """Whether each tag is one that we know and in its place: true of nearly all texts, and quickly said."""
    tags = TAG.findall(html)
    if len(tags) != html.count("<"):
        return False
    waiting: list[str] = []
    for end, name in tags:
        if name in EMPTY:
            continue
        if not end:
            if name in BEGINS_A_LINE and waiting and waiting[-1] in HOLDS_LINES:
                return False
            waiting.append(name)
            if len(waiting) > DEEPEST:
                return False
        elif not waiting or waiting.pop() != name:
            return False
    return not waiting


def cleaned(html: str) -> str:
    cleaner = Cleaner()
    cleaner.feed(html)
    cleaner.close()
    while cleaner.waiting:
        cleaner.end_last()
    return "".join(cleaner.parts)


class Cleaner(HTMLParser):
    """Writes a text anew: our elements, each closed, and all words but those of scripts, styles and comments."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.waiting: list[str] = []
        self.is_silent = False

    def handle_starttag(self, name, attrs):
        self.is_silent = name in SILENT
        if name in EMPTY:
            self.parts.append(f"<{name}>")
        elif name in KNOWN:
            while name in BEGINS_A_LINE and self.waiting and self.waiting[-1] in HOLDS_LINES:
                self.end_last()
            if len(self.waiting) < DEEPEST:
                self.waiting.append(name)
                self.parts.append(f"<{name}{flatatt(kept_attributes(name, dict(attrs)))}>")

    def handle_endtag(self, name):
        self.is_silent = False
        if name in self.waiting:
            while self.end_last() != name:
                pass

    def handle_data(self, data):
        if not self.is_silent:
            self.parts.append(escape(data))

    def end_last(self) -> str:
        self.parts.append(f"</{self.waiting[-1]}>")
        return self.waiting.pop()


def kept_attributes(name: str, given: dict[str, str | None]) -> dict[str, str]:
    """Where a link leads, if a reader may follow it, and what the editor knows a paragraph or a note by."""
    if name == "a":
        kind, key = given.get("linktype"), given.get("id") or ""
        if kind in LINKED_KINDS and key.isdecimal():
            return {"linktype": kind, "id": key}
        address = web_address(given.get("href"))
        return {"href": address} if address else {}
    kept = "id" if name == "footnote" else "data-block-key"
    return {kept: given[kept] or ""} if kept in given else {}


# Where texts are shown


class CheckingRewriter(MultiRuleRewriter):
    """Wagtail's, which makes of a stored text what readers get, after the check."""

    def __call__(self, html):
        return super().__call__(checked(html))

    def extract_references(self, html):
        return super().extract_references(checked(html))


stock_rewriter = wagtail.rich_text.get_rewriter


@cache
def checking_rewriter() -> CheckingRewriter:
    return CheckingRewriter(stock_rewriter().rewriters)


def expand_checked(html: str) -> str:
    """What readers get of texts that have been through the check, each by itself."""
    return stock_rewriter()(html)


def words_of_text(html: str) -> str:
    """What a formatted text says, without markup."""
    return get_text_for_indexing(checked(html))


class RichTextField(WagtailRichTextField):
    """Wagtail's, which the index can read whatever is stored; migrations know it as Wagtail's own."""

    def get_searchable_content(self, value):
        return super().get_searchable_content(checked(value or ""))

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs


# Wagtail finds its rewriter by its name in its module, and has no other way in.
wagtail.rich_text.get_rewriter = checking_rewriter
