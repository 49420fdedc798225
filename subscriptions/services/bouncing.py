"""What reports on mails that were sent mean for their readers."""

from django.db import transaction

from site_core.mail_server import Failure, without
from subscriptions.message_ids import delivery_of
from subscriptions.models import Delivery, Subscriber, Suppression
from subscriptions.reports import Report
from subscriptions.services.delivering import ERROR_LENGTH
from subscriptions.services.leaving import suppress
from subscriptions.services.refusals import REFUSALS_IN_A_ROW, says_nobody

# RFC 3463: the sender, the receiving system, the protocol, the content, a policy. The reader can help none of them.
OURS = ("5.1.7", "5.1.8", "5.3.", "5.5.", "5.6.", "5.7.")
TRIED = [Delivery.State.SENT, Delivery.State.FAILED]


def note_report(report: Report) -> bool:
    """Says whether it was about a mail of ours."""
    delivery = delivery_of(report.message_id)
    if delivery is None or delivery.subscriber is None:
        return False
    note_report_on(delivery, delivery.subscriber, report)
    return True


@transaction.atomic
def note_report_on(delivery: Delivery, subscriber: Subscriber, report: Report) -> None:
    """The same report read twice counts once."""
    if report.is_complaint:
        suppress(subscriber, Suppression.Reason.COMPLAINED)
    elif report.status:
        note_bounce(delivery, subscriber, report)


def note_bounce(delivery: Delivery, subscriber: Subscriber, report: Report) -> None:
    words = without([subscriber.address], f"{report.status} {report.words}")[:ERROR_LENGTH]
    sent = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENT)
    if not report.is_failure:
        sent.update(last_error=words)
    elif sent.update(state=Delivery.State.FAILED, last_error=words) and not report.status.startswith(OURS):
        failure = Failure(words, is_final=True, status=report.status)
        if says_nobody(failure):
            suppress(subscriber, Suppression.Reason.UNKNOWN)
        elif has_failed_in_a_row(subscriber):
            suppress(subscriber, Suppression.Reason.REFUSED)


def has_failed_in_a_row(subscriber: Subscriber) -> bool:
    """By the deliveries and not by the count of refusals, which begins anew whenever a server takes a mail."""
    tried = subscriber.deliveries.filter(state__in=TRIED)
    states = list(tried.order_by("-pk").values_list("state", flat=True)[:REFUSALS_IN_A_ROW])
    return states == [Delivery.State.FAILED] * REFUSALS_IN_A_ROW
