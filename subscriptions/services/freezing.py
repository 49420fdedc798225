"""Who gets an announcement, fixed in one transaction and by the database alone, however many they are."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from subscriptions.audience import audience
from subscriptions.models import Announcement, Delivery


@transaction.atomic
def freeze(announcement: Announcement) -> None:
    """One delivery for each who shall get it; whoever has one of this round gets no second."""
    now = timezone.now()
    readers, parameters = audience(announcement).order_by().values("id").query.sql_with_params()
    moment = connection.ops.adapt_datetimefield_value(now)
    values: tuple[Any, ...] = (announcement.pk, announcement.round, Delivery.State.WAITING, moment, *parameters)
    with connection.cursor() as cursor:
        cursor.execute(insertion(readers), values)
    announcement.state, announcement.frozen_at = Announcement.State.SENDING, now
    announcement.opened_at = announcement.opened_at or now
    announcement.recipients = announcement.deliveries.filter(round=announcement.round).count()
    announcement.save(update_fields=["state", "frozen_at", "opened_at", "recipients"])


def insertion(readers: str) -> str:
    table = connection.ops.quote_name(Delivery._meta.db_table)
    columns = "announcement_id, round, state, next_attempt_at, subscriber_id, attempts, last_error"
    # All that varies is a parameter; the query of the readers is Django's own.
    rows = f"SELECT %s, %s, %s, %s, readers.id, 0, '' FROM ({readers}) AS readers WHERE true"  # noqa: S608 - see above
    return f"INSERT INTO {table} ({columns}) {rows} ON CONFLICT DO NOTHING"
