"""What a browser reports of something that the policy kept from a page, without all that could tell of its reader."""

import json
import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from site_core.logs import discreet

REPORT, REPORTS = "application/csp-report", "application/reports+json"
# One page can break many rules at once; more in one message is not believed.
MOST_AT_ONCE = 20
LONGEST_BLOCKED, LONGEST_PAGE = 200, 300
LARGEST_LINE = 10_000_000
DIRECTIVE = re.compile(r"[a-z]+(?:-[a-z]+){0,4}")
WORD = re.compile(r"[a-z][a-z0-9+.-]{0,39}")
WITH_HOST = {"http", "https", "ws", "wss"}
# What a reader's own browser puts into pages says nothing of the site.
OF_THE_READER = re.compile(r"(.+-)?extension|about|chrome|resource|user-script|webkit-masked-url|sandbox eval code")


class NotUnderstood(ValueError):
    """This is no report as browsers write them."""


class Violation(NamedTuple):
    """One thing that was kept from one page."""

    directive: str
    blocked: str
    page: str
    source: str


class Names(NamedTuple):
    """What the same things are called in one of the two ways of reporting."""

    page: str
    directives: tuple[str, ...]
    blocked: str
    source: str
    line: str


OLD_NAMES = Names(
    "document-uri", ("effective-directive", "violated-directive"), "blocked-uri", "source-file", "line-number"
)
NEW_NAMES = Names("documentURL", ("effectiveDirective",), "blockedURL", "sourceFile", "lineNumber")


def read(content_type: str, body: bytes, host: str) -> list[Violation]:
    """The violations on pages of this host, but those that a reader's own browser causes."""
    try:
        told = json.loads(body)
        if content_type == REPORT:
            found = [violation_of(told["csp-report"], OLD_NAMES, host)]
        else:
            bodies = [report["body"] for report in told if report["type"] == "csp-violation"]
            found = [violation_of(each, NEW_NAMES, host) for each in bodies[:MOST_AT_ONCE]]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise NotUnderstood from error
    return [violation for violation in found if violation]


def violation_of(report: dict, names: Names, host: str) -> Violation | None:
    page, source = urlsplit(text(report, names.page)), text(report, names.source)
    blocked = text(report, names.blocked)
    directive = next(filter(None, (text(report, name) for name in names.directives)), "").partition(" ")[0]
    if not DIRECTIVE.fullmatch(directive) or len(directive) > 40 or not page.scheme:
        raise NotUnderstood
    if page.netloc.lower() != host or is_of_the_reader(blocked) or is_of_the_reader(source):
        return None
    return Violation(
        directive,
        blocked_in_short(blocked)[:LONGEST_BLOCKED],
        shown(page.path or "/")[:LONGEST_PAGE],
        place(source, report.get(names.line), host),
    )


def text(report: dict, name: str) -> str:
    value = report.get(name) or ""
    if not isinstance(value, str):
        raise NotUnderstood
    return value


def is_of_the_reader(address: str) -> bool:
    """By the scheme, which may be all that is told."""
    return bool(OF_THE_READER.fullmatch(address.partition(":")[0].lower()))


def blocked_in_short(address: str) -> str:
    """The host without what was asked of it; the scheme or the word where there is no host."""
    if not address or WORD.fullmatch(address):
        return address
    parts = urlsplit(address)
    if not WORD.fullmatch(parts.scheme):
        raise NotUnderstood
    return host_of(parts) if parts.scheme in WITH_HOST else f"{parts.scheme}:"


def place(address: str, line: object, host: str) -> str:
    """A file of ours with the line, another host, or what else a browser calls the source."""
    parts = urlsplit(address)
    if parts.scheme not in WITH_HOST:
        return parts.scheme
    if parts.netloc.lower() != host:
        return host_of(parts)[:LONGEST_BLOCKED]
    is_line = isinstance(line, int) and 0 < line < LARGEST_LINE
    return shown(parts.path)[: LONGEST_PAGE - 10] + (f":{line}" if is_line else "")


def host_of(parts: SplitResult) -> str:
    return shown(f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}")


def shown(words: str) -> str:
    """Without secrets and numbers of networks, and without signs that nobody sees or a database cannot keep."""
    return "".join(filter(str.isprintable, discreet(words)))
