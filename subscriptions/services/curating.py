"""What staff do with one subscriber. The history names a number: it outlives the address."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from subscriptions.models import Subscriber, Suppression
from subscriptions.services.leaving import erase, leave, suppress_hash


@transaction.atomic
def unsubscribe_for(subscriber: Subscriber, user) -> None:
    leave(subscriber)
    note(subscriber, "unsubscribe", user)


@transaction.atomic
def suppress_for(subscriber: Subscriber, user) -> None:
    suppress_hash(subscriber.address_hash, Suppression.Reason.STAFF, user)
    Subscriber.objects.filter(pk=subscriber.pk).update(state=Subscriber.State.SUPPRESSED)
    note(subscriber, "suppress", user)


@transaction.atomic
def erase_for(subscriber: Subscriber, user) -> None:
    note(subscriber, "erase", user)
    erase(subscriber)


def note(subscriber: Subscriber, act: str, user) -> None:
    title = _("Subscriber %(number)s") % {"number": subscriber.pk}
    log(subscriber, f"subscriptions.{act}", user=user, title=title)
