"""Addresses that only one subscriber knows: signed over a key of that subscriber, so that they need no table."""

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from subscriptions.models import Subscriber

SIGNER = Signer(salt="subscriptions.links", sep=".")
CONFIRMATION_DAYS = 7


def token_of(subscriber: Subscriber) -> str:
    return SIGNER.sign(subscriber.link_key)


def subscriber_at(token: str) -> Subscriber | None:
    """Whose token this is; nobody's when it was not made here, or its subscriber has a new key or is erased."""
    try:
        key = SIGNER.unsign(token)
    except BadSignature:
        return None
    return Subscriber.objects.filter(link_key=key).select_related("consent").first()


def subscriber_to_confirm(token: str) -> Subscriber | None:
    """Who was mailed this token not too long ago; also when it has confirmed already."""
    asked = Subscriber.objects.filter(confirmation_hash=hash_of(token)).exclude(state=Subscriber.State.SUPPRESSED)
    since = timezone.now() - timedelta(days=CONFIRMATION_DAYS)
    return asked.filter(confirmation_made_at__gt=since).select_related("consent_asked").first()


def choices_url(subscriber: Subscriber) -> str:
    return f"{settings.SITE_URL}{reverse('subscriber_choices', args=[token_of(subscriber)])}"


def leave_url(subscriber: Subscriber) -> str:
    """What List-Unsubscribe names: a POST leaves, a GET shows the button that does (RFC 8058)."""
    return f"{settings.SITE_URL}{reverse('subscriber_leave', args=[token_of(subscriber)])}"


def confirmation_url(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('subscriber_confirm', args=[token])}"


def hash_of(token: str) -> str:
    """What is kept of a confirmation's token."""
    return sha256(token.encode()).hexdigest()
