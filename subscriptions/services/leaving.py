"""How an address stops getting mail: by its owner's word, or because it cannot be reached."""

from django.db import transaction
from django.utils import timezone

from site_core.outbox import forget
from subscriptions.models import SignUp, Subscriber, Suppression


def leave(subscriber: Subscriber) -> None:
    """Takes effect at once, also on what is being sent; twice is as once. An old confirmation does not bring back."""
    confirmed = Subscriber.objects.filter(pk=subscriber.pk, state=Subscriber.State.CONFIRMED)
    now = timezone.now()
    if confirmed.update(state=Subscriber.State.UNSUBSCRIBED, left_at=now, confirmation_hash=""):
        subscriber.state, subscriber.left_at = Subscriber.State.UNSUBSCRIBED, now


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Keeps a keyed hash, so that the address is never mailed again, and nothing else."""
    # What a server said of a mail may tell who was to get it.
    subscriber.deliveries.update(last_error="")
    # The row first: a mailer that is about to write to it is waited for, and what it queued is forgotten too.
    Subscriber.objects.filter(pk=subscriber.pk).delete()
    suppress_hash(subscriber.address_hash, Suppression.Reason.ERASED)
    SignUp.objects.filter(address__iexact=subscriber.address).delete()
    forget(subscriber.address)


@transaction.atomic
def suppress(subscriber: Subscriber, reason: Suppression.Reason, user=None) -> None:
    """For an address that is not to be mailed; the subscriber stays in the list for a while, and says so."""
    kept = Subscriber.objects.filter(pk=subscriber.pk).exclude(state=Subscriber.State.SUPPRESSED)
    kept.update(state=Subscriber.State.SUPPRESSED, left_at=timezone.now(), confirmation_hash="")
    suppress_hash(subscriber.address_hash, reason, user)
    forget(subscriber.address)


def suppress_hash(address_hash: str, reason: Suppression.Reason, user=None) -> None:
    Suppression.objects.get_or_create(address_hash=address_hash, defaults={"reason": reason, "made_by": user})


def is_suppressed(address_hash: str) -> bool:
    return Suppression.objects.filter(address_hash=address_hash).exists()
