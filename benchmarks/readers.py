"""Subscribers by the thousand, and an announcement that waits for them."""

import json
import resource
import time

from django.utils import timezone

from blog.models import UpdateIndexPage
from subscriptions.addresses import address_hash
from subscriptions.models import Announcement, MailingSettings, Subscriber
from subscriptions.services.freezing import freeze
from tests.factories import UpdatePageFactory

FASTEST = 500


def add_subscribers(count: int) -> None:
    """As many as are missing."""
    Subscriber.objects.bulk_create(
        (confirmed(f"reader{number}@reader.example") for number in range(Subscriber.objects.count(), count)),
        batch_size=1000,
    )


def confirmed(address: str) -> Subscriber:
    return Subscriber(address=address, address_hash=address_hash(address), state=Subscriber.State.CONFIRMED)


def freeze_update() -> None:
    """Prints how long it took, and how much memory beyond what was in use before."""
    Announcement.objects.all().delete()  # those of what other parts have published
    settings = MailingSettings.load()
    settings.mails_per_second = FASTEST
    settings.save()
    index = UpdateIndexPage.objects.get()
    page = UpdatePageFactory(parent=index, slug=f"announced-{Subscriber.objects.count()}")
    announcement, _is_new = Announcement.objects.update_or_create(
        page_id=page.pk,
        defaults={"kind": "update", "title": page.title, "state": "upcoming", "send_at": timezone.now()},
    )
    before, started = memory(), time.monotonic()
    freeze(announcement)
    seconds = time.monotonic() - started
    print(json.dumps({"recipients": announcement.recipients, "seconds": seconds, "megabytes": memory() - before}))


def memory() -> float:
    """The peak of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
