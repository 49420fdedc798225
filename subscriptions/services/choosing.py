"""What subscribers choose by their own link."""

from django.db import transaction
from django.utils import timezone

from subscriptions.models import Subscriber


@transaction.atomic
def choose(subscriber: Subscriber, **choices) -> None:
    """Keeps what was chosen; after a pause a digest tells only of what comes from now on."""
    chosen = Subscriber.objects.filter(pk=subscriber.pk)
    if not choices["is_paused"]:
        chosen.filter(is_paused=True).update(listening_since=timezone.now())
    chosen.update(**choices)
