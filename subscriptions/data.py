"""All that is stored of one subscriber, for that subscriber."""

from subscriptions.addresses import mailbox_hash
from subscriptions.models import ConfirmationMail, Subscriber

FIELDS = (
    "address",
    "address_hash",
    "state",
    "wants_updates",
    "wants_reports",
    "frequency",
    "listening_since",
    "language",
    "is_paused",
    "made_at",
    "consent_source",
    "confirmed_at",
    "left_at",
    "confirmation_made_at",
    "refusals",
)
DELIVERY_FIELDS = ("announcement__title", "state", "attempts", "first_attempt_at", "finished_at", "last_error")


def stored_data(subscriber: Subscriber) -> dict[str, object]:
    """In values that JSON can carry; but for the keys of links, which would be as good as the links."""
    consent = subscriber.consent
    asked = ConfirmationMail.objects.filter(mailbox_hash=mailbox_hash(subscriber.address))
    return {
        **{name: getattr(subscriber, name) for name in FIELDS},
        "consent": {"text": consent.text, "first_used": consent.made_at} if consent else None,
        "confirmations_mailed": list(asked.order_by("made_at").values_list("made_at", flat=True)),
        "deliveries": list(subscriber.deliveries.values(*DELIVERY_FIELDS)),
    }
