"""Secret addresses at which calendar programs of staff read what their owner may see."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from scheduling.models import CalendarSubscription

TOKEN_BYTES = 32
# Programs read every few minutes; that it was read within the hour is enough to know.
NOTED_AFTER = timedelta(hours=1)


def subscribe(user: AbstractBaseUser) -> str:
    """A new secret for somebody; the one before is void."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": hash_of(token), "made_at": timezone.now(), "read_at": None}
    CalendarSubscription.objects.update_or_create(user_id=user.pk, defaults=values)
    return token


def revoke(user: AbstractBaseUser) -> None:
    CalendarSubscription.objects.filter(user_id=user.pk).delete()


def subscription_of(token: str) -> CalendarSubscription | None:
    """The subscription with this secret, if its owner may still sign in."""
    found = CalendarSubscription.objects.filter(token_hash=hash_of(token), user__is_active=True)
    return found.select_related("user").first()


def note_reading(subscription: CalendarSubscription) -> None:
    now = timezone.now()
    if subscription.read_at is None or subscription.read_at < now - NOTED_AFTER:
        CalendarSubscription.objects.filter(pk=subscription.pk).update(read_at=now)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
