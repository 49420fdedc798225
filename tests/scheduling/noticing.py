"""Notices and schedulers for tests, as the engine leaves them."""

from datetime import datetime

from django.utils import timezone

from scheduling.models import Notice, Scheduler


def notice(user, page, kind: str = "went_live", planned_at: datetime | None = None, **fields) -> Notice:
    moment = planned_at or timezone.now()
    values = {"title": page.title, "planned_at": moment, "happened_at": moment, **fields}
    return Notice.objects.create(user=user, page_id=page.pk, kind=kind, **values)


def beat(name: str = "machine:1", **fields) -> Scheduler:
    """The sign of life of a scheduler, just now."""
    now = timezone.now()
    values = {"started_at": now, "beat_at": now, "trusted_at": now, "trusted_boot_seconds": 1.0, **fields}
    return Scheduler.objects.create(name=name, **values)
