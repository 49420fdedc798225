"""How far announcements have come, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from subscriptions.models import Announcement, Delivery

State = Delivery.State


@dataclass(frozen=True)
class Tally:
    """Mails of one announcement: of all rounds, but what waits belongs to the last one alone."""

    recipients: int
    sent: int
    skipped: int
    failed: int
    waiting: int

    @property
    def done(self) -> int:
        """Of this round: sent, skipped or failed."""
        return self.recipients - self.waiting


def tallies(announcements: Iterable[Announcement]) -> dict[int, Tally]:
    """One query, however many announcements there are."""
    announcements = list(announcements)
    rows = Delivery.objects.filter(announcement__in=announcements).order_by()
    counts = Counter(
        {(key, state): number for key, state, number in rows.values_list("announcement", "state").annotate(Count("pk"))}
    )
    return {announcement.pk: tally(announcement, counts) for announcement in announcements}


def tally(announcement: Announcement, counts: Counter) -> Tally:
    return Tally(
        recipients=announcement.recipients,
        sent=counts[announcement.pk, State.SENT] + announcement.kept_sent,
        skipped=counts[announcement.pk, State.SKIPPED] + announcement.kept_skipped,
        failed=counts[announcement.pk, State.FAILED] + announcement.kept_failed,
        waiting=counts[announcement.pk, State.WAITING],
    )
