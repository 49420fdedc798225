"""Words with their few meanings (bold, italic, link, note), written as the site's rich text stores them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, urlsplit

from site_core.links import web_address

SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u2000-\u200a\u2028\u2029\u3000]{2,}|[ \t\r\n\f\v\u2028\u2029]")
# Characters that nobody sees and that break words, searches, databases or the direction of a line.
DEBRIS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffc\ufffe\uffff\u202a-\u202e\ue000-\uf8ff\ud800-\udfff]"
)
SCRIPT_DIGITS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOW_DIGITS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
RAISED = re.compile(r"[0-9+\-−=()ni]+")
LOWERED = re.compile(r"[0-9+\-−=()]+")
GOOGLE_REDIRECT = ("www.google.com", "/url")
MAX_ADDRESS = 2000


@dataclass(frozen=True)
class Run:
    """Some words of one look. A break is a run of one line break."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True)
class Mark:
    """The place of a note."""

    name: str


Inline = Run | Mark
BREAK = Run("\n")


def clean(words: str) -> str:
    return SPACES.sub(" ", DEBRIS.sub("", words))


def raised(words: str) -> str:
    """Raised figures as characters of their own, so that m² stays what it is."""
    return words.translate(SCRIPT_DIGITS) if RAISED.fullmatch(words.strip()) else words


def lowered(words: str) -> str:
    return words.translate(LOW_DIGITS) if LOWERED.fullmatch(words.strip()) else words


def safe_address(href: str) -> str:
    """Where a link leads, or nothing: web and mail addresses and paths of this site are let in."""
    address = "".join(DEBRIS.sub("", href).split())
    address = unwrapped(address)
    if len(address) > MAX_ADDRESS or address.startswith("#") or address.lower() in ("http://", "https://", "mailto:"):
        return ""
    return web_address(address)


def unwrapped(address: str) -> str:
    """The address behind the redirect that Google Docs puts around every link."""
    try:
        parts = urlsplit(address)
        if (parts.hostname, parts.path) == GOOGLE_REDIRECT:
            return "".join(parse_qs(parts.query).get("q", [""])[0].split())
        if parts.scheme in ("http", "https") and not parts.hostname:
            return ""
    except ValueError:
        return ""
    return address


def tidy(line: Iterable[Inline]) -> list[Inline]:
    """Joins runs of one look and takes away blanks at the ends, around line breaks and in rows."""
    joined: list[Inline] = []
    for part in line:
        last = joined[-1] if joined else None
        if isinstance(part, Run) and part != BREAK:
            text = part.text
            if not isinstance(last, Mark) and (last is None or last.text.endswith((" ", "\n", "\xa0"))):
                text = text.lstrip(" \xa0")
            if not text:
                continue
            looks = (part.bold, part.italic, part.href) if text.strip(" \xa0") else (False, False, "")
            if isinstance(last, Run) and last != BREAK and (last.bold, last.italic, last.href) == looks:
                joined[-1] = Run(clean(last.text + text), *looks)
            elif not text.strip(" \xa0") and isinstance(last, Run) and last != BREAK and not last.href:
                joined[-1] = Run(clean(last.text + text), last.bold, last.italic)
            else:
                joined.append(Run(text, *looks))
        else:
            if part == BREAK:
                strip_end(joined)
            if part != BREAK or (joined and joined[-1] != BREAK):
                joined.append(part)
    strip_end(joined)
    while joined and joined[-1] == BREAK:
        joined.pop()
        strip_end(joined)
    return joined


def strip_end(line: list[Inline]) -> None:
    while line and isinstance(line[-1], Run) and line[-1] != BREAK:
        last = line[-1]
        text = last.text.rstrip(" \xa0")
        if text:
            line[-1] = Run(text, last.bold, last.italic, last.href)
            return
        line.pop()


def plain(line: Iterable[Inline]) -> str:
    """The words alone, on one line."""
    return " ".join("".join(part.text for part in line if isinstance(part, Run)).split())


def without_marks(line: Iterable[Inline]) -> list[Inline]:
    return [part for part in line if isinstance(part, Run)]


def marks(line: Iterable[Inline]) -> list[Mark]:
    return [part for part in line if isinstance(part, Mark)]


def rich(line: Iterable[Inline], note_ids: dict[str, str]) -> str:
    """A line as the site's rich text; a note's mark is written as wagtail-footnotes stores it."""
    return "".join(rich_part(part, note_ids) for part in line)


def rich_part(part: Inline, note_ids: dict[str, str]) -> str:
    if isinstance(part, Mark):
        note_id = note_ids.get(part.name)
        return f'<footnote id="{note_id}">[{note_id[:6]}]</footnote>' if note_id else ""
    if part == BREAK:
        return "<br/>"
    html = escape(part.text, quote=False)
    html = f"<i>{html}</i>" if part.italic else html
    html = f"<b>{html}</b>" if part.bold else html
    return f'<a href="{escape(part.href)}">{html}</a>' if part.href else html
