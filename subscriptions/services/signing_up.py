"""From the form to the mailbox. The web request keeps what was typed; the mailer decides what it means.

So the form answers everybody alike, and no mail server can slow it.
"""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from subscriptions.addresses import address_hash, mailbox_hash
from subscriptions.models import ConsentText, SignUp, Subscriber
from subscriptions.services.confirming import send_confirmation, send_reminder
from subscriptions.services.leaving import is_suppressed
from subscriptions.services.restraint import count_mail, has_turn, is_hour_full, may_be_mailed

MOST_WAITING = 20_000
# Between them the mailer sends what waits.
MOST_EACH_ROUND = 100


def is_open() -> bool:
    """Whether the site can send mail, and is not drowned in sign-ups that wait."""
    return settings.MAIL_IS_SET_UP and sign_ups_waiting() < MOST_WAITING


def sign_ups_waiting() -> int:
    return SignUp.objects.count()


def sign_up(address: str, terms: str) -> None:
    """Keeps an address, as `read_address` gave it, and what was agreed to."""
    SignUp.objects.create(address=address, consent=consent_to(terms))


def consent_to(terms: str) -> ConsentText:
    digest = sha256(terms.encode()).hexdigest()
    consent, _is_new = ConsentText.objects.get_or_create(digest=digest, defaults={"text": terms})
    return consent


def handle_sign_ups(now: datetime) -> None:
    """What each mailer does each round; one of them at a time."""
    for key in list(SignUp.objects.order_by("pk").values_list("pk", flat=True)[:MOST_EACH_ROUND]):
        if not handle(key, now):
            return


@transaction.atomic
def handle(key: int, now: datetime) -> bool:
    """Answers a sign-up and forgets it; False when another mailer is at it, or no mail may leave now."""
    if not has_turn() or is_hour_full(now):
        return False
    for waiting in SignUp.objects.filter(pk=key).select_related("consent"):
        answer(waiting, now)
        waiting.delete()
    return True


def answer(waiting: SignUp, now: datetime) -> None:
    """At most one mail, and only to a mailbox that has not had too many."""
    key, mailbox = address_hash(waiting.address), mailbox_hash(waiting.address)
    if is_suppressed(key) or not may_be_mailed(mailbox, now):
        return
    subscriber, _is_new = Subscriber.objects.get_or_create(address_hash=key, defaults={"address": waiting.address})
    if subscriber.state == Subscriber.State.SUPPRESSED:
        return
    mail = count_mail(mailbox, now)
    if subscriber.state == Subscriber.State.CONFIRMED:
        send_reminder(subscriber, mail)
    else:
        send_confirmation(subscriber, waiting.consent, mail)
