"""What staff do with one subscriber. The history names a number: it outlives the address."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from subscriptions.models import Subscriber, Suppression
from subscriptions.services.leaving import erase, leave, suppress


@transaction.atomic
def unsubscribe_for(subscriber: Subscriber, user) -> None:
    leave(subscriber)
    note(subscriber, "unsubscribe", user)


@transaction.atomic
def suppress_for(subscriber: Subscriber, user) -> None:
    suppress(subscriber, Suppression.Reason.STAFF, user)
    note(subscriber, "suppress", user)


@transaction.atomic
def allow_for(subscriber: Subscriber, user) -> None:
    """Takes an address from among those that are never mailed; it is subscribed again when its owner says so."""
    Suppression.objects.filter(address_hash=subscriber.address_hash).delete()
    suppressed = Subscriber.objects.filter(pk=subscriber.pk, state=Subscriber.State.SUPPRESSED)
    suppressed.update(state=Subscriber.State.UNSUBSCRIBED, refusals=0)
    note(subscriber, "allow", user)


@transaction.atomic
def erase_for(subscriber: Subscriber, user) -> None:
    note(subscriber, "erase", user)
    erase(subscriber)


def note(subscriber: Subscriber, act: str, user) -> None:
    title = _("Subscriber %(number)s") % {"number": subscriber.pk}
    log(subscriber, f"subscriptions.{act}", user=user, title=title)
