"""What is tested about the site's accessibility: the browser tests take it from here, and so does the statement.

A check without a test, and a test of what is not listed here, both fail: see `tests/site_core/test_accessibility.py`.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GUIDELINES = "https://www.w3.org/TR/WCAG22/"
SCHEMES = ("light", "dark")
AXE_WIDTHS = (320, 1280)

# Every kind of page that a reader can meet.
PAGE_KINDS: dict[str, Promise] = {
    "home": _("the front page"),
    "updates": _("the list of updates"),
    "update": _("an update"),
    "every-block": _("an update with every kind of block"),
    "hostile": _("an update with very long words, lines and tables, by four people"),
    "right-to-left": _("an update written from right to left"),
    "reports": _("the list of reports"),
    "report": _("a report"),
    "tag": _("the updates on a subject"),
    "author": _("the page of an author"),
    "year": _("the updates of a year"),
    "standard": _("a standing page"),
    "found": _("search with results"),
    "nothing-found": _("search without results"),
    "subscribe": _("the page for subscribing"),
    "missing": _("an address without a page"),
    "password": _("a page with a password"),
}


@dataclass(frozen=True)
class Check:
    """Something that the tests try on the pages: what it shows, and for which criteria of WCAG 2.2 it speaks."""

    name: str
    words: Promise
    criteria: tuple[str, ...]


CHECKS = (
    Check(
        "axe",
        _("All rules of the checking program axe find nothing, on light and on dark pages, on a phone and on a desk."),
        ("1.1.1", "1.3.1", "1.4.3", "2.4.2", "2.4.4", "3.1.1", "3.3.2", "4.1.2"),
    ),
    Check("skip-link", _("The first thing that the keyboard reaches leads past the menu to the content."), ("2.4.1",)),
    Check(
        "keyboard",
        _("Everything that can be pressed is reached with the Tab key, in the order of the text, and left again."),
        ("2.1.1", "2.1.2", "2.4.3"),
    ),
    Check("focus", _("What the keyboard has reached is always outlined, and nothing hides it."), ("2.4.7", "2.4.11")),
    Check("folds", _("What can be opened and closed is worked with the keyboard alone."), ("2.1.1", "4.1.2")),
    Check(
        "reflow",
        _("At 320 by 256 pixels, as at 400 percent, every page is read by scrolling in one direction."),
        ("1.4.10",),
    ),
    Check("zoom", _("At 200 percent, and with letters of twice their size, nothing is cut off."), ("1.4.4",)),
    Check("text-spacing", _("More space between lines, words and letters takes nothing away."), ("1.4.12",)),
    Check("target-size", _("What is pressed measures at least 24 by 24 pixels, or has that much room."), ("2.5.8",)),
    Check(
        "forced-colours",
        _("In forced colours, such as the contrast themes of Windows, fields, buttons, links and focus can be seen."),
        ("1.4.11",),
    ),
    Check("reduced-motion", _("Where less motion is asked for, nothing moves by itself or glides."), ("2.3.3",)),
    Check("no-javascript", _("Every page can be used without JavaScript, and none sets a cookie."), ()),
    Check(
        "amounts",
        _("Lists hold with no update, with one and with five hundred; pages hold without pictures."),
        ("1.4.10",),
    ),
)

# What no machine can see, or what is not ours to change.
KNOWN_LIMITS = (
    _("No machine can tell whether a picture's description says what matters, or whether a text is easy to read."),
    _("Files to download, such as PDF, come from many hands and are not tested."),
    _("Sites that a page links to or shows after a click, such as videos, follow rules of their own."),
)


@dataclass(frozen=True)
class Statement:
    """What the site can say of itself, because tests say it first."""

    version: str
    guidelines: str = GUIDELINES
    checks: tuple[Check, ...] = CHECKS
    page_kinds: tuple[Promise, ...] = tuple(PAGE_KINDS.values())
    limits: tuple[Promise, ...] = KNOWN_LIMITS


@cache
def statement() -> Statement:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return Statement(version=project["project"]["version"])
