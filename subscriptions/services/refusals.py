"""What a mail server says of an address for good: some are erased from the list at once, others after a while."""

import re

from django.db.models import F

from site_core.mail_server import Failure
from subscriptions.models import Subscriber, Suppression
from subscriptions.services.leaving import suppress

REFUSALS_IN_A_ROW = 3
# RFC 3463 and RFC 7505: no such mailbox, no such domain, a domain that takes no mail.
STATUSES_OF_NOBODY = {"5.1.1", "5.1.2", "5.1.10"}
CODES_OF_NOBODY = {550, 551, 553}
WORDS_OF_NOBODY = re.compile(
    r"(user|recipient|mailbox|account|address)\b.*\b(unknown|not found|does(n.t| not) exist|invalid|unavailable)"
    r"|unknown (user|recipient|mailbox)|no such (user|person|recipient|mailbox)|no mailbox here",
    re.IGNORECASE,
)


def note_refusal(subscriber: Subscriber, failure: Failure) -> None:
    """After one where there is no such mailbox, after three in a row for any other reason that is the reader's."""
    if not failure.is_about_recipient:
        return
    if says_nobody(failure):
        suppress(subscriber, Suppression.Reason.UNKNOWN)
        return
    # Who was erased meanwhile has no row any more.
    kept = Subscriber.objects.filter(pk=subscriber.pk)
    kept.update(refusals=F("refusals") + 1)
    if kept.filter(refusals__gte=REFUSALS_IN_A_ROW).exists():
        suppress(subscriber, Suppression.Reason.REFUSED)


def says_nobody(failure: Failure) -> bool:
    if failure.status:
        return failure.status in STATUSES_OF_NOBODY
    return failure.code in CODES_OF_NOBODY and bool(WORDS_OF_NOBODY.search(failure.reason))


def note_success(subscriber: Subscriber) -> None:
    if subscriber.refusals:
        Subscriber.objects.filter(pk=subscriber.pk).update(refusals=0)
