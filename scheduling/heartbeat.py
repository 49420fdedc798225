"""Signs of life of a running scheduler, for staff and for the one that starts after it."""

import os
import socket
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from scheduling.clock import Clock, Reading, boot_id
from scheduling.models import Scheduler

BEAT_SECONDS = 10
# A sign of life older than this means that the process is gone.
SILENCE = timedelta(seconds=30)
# Where cron runs a scheduler once a minute, it is gone when three minutes brought none.
SILENCE_OF_CRON = timedelta(minutes=3)
CRON = ":once"
FORGOTTEN_AFTER = timedelta(days=1)


class Heartbeat:
    """This process among the schedulers."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.started_at = timezone.now()

    def beat(self, clock: Clock, next_due_at: datetime | None) -> None:
        now = timezone.now()
        row = Scheduler.objects.filter(name=self.name).first() or Scheduler(name=self.name)
        if clock.is_holding and row.is_clock_confirmed:
            clock.confirm()
        row.started_at = self.started_at
        row.beat_at = now
        row.next_due_at = next_due_at
        row.boot_id, row.trusted_boot_seconds = boot_id(), clock.trusted.boot
        row.trusted_at = datetime.fromtimestamp(clock.trusted.wall, UTC)
        row.held_since = (row.held_since or now) if clock.is_holding else None
        row.leap_seconds = clock.leap
        row.is_clock_confirmed = False
        row.save()

    def stop(self) -> None:
        """A scheduler that holds leaves its row behind: the next one must hold as well."""
        Scheduler.objects.filter(name=self.name, held_since=None).delete()


def note_single_run() -> None:
    """The sign of life of `run_scheduler --once`; it has watched no clock."""
    now = timezone.now()
    facts = {"started_at": now, "beat_at": now, "trusted_at": now, "trusted_boot_seconds": 0}
    Scheduler.objects.update_or_create(name=f"{socket.gethostname()}{CRON}", defaults=facts)


def last_trusted_reading() -> Reading | None:
    """What the clocks showed when a scheduler last trusted them in this run of the machine, be it gone or not."""
    rows = Scheduler.objects.filter(boot_id=boot_id()).exclude(boot_id="")
    row = rows.order_by("-trusted_boot_seconds").first()
    if row is None or row.is_clock_confirmed:
        return None
    return Reading(row.trusted_at.timestamp(), row.trusted_boot_seconds)


def forget_the_dead(now: datetime) -> None:
    Scheduler.objects.filter(beat_at__lt=now - FORGOTTEN_AFTER).delete()


def is_any_holding() -> bool:
    return Scheduler.objects.filter(held_since__isnull=False, beat_at__gte=timezone.now() - SILENCE).exists()
