"""All that is stored of one subscriber, for that subscriber."""

from site_core.models import OutgoingMail
from subscriptions.addresses import mailbox_hash
from subscriptions.models import ConfirmationMail, ConsentText, SignUp, Subscriber, Suppression

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
    address = subscriber.address
    asked = ConfirmationMail.objects.filter(mailbox_hash=mailbox_hash(address))
    suppressed = Suppression.objects.filter(address_hash=subscriber.address_hash)
    mails = OutgoingMail.objects.filter(to__iexact=address, is_secret=True)
    return {
        **{name: getattr(subscriber, name) for name in FIELDS},
        "consent": words_of(subscriber.consent),
        "consent_asked": words_of(subscriber.consent_asked),
        "suppressed": suppressed.values("reason", "made_at").first(),
        "sign_ups_waiting": list(SignUp.objects.filter(address__iexact=address).values("address", "made_at")),
        # Counted for a day and by the mailbox: also what went to it by another tag behind a plus.
        "confirmations_to_mailbox": list(asked.order_by("made_at").values_list("made_at", flat=True)),
        "mails_of_late": list(mails.values("subject", "made_at", "sent_at", "attempts", "last_error")),
        "deliveries": list(subscriber.deliveries.values(*DELIVERY_FIELDS)),
    }


def words_of(consent: ConsentText | None) -> dict[str, object] | None:
    return {"text": consent.text, "first_used": consent.made_at} if consent else None
