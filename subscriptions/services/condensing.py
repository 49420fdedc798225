"""Of who was sent what only the numbers stay, when the time of the settings is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, QuerySet

from subscriptions.models import Announcement, Delivery, MailingSettings

FINISHED = [Announcement.State.SENT, Announcement.State.STOPPED, Announcement.State.FAILED]
KEPT = {
    Delivery.State.SENT: "kept_sent",
    Delivery.State.SKIPPED: "kept_skipped",
    Delivery.State.FAILED: "kept_failed",
}


def condense_deliveries(now: datetime) -> None:
    since = now - timedelta(days=MailingSettings.current().keep_deliveries_days)
    for pk in list(finished_before(since).filter(deliveries__isnull=False).distinct().values_list("pk", flat=True)):
        condense(pk, since)


def finished_before(moment: datetime) -> QuerySet[Announcement]:
    return Announcement.objects.filter(state__in=FINISHED, finished_at__lt=moment)


@transaction.atomic
def condense(announcement_id: int, since: datetime) -> None:
    """Two mailers at it count each row once; what was sent again in the meantime is left alone."""
    locked = finished_before(since).select_for_update(of=("self",))
    for announcement in locked.filter(pk=announcement_id):
        rows = Delivery.objects.filter(announcement=announcement)
        counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
        kept = {field: F(field) + counts.get(state, 0) for state, field in KEPT.items()}
        Announcement.objects.filter(pk=announcement.pk).update(**kept)
        rows.delete()
