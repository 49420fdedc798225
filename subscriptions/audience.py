"""Who gets an announcement."""

from django.db.models import Exists, OuterRef, QuerySet

from subscriptions.models import Announcement, Subscriber, Suppression

FREQUENCIES = {
    Announcement.Kind.WEEKLY: Subscriber.Frequency.WEEKLY,
    Announcement.Kind.MONTHLY: Subscriber.Frequency.MONTHLY,
}


def reachable() -> QuerySet[Subscriber]:
    """All who confirmed, and neither left nor paused."""
    return not_suppressed(Subscriber.objects.filter(state=Subscriber.State.CONFIRMED, is_paused=False))


def not_suppressed(subscribers: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
    """Without those whose address was suppressed at the very moment in which they signed up or confirmed."""
    return subscribers.exclude(Exists(Suppression.objects.filter(address_hash=OuterRef("address_hash"))))


def audience(announcement: Announcement) -> QuerySet[Subscriber]:
    """Who would get it, were it sent now."""
    frequency = FREQUENCIES.get(Announcement.Kind(announcement.kind), Subscriber.Frequency.AT_ONCE)
    readers = reachable().filter(frequency=frequency)
    if announcement.kind == Announcement.Kind.UPDATE:
        readers = readers.filter(wants_updates=True)
    if announcement.kind == Announcement.Kind.REPORT:
        readers = readers.filter(wants_reports=True)
    language = getattr(announcement.page.specific_deferred, "language", "") if announcement.page else ""
    return readers.filter(language__in=["", language]) if language else readers
