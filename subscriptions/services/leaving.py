"""How an address stops getting mail: by its owner's word, or because it cannot be reached."""

from django.db import transaction
from django.utils import timezone

from site_core.outbox import forget
from subscriptions.models import Subscriber, Suppression


def leave(subscriber: Subscriber) -> None:
    """Takes effect at once, also on what is being sent; twice is as once. An old confirmation does not bring back."""
    confirmed = Subscriber.objects.filter(pk=subscriber.pk, state=Subscriber.State.CONFIRMED)
    confirmed.update(state=Subscriber.State.UNSUBSCRIBED, left_at=timezone.now(), confirmation_hash="")
    subscriber.refresh_from_db(fields=["state", "left_at"])


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Keeps a keyed hash, so that the address is never mailed again, and nothing else."""
    suppress_hash(subscriber.address_hash, Suppression.Reason.ERASED)
    forget(subscriber.address)
    Subscriber.objects.filter(pk=subscriber.pk).delete()


@transaction.atomic
def suppress(subscriber: Subscriber, reason: Suppression.Reason) -> None:
    """For an address that cannot be reached; the subscriber stays in the list, and says so."""
    suppress_hash(subscriber.address_hash, reason)
    Subscriber.objects.filter(pk=subscriber.pk).update(state=Subscriber.State.SUPPRESSED)


def suppress_hash(address_hash: str, reason: Suppression.Reason, user=None) -> None:
    Suppression.objects.get_or_create(address_hash=address_hash, defaults={"reason": reason, "made_by": user})


def is_suppressed(address_hash: str) -> bool:
    return Suppression.objects.filter(address_hash=address_hash).exists()
