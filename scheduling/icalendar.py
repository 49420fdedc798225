"""Items of the agenda as calendar programs read them (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scheduling.items import Action, Item, State

LINE_OCTETS = 75
REFRESH = "PT15M"


def calendar_file(items: Iterable[Item], name: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{escaped(settings.WAGTAIL_SITE_NAME)}//Calendar//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *events(items),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def events(items: Iterable[Item]) -> Iterator[str]:
    now, seen = stamp(timezone.now()), set()
    for item in items:
        key, number = item.key, 1
        while key in seen:
            number += 1
            key = f"{item.key}-{number}"
        seen.add(key)
        yield from event(item, f"{key}@{urlsplit(settings.SITE_URL).hostname}", now)


def event(item: Item, uid: str, now: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{now}"
    yield f"DTSTART:{stamp(item.at)}"
    yield f"SUMMARY:{escaped(summary(item))}"
    yield f"DESCRIPTION:{escaped(description(item))}"
    yield f"URL:{settings.SITE_URL}{reverse('wagtailadmin_pages:edit', args=[item.page.pk])}"
    yield f"STATUS:{'TENTATIVE' if item.state == State.WISHED else 'CONFIRMED'}"
    # It takes nobody's time.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def summary(item: Item) -> str:
    if item.state == State.WISHED:
        return _("Wished, not binding: %(title)s") % {"title": item.title}
    if item.state in {State.FAILED, State.WAITING}:
        return f"{State(item.state).label}: {item.title}"
    return {
        (State.SCHEDULED, Action.NEW): _("Goes live: %(title)s"),
        (State.SCHEDULED, Action.CHANGE): _("Change goes live: %(title)s"),
        (State.SCHEDULED, Action.EXPIRE): _("Expires: %(title)s"),
        (State.PUBLISHED, Action.PUBLISH): _("Went live: %(title)s"),
        (State.PUBLISHED, Action.CHANGE): _("Change went live: %(title)s"),
        (State.EXPIRED, Action.EXPIRE): _("Expired: %(title)s"),
    }[State(item.state), Action(item.action)] % {"title": item.title}


def description(item: Item) -> str:
    approved = _("Approved by %(name)s") % {"name": item.approved_by} if item.approved_by else ""
    return "\n".join(line for line in (f"{Action(item.action).label}. {item.kind}.", approved, item.reason) if line)


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text as a value: what separates values, and line ends, are written otherwise; other controls are dropped."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in text if letter == "\t" or (ord(letter) >= 32 and ord(letter) != 127))


def folded(line: str) -> str:
    """Lines of at most 75 octets; no letter is cut in two."""
    parts, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LINE_OCTETS:
            parts.append(" ")
            length = 1
        parts[-1] += letter
        length += size
    return "\r\n".join(parts)
