"""A mailing list for readers' tests: announcements in each state, and people who get them."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from subscriptions.models import Announcement, Delivery, ImportFile
from tests.subscriptions.mailing import delivery, subscriber

STATES = ["asking", "upcoming", "sending", "sent", "failed", "stopped"]
TABLE = b"email,frequency\nnew@reader.example,weekly\nnobody,\nada@reader.example,hourly\n"


def mailing_screens(update) -> dict[str, str]:
    """Addresses of the screens of the mailing list, by what they are."""
    readers = [subscriber(name) for name in ("ada", "bo", "chi")]
    Announcement.objects.filter(page=update).delete()
    told = {state: announcement(state) for state in STATES}
    for reader, state in zip(readers, Delivery.State.values, strict=False):
        delivery(told["sending"], reader, state=state, last_error="550 no such user")
    Announcement.objects.filter(pk=told["upcoming"].pk).update(page=other_page(update))
    file = ImportFile.objects.create(name="people.csv", content=TABLE, made_by=get_user_model().objects.get())
    return {
        "announcements": reverse("announcements"),
        "announcement": reverse("announcement", args=[told["upcoming"].pk]),
        "announcing by hand": reverse("announce_page", args=[update.pk]),
        "failed deliveries": reverse("announcement_failures", args=[told["sending"].pk]),
        "subscribers": reverse("subscribers"),
        "subscriber": reverse("subscriber", args=[readers[0].pk]),
        "erasing a subscriber": reverse("subscriber_act", args=[readers[0].pk, "erase"]),
        "importing subscribers": reverse("subscribers_import"),
        "looking through addresses": reverse("subscribers_import_review", args=[file.pk]),
    }


def announcement(state: str) -> Announcement:
    return Announcement.objects.create(
        kind=Announcement.Kind.UPDATE,
        title=f"An update whose announcement is {state}",
        state=state,
        reason="It went live more than a day late." if state == "asking" else "",
        send_at=timezone.now() + timedelta(hours=1),
        frozen_at=timezone.now() if state in ("sending", "sent") else None,
        finished_at=timezone.now() if state in ("sent", "failed", "stopped") else None,
        recipients=3,
    )


def other_page(update):
    """One that has no announcement yet."""
    pages = type(update).objects.listed().filter(announcement=None).exclude(pk=update.pk)
    return pages.first()
