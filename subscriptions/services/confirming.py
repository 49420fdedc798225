"""Double opt-in: a mail that asks, and the button behind its link that confirms."""

import secrets

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from blog.announcements import Words
from site_core.outbox import queue_mail
from subscriptions.audience import not_suppressed
from subscriptions.confirmation_letters import confirmation_letter, reminder_letter, sender
from subscriptions.links import choices_url, confirmation_url, hash_of
from subscriptions.models import ConfirmationMail, ConsentText, Subscriber

TOKEN_BYTES = 32
MAY_CONFIRM = [Subscriber.State.PENDING, Subscriber.State.UNSUBSCRIBED]

# What was asked for is agreed to, in place of what an import told. Who comes back by themselves keeps what there was.
CONSENT_GIVEN = {
    "consent": Coalesce("consent_asked", "consent"),
    "consent_source": Case(When(consent_asked=None, then="consent_source"), default=Value("")),
    "consent_asked": None,
}


def may_confirm(subscriber: Subscriber) -> QuerySet[Subscriber]:
    """The subscriber's row, unless it is erased, suppressed or subscribed already."""
    return not_suppressed(Subscriber.objects.filter(pk=subscriber.pk, state__in=MAY_CONFIRM))


def send_confirmation(subscriber: Subscriber, consent: ConsentText, mail: ConfirmationMail) -> None:
    """Asks whether the address wants to subscribe; of several such mails the last one's link works."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    asks = {"consent_asked": consent, "confirmation_hash": hash_of(token), "confirmation_made_at": mail.made_at}
    if may_confirm(subscriber).update(**asks):
        queue_letter(confirmation_letter(confirmation_url(token)), subscriber, mail)


def send_reminder(subscriber: Subscriber, mail: ConfirmationMail) -> None:
    """For somebody who is subscribed already, and may have forgotten it."""
    queue_letter(reminder_letter(choices_url(subscriber)), subscriber, mail)


def queue_letter(letter: Words, subscriber: Subscriber, mail: ConfirmationMail) -> None:
    queue_mail(
        f"confirmation:{mail.pk}",
        subscriber.address,
        letter.subject,
        letter.text,
        letter.html,
        sender=sender(),
        is_secret=True,
    )


def confirm(subscriber: Subscriber) -> None:
    """By the word of whoever reads the mailbox; twice is as once."""
    now = timezone.now()
    state = {"state": Subscriber.State.CONFIRMED, "is_paused": False, "left_at": None}
    times = {"confirmed_at": now, "listening_since": now}
    if may_confirm(subscriber).update(**state, **times, **CONSENT_GIVEN):
        for name, value in {**state, **times}.items():
            setattr(subscriber, name, value)
