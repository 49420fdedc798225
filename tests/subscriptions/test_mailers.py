"""Two mailers at once, killed again and again: everybody gets it once, but for the mail that was under way."""

import random
import time

import pytest
from django.utils import timezone

from subscriptions.message_ids import message_id
from subscriptions.models import Delivery, Subscriber
from subscriptions.services.freezing import freeze
from tests.smtp import MailSink, start_mailer
from tests.subscriptions.mailing import announced, mailing, subscriber

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SUBSCRIBERS, KILLS, MAILERS = 2_000, 10, 2
ENDS_WITHIN_SECONDS = 300


@pytest.fixture
def server():
    with MailSink() as sink:
        yield sink


def wait_until(condition) -> None:
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_two_mailers_killed_ten_times_reach_everybody_once(server, site_tree):
    mailing(mails_per_second=500)
    template = subscriber("first")
    Subscriber.objects.bulk_create(
        Subscriber(
            address=f"person{number}@reader.example",
            address_hash=f"{number:064}",
            state=template.state,
            listening_since=template.listening_since,
        )
        for number in range(1, SUBSCRIBERS)
    )
    announcement = announced(site_tree.updates)
    freeze(announcement)
    mailers = [start_mailer(server) for _number in range(MAILERS)]

    for kill in range(KILLS):
        wait_until(lambda kill=kill: len(server.mails) >= (kill + 1) * 150 + random.randrange(30))
        mailers[kill % MAILERS].kill()
        mailers[kill % MAILERS].communicate()
        mailers[kill % MAILERS] = start_mailer(server)
    due = Delivery.objects.filter(state="waiting", next_attempt_at__lte=timezone.now())
    wait_until(lambda: not due.exists())
    # The claims of those who were killed run out.
    Delivery.objects.filter(state="waiting").update(next_attempt_at=timezone.now())
    wait_until(lambda: not Delivery.objects.filter(state="waiting").exists())
    for mailer in mailers:
        mailer.terminate()
        mailer.communicate()

    received = server.received
    assert set(received) == {message_id(delivery) for delivery in Delivery.objects.all()}
    assert len(received) == SUBSCRIBERS
    assert sum(received.values()) - SUBSCRIBERS <= KILLS
    assert Delivery.objects.filter(state="sent").count() == SUBSCRIBERS
