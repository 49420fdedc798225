"""Subscribers and announcements for tests."""

from datetime import timedelta

from django.utils import timezone

from subscriptions.addresses import address_hash
from subscriptions.models import Announcement, Delivery, MailingSettings, Subscriber
from tests.factories import UpdatePageFactory


def subscriber(name: str = "reader", **fields) -> Subscriber:
    """Somebody who confirmed long ago, unless told otherwise."""
    address = f"{name}@reader.example"
    long_ago = timezone.now() - timedelta(days=900)
    defaults = {"state": Subscriber.State.CONFIRMED, "listening_since": long_ago, "address_hash": address_hash(address)}
    return Subscriber.objects.create(address=address, **defaults | fields)


def mailing(**fields) -> MailingSettings:
    """The settings of the mailing list with these values."""
    settings = MailingSettings.load()
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def announced(parent, *, factory=UpdatePageFactory, state="", opened_at=None, page_fields=None, **fields):
    """The announcement of a page that is public: upcoming, or sent if it was opened at some time."""
    page = factory(parent=parent, **page_fields or {})
    made_at = opened_at or timezone.now()
    state = state or ("sent" if opened_at else "upcoming")
    kind = type(page)._meta.model_name.removesuffix("page")
    defaults = {"kind": kind, "page_id": page.pk, "title": page.title, "made_at": made_at, "send_at": made_at}
    return Announcement.objects.create(state=state, opened_at=opened_at, **defaults | fields)


def delivery(announcement: Announcement, reader: Subscriber, **fields) -> Delivery:
    return Delivery.objects.create(announcement=announcement, subscriber=reader, round=announcement.round, **fields)
