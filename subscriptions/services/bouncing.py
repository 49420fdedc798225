"""What reports on mails that were sent mean for their readers."""

from django.db import transaction

from site_core.mail_server import Failure, without
from subscriptions.message_ids import delivery_of
from subscriptions.models import Delivery, Subscriber, Suppression
from subscriptions.reports import Report
from subscriptions.services.delivering import ERROR_LENGTH
from subscriptions.services.leaving import suppress
from subscriptions.services.refusals import REFUSALS_IN_A_ROW, says_nobody


@transaction.atomic
def note_report(report: Report) -> bool:
    """Says whether it was about a mail of ours. The same report read twice counts once."""
    delivery = delivery_of(report.message_id)
    if delivery is None or delivery.subscriber is None:
        return False
    if report.is_complaint:
        suppress(delivery.subscriber, Suppression.Reason.COMPLAINED)
    elif report.status:
        note_bounce(delivery, delivery.subscriber, report)
    return True


def note_bounce(delivery: Delivery, subscriber: Subscriber, report: Report) -> None:
    words = without([subscriber.address], f"{report.status} {report.words}")[:ERROR_LENGTH]
    sent = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENT)
    if not report.is_failure:
        sent.update(last_error=words)
    elif sent.update(state=Delivery.State.FAILED, last_error=words):
        failure = Failure(words, is_final=True, status=report.status)
        if says_nobody(failure):
            suppress(subscriber, Suppression.Reason.UNKNOWN)
        elif has_failed_in_a_row(subscriber):
            suppress(subscriber, Suppression.Reason.REFUSED)


def has_failed_in_a_row(subscriber: Subscriber) -> bool:
    """By the deliveries and not by the count of refusals, which begins anew whenever a server takes a mail."""
    tried = subscriber.deliveries.filter(state__in=[Delivery.State.SENT, Delivery.State.FAILED])
    states = list(tried.order_by("-pk").values_list("state", flat=True)[:REFUSALS_IN_A_ROW])
    return states == [Delivery.State.FAILED] * REFUSALS_IN_A_ROW
