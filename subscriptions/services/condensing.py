"""What is erased of those who left, and of who was sent what, when its time is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F

from subscriptions.links import CONFIRMATION_DAYS
from subscriptions.models import Announcement, Delivery, ImportFile, MailingSettings, Subscriber

FINISHED = [Announcement.State.SENT, Announcement.State.STOPPED, Announcement.State.FAILED]
KEPT = {
    Delivery.State.SENT: "kept_sent",
    Delivery.State.SKIPPED: "kept_skipped",
    Delivery.State.FAILED: "kept_failed",
}
UPLOADS_ARE_KEPT = timedelta(days=1)


def erase_outdated(now: datetime) -> None:
    """What each mailer does once an hour."""
    erase_who_left(now)
    condense_deliveries(now)
    ImportFile.objects.filter(made_at__lt=now - UPLOADS_ARE_KEPT).delete()


def erase_who_left(now: datetime) -> None:
    """Leaving is not a wish never to hear of us again: who comes back is welcome, so no hash is kept."""
    since = now - timedelta(days=MailingSettings.current().keep_unsubscribed_days)
    left = Subscriber.objects.filter(state=Subscriber.State.UNSUBSCRIBED, left_at__lt=since)
    # Who is about to come back has a mail with a link that has to work.
    left.exclude(confirmation_made_at__gte=now - timedelta(days=CONFIRMATION_DAYS)).delete()


def condense_deliveries(now: datetime) -> None:
    since = now - timedelta(days=MailingSettings.current().keep_deliveries_days)
    finished = Announcement.objects.filter(state__in=FINISHED, finished_at__lt=since, deliveries__isnull=False)
    for pk in list(finished.distinct().values_list("pk", flat=True)):
        condense(pk)


@transaction.atomic
def condense(announcement_id: int) -> None:
    """Only the numbers stay; two mailers at it count each row once."""
    announcement = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement_id)
    rows = Delivery.objects.filter(announcement=announcement)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    kept = {field: F(field) + counts.get(state, 0) for state, field in KEPT.items()}
    Announcement.objects.filter(pk=announcement.pk).update(**kept)
    rows.delete()
