"""How many mails may go to people who did not confirm that they want any: few to each mailbox, and few in all."""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from subscriptions.models import ConfirmationMail, MailingSettings, Pace

logger = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_AN_HOUR = 2
MOST_A_DAY = 5
TURN = "sign-ups"


def may_be_mailed(mailbox: str, now: datetime) -> bool:
    mails = ConfirmationMail.objects.filter(mailbox_hash=mailbox)
    return (
        mails.filter(made_at__gt=now - HOUR).count() < MOST_AN_HOUR
        and mails.filter(made_at__gt=now - DAY).count() < MOST_A_DAY
    )


def count_mail(mailbox: str, now: datetime) -> ConfirmationMail:
    return ConfirmationMail.objects.create(mailbox_hash=mailbox, made_at=now)


def has_turn() -> bool:
    """Whether this transaction is the only one that counts mails; two at once would both find room for the last."""
    Pace.objects.get_or_create(name=TURN, defaults={"next_at": timezone.now()})
    return Pace.objects.select_for_update(skip_locked=True).filter(name=TURN).first() is not None


def is_hour_full(now: datetime) -> bool:
    """Whether the cap of the settings is reached; tells the log of it once an hour, as somebody may misuse the form."""
    most = MailingSettings.current().confirmations_per_hour
    if ConfirmationMail.objects.filter(made_at__gt=now - HOUR).count() < most:
        return False
    if cache.add("subscriptions-hour-is-full", True, timeout=HOUR.total_seconds()):
        logger.error("%s confirmations were mailed within an hour, as many as the settings allow; sign-ups wait", most)
    return True
