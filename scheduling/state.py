"""How the release engine is doing, from what it leaves in the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from scheduling.due import due_revisions, expired_pages
from scheduling.heartbeat import CRON, SILENCE, SILENCE_OF_CRON
from scheduling.models import Scheduler, Setback
from site_core.dates import duration_in_words
from site_core.health import Finding
from site_core.zones import named_time

# What is due is done within a second; what is not done after this has been forgotten by somebody.
LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Hold:
    """Schedulers that publish nothing, because the clock leapt forward and nobody has said that it is right."""

    since: datetime
    # When the last of them began to hold: what somebody confirms is what they have seen.
    latest: datetime
    leap: timedelta


@dataclass(frozen=True)
class EngineState:
    """What staff and monitors see of the release engine at one moment."""

    now: datetime
    running: int
    last_seen_at: datetime | None
    hold: Hold | None
    overdue: int
    oldest_due_at: datetime | None
    failed: int
    waiting: int

    @property
    def is_running(self) -> bool:
        return self.running > 0

    @property
    def forgotten(self) -> int:
        """What is overdue though nothing is known to hold it back."""
        return max(0, self.overdue - self.failed - self.waiting)

    @property
    def leap_in_words(self) -> str:
        return duration_in_words(self.hold.leap) if self.hold else ""

    @property
    def silence_in_words(self) -> str:
        return duration_in_words(self.now - self.last_seen_at) if self.last_seen_at else ""

    @property
    def now_time(self) -> str:
        return named_time(self.now)

    @property
    def hold_time(self) -> str:
        return named_time(self.hold.since) if self.hold else ""

    @property
    def oldest_due_time(self) -> str:
        return named_time(self.oldest_due_at) if self.oldest_due_at else ""

    @property
    def is_well(self) -> bool:
        return self.is_running and self.hold is None and not self.forgotten


def read_state() -> EngineState:
    now = timezone.now()
    last_seen_at, running = signs_of_life(now)
    overdue, oldest_due_at = what_is_overdue(now)
    failed, waiting = setbacks(now)
    return EngineState(now, running, last_seen_at, hold(now, running), overdue, oldest_due_at, failed, waiting)


def signs_of_life(now: datetime) -> tuple[datetime | None, int]:
    # A sign of life from a time to come is older than the clock, which was set back since.
    is_alive = Q(beat_at__gt=now - SILENCE, beat_at__lt=now + SILENCE)
    is_alive |= Q(name__endswith=CRON, beat_at__gt=now - SILENCE_OF_CRON, beat_at__lt=now + SILENCE)
    alive = Count("pk", filter=is_alive)
    found = Scheduler.objects.aggregate(last=Max("beat_at"), running=alive)
    return found["last"], found["running"]


def hold(now: datetime, running: int) -> Hold | None:
    """Of those that run; where none does, of those that did: the next one begins by holding, too."""
    rows = Scheduler.objects.filter(held_since__isnull=False, is_clock_confirmed=False)
    if running:
        rows = rows.filter(beat_at__gt=now - SILENCE)
    found = rows.aggregate(since=Min("held_since"), latest=Max("held_since"), leap=Max("leap_seconds"))
    return Hold(found["since"], found["latest"], timedelta(seconds=found["leap"])) if found["since"] else None


def what_is_overdue(now: datetime) -> tuple[int, datetime | None]:
    go_lives = due_revisions(now - LATE).aggregate(count=Count("pk"), oldest=Min("approved_go_live_at"))
    expiries = expired_pages(now - LATE).aggregate(count=Count("pk"), oldest=Min("expire_at"))
    oldest = min((found["oldest"] for found in (go_lives, expiries) if found["oldest"]), default=None)
    return go_lives["count"] + expiries["count"], oldest


def setbacks(now: datetime) -> tuple[int, int]:
    late = Setback.objects.filter(planned_at__lte=now - LATE)
    counts = dict(late.order_by().values_list("state").annotate(count=Count("pk")))
    return counts.get(Setback.State.FAILED, 0), counts.get(Setback.State.WAITING, 0)


def look_at_scheduler() -> Finding:
    last_seen_at, running = signs_of_life(now := timezone.now())
    words = f"last seen {seconds(now - last_seen_at)} s ago" if last_seen_at else "never seen"
    if held := hold(now, running):
        return Finding(f"{words}, holds because the clock leapt forward by {seconds(held.leap)} s", is_well=False)
    return Finding(words, is_well=running > 0)


def look_at_overdue() -> Finding:
    count, oldest = what_is_overdue(now := timezone.now())
    return Finding(f"{count}, oldest {seconds(now - oldest)} s", is_well=False) if oldest else Finding("none")


def look_at_setbacks() -> Finding:
    failed, waiting = setbacks(timezone.now())
    return Finding(f"{failed} failed, {waiting} waiting", is_well=not failed) if failed or waiting else Finding("none")


def seconds(duration: timedelta) -> int:
    return max(0, round(duration.total_seconds()))
