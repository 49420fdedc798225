"""Who would get an announcement, in numbers: never by address."""

from dataclasses import dataclass

from django.db.models import Count

from site_core.languages import language_name
from subscriptions.audience import audience, reachable
from subscriptions.models import Announcement


@dataclass(frozen=True)
class Readers:
    """How many would get it now, of how many who can be reached, and what languages they chose."""

    count: int
    reachable: int
    languages: list[tuple[str, int]]


def readers_of(announcement: Announcement) -> Readers:
    readers = audience(announcement)
    rows = readers.order_by().values_list("language").annotate(number=Count("pk")).order_by("-number")
    counts = [(language_name(code) if code else "", number) for code, number in rows]
    return Readers(sum(number for _code, number in counts), reachable().count(), counts)
