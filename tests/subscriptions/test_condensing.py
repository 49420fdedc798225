"""What is erased when its time is over, and which numbers stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subscriptions.addresses import address_hash
from subscriptions.models import Announcement, Delivery, ImportFile, Subscriber, Suppression
from subscriptions.services.condensing import condense
from subscriptions.services.leaving import suppress
from subscriptions.services.retention import erase_outdated
from subscriptions.tallies import tallies
from tests.factories import UserFactory
from tests.subscriptions.mailing import announced, delivery, mailing, subscriber

pytestmark = pytest.mark.django_db


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def erase() -> None:
    erase_outdated(timezone.now())


def test_who_left_is_erased_after_the_days_of_the_settings_and_may_come_back():
    mailing(keep_unsubscribed_days=10)
    subscriber("long", state="unsubscribed", left_at=days_ago(11))
    subscriber("lately", state="unsubscribed", left_at=days_ago(9))
    subscriber("here")

    erase()

    assert set(Subscriber.objects.values_list("address", flat=True)) == {"lately@reader.example", "here@reader.example"}
    assert not Suppression.objects.exists()


def test_who_cannot_be_reached_is_erased_like_who_left_and_who_complained_stays_barred():
    mailing(keep_unsubscribed_days=10)
    for name, reason in (("gone", "unknown"), ("full", "refused"), ("cross", "complained"), ("barred", "staff")):
        suppress(subscriber(name), Suppression.Reason(reason))
    Subscriber.objects.update(left_at=days_ago(11))
    suppress(subscriber("lately"), Suppression.Reason.UNKNOWN)

    erase()

    assert [person.address for person in Subscriber.objects.all()] == ["lately@reader.example"]
    barred = set(Suppression.objects.values_list("address_hash", flat=True))
    assert barred == {address_hash(f"{name}@reader.example") for name in ("cross", "barred", "lately")}


def test_announcement_that_somebody_sends_again_at_that_moment_keeps_its_deliveries(site_tree):
    announcement = announced(site_tree.updates, state="sending", finished_at=days_ago(400))
    delivery(announcement, subscriber(), state="waiting")

    condense(announcement.pk, days_ago(90))

    assert Delivery.objects.exists()


def test_of_old_deliveries_only_the_numbers_stay(site_tree):
    mailing(keep_deliveries_days=90)
    old = announced(site_tree.updates, state="sent", finished_at=days_ago(91), recipients=3)
    for name, state in (("one", "sent"), ("two", "sent"), ("three", "failed")):
        delivery(old, subscriber(name), state=state)

    erase()
    erase()

    old.refresh_from_db()
    tally = tallies([old])[old.pk]
    assert not Delivery.objects.exists()
    assert (tally.sent, tally.failed, tally.skipped, tally.recipients) == (2, 1, 0, 3)


@pytest.mark.parametrize(("state", "days"), [("sent", 89), ("sending", 200), ("paused", 200)])
def test_deliveries_stay_while_they_are_new_or_under_way(site_tree, state, days):
    mailing(keep_deliveries_days=90)
    finished_at = days_ago(days) if state in ("sent", "stopped") else None
    announcement = announced(site_tree.updates, state=state, finished_at=finished_at, opened_at=days_ago(days))
    delivery(announcement, subscriber(), state="sent")

    erase()

    assert Delivery.objects.count() == 1


def test_announcement_that_is_sent_again_adds_to_its_numbers(site_tree):
    announcement = announced(site_tree.updates, state="sent", finished_at=days_ago(400), kept_sent=5)
    delivery(announcement, subscriber(), state="sent")

    erase()

    assert Announcement.objects.get().kept_sent == 6


def test_uploaded_file_that_nobody_decided_on_is_erased_after_a_day():
    user = UserFactory()
    ImportFile.objects.create(name="old", content=b"a", made_by=user, made_at=days_ago(2))
    ImportFile.objects.create(name="new", content=b"a", made_by=user)

    erase()

    assert ImportFile.objects.get().name == "new"
