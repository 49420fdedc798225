"""What a mail service reports over the web of mails that it took: they came back, or were called spam.

Its posts are read by django-anymail, which asks for the secret that the settings and the service share.
"""

import re

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.core.exceptions import ValidationError
from django.dispatch import receiver

from subscriptions.addresses import address_hash, read_address
from subscriptions.message_ids import delivery_of
from subscriptions.models import Delivery
from subscriptions.reports import Report
from subscriptions.services.bouncing import TRIED, note_report_on
from subscriptions.services.leaving import leave

STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b", re.ASCII)
# RFC 3463, where the service gives no status: an address that is none, a policy, and what is not said.
STATUS_OF = {RejectReason.INVALID: "5.1.3", RejectReason.BLOCKED: "5.7.1"}
FAILED = "5.0.0"
REFUSED = {EventType.BOUNCED, EventType.REJECTED}
DEFERRED = "4.0.0"


@receiver(tracking, dispatch_uid="note_event_of_mail_service")
def note_event(sender, event: AnymailTrackingEvent, **kwargs) -> None:
    """Openings and clicks are not looked at, should a service count them against our will."""
    delivery = delivery_at(event)
    if delivery is None or delivery.subscriber is None:
        return
    if event.event_type == EventType.UNSUBSCRIBED:
        leave(delivery.subscriber)
    elif report := report_of(event):
        note_report_on(delivery, delivery.subscriber, report)


def delivery_at(event: AnymailTrackingEvent) -> Delivery | None:
    """By our Message-ID; services that give mails a name of their own are believed which address it was."""
    name = event.message_id or ""
    return delivery_of(name if name.startswith("<") else f"<{name}>") or last_delivery_to(event.recipient or "")


def last_delivery_to(text: str) -> Delivery | None:
    try:
        key = address_hash(read_address(text))
    except ValidationError:
        return None
    # Also one that has failed: what a service tells twice is no second failure of the mail before it.
    tried = Delivery.objects.filter(subscriber__address_hash=key, state__in=TRIED)
    return tried.select_related("subscriber").order_by("-pk").first()


def report_of(event: AnymailTrackingEvent) -> Report | None:
    """In the terms of RFC 3463, by the words of the server that refused the mail where they have a status."""
    name, words = event.message_id or "", event.mta_response or event.description or ""
    if event.event_type == EventType.COMPLAINED or event.reject_reason == RejectReason.SPAM:
        return Report(name, is_complaint=True)
    found = STATUS.search(words)
    if event.event_type in REFUSED:
        status = found[0] if found else STATUS_OF.get(event.reject_reason, FAILED)
        return Report(name, status, words, is_failure=status.startswith("5."))
    if event.event_type == EventType.DEFERRED:
        return Report(name, found[0] if found else DEFERRED, words)
    return None
