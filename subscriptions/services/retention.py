"""What is erased because its time is over."""

from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from subscriptions.links import CONFIRMATION_DAYS
from subscriptions.models import ConfirmationMail, SignUp, Subscriber
from subscriptions.services.restraint import DAY


def erase_old(now: datetime) -> None:
    """What each mailer does once an hour."""
    erase_unconfirmed(now)
    ConfirmationMail.objects.filter(made_at__lt=now - DAY).delete()


def erase_unconfirmed(now: datetime) -> None:
    """Addresses whose confirmation nobody pressed, or to which none could be mailed at all."""
    since = now - timedelta(days=CONFIRMATION_DAYS)
    pending = Subscriber.objects.filter(state=Subscriber.State.PENDING)
    pending.alias(asked_at=Coalesce("confirmation_made_at", "made_at")).filter(asked_at__lt=since).delete()
    SignUp.objects.filter(made_at__lt=since).delete()
