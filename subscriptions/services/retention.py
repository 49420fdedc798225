"""What is erased because its time is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from subscriptions.links import CONFIRMATION_DAYS
from subscriptions.models import ConfirmationMail, ImportFile, MailingSettings, SignUp, Subscriber, Suppression
from subscriptions.services.condensing import condense_deliveries
from subscriptions.services.restraint import DAY

UPLOADS_ARE_KEPT = timedelta(days=1)


def erase_outdated(now: datetime) -> None:
    """What each mailer does once an hour."""
    erase_unconfirmed(now)
    erase_who_left(now)
    condense_deliveries(now)
    ConfirmationMail.objects.filter(made_at__lt=now - DAY).delete()
    ImportFile.objects.filter(made_at__lt=now - UPLOADS_ARE_KEPT).delete()


def erase_unconfirmed(now: datetime) -> None:
    """Addresses whose confirmation nobody pressed, or to which none could be mailed at all."""
    since = now - timedelta(days=CONFIRMATION_DAYS)
    pending = Subscriber.objects.filter(state=Subscriber.State.PENDING)
    pending.alias(asked_at=Coalesce("confirmation_made_at", "made_at")).filter(asked_at__lt=since).delete()
    SignUp.objects.filter(made_at__lt=since).delete()


@transaction.atomic
def erase_who_left(now: datetime) -> None:
    """Neither to leave nor to lose a mailbox is a wish never to hear of us again: who comes back is welcome."""
    since = now - timedelta(days=MailingSettings.current().keep_unsubscribed_days)
    gone = [Subscriber.State.UNSUBSCRIBED, Subscriber.State.SUPPRESSED]
    left = Subscriber.objects.filter(state__in=gone, left_at__lt=since)
    # Who is about to come back has a mail with a link that has to work.
    left = left.exclude(confirmation_made_at__gte=now - timedelta(days=CONFIRMATION_DAYS))
    unreached = Suppression.objects.filter(reason__in=[Suppression.Reason.UNKNOWN, Suppression.Reason.REFUSED])
    unreached.filter(address_hash__in=left.values("address_hash")).delete()
    left.delete()
