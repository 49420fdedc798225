"""Double opt-in: a mail that asks, and the button behind its link that confirms."""

import secrets

from django.utils import timezone

from blog.announcements import Words
from site_core.outbox import queue_mail
from subscriptions.confirmation_letters import confirmation_letter, reminder_letter, sender
from subscriptions.links import choices_url, confirmation_url, hash_of
from subscriptions.models import ConfirmationMail, ConsentText, Subscriber

TOKEN_BYTES = 32
MAY_CONFIRM = [Subscriber.State.PENDING, Subscriber.State.UNSUBSCRIBED]


def send_confirmation(subscriber: Subscriber, consent: ConsentText, mail: ConfirmationMail) -> None:
    """Asks whether the address wants to subscribe; of several such mails the last one's link works."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    asked = Subscriber.objects.filter(pk=subscriber.pk)
    asked.update(consent=consent, confirmation_hash=hash_of(token), confirmation_made_at=mail.made_at)
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
    confirmed = Subscriber.objects.filter(pk=subscriber.pk, state__in=MAY_CONFIRM).update(
        state=Subscriber.State.CONFIRMED, confirmed_at=now, listening_since=now, left_at=None, is_paused=False
    )
    if confirmed:
        subscriber.refresh_from_db(fields=["state", "confirmed_at", "listening_since", "left_at", "is_paused"])
