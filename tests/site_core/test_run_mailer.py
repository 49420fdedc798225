"""Mailers as processes: two at once, killed without warning, and told to end."""

import random
import signal
import subprocess
import time

import pytest
from django.db import connection
from django.utils import timezone

from site_core.models import OutgoingMail
from site_core.outbox import queue_mail
from tests.smtp import MailSink, start_mailer

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MAILS, KILLS, MAILERS = 200, 5, 2
ENDS_WITHIN_SECONDS = 120


@pytest.fixture
def server():
    with MailSink() as sink:
        yield sink


@pytest.fixture
def start(server):
    """Starts a mailer on the database of the test."""
    started = []

    def start_one() -> subprocess.Popen:
        started.append(start_mailer(server))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def wait_until(condition) -> None:
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_two_mailers_that_are_killed_again_and_again_send_everything_once_but_what_was_under_way(server, start):
    server.seconds_each = 0.005
    for number in range(MAILS):
        queue_mail(f"test:{number}", to=f"person{number}@fund.example", subject=f"Mail {number}", text="Hello")
    mailers = [start() for _number in range(MAILERS)]

    for kill in range(KILLS):
        wait_until(lambda kill=kill: len(server.mails) >= (kill + 1) * 20 + random.randrange(20))
        mailers[kill % MAILERS].kill()
        mailers[kill % MAILERS] = start()
    wait_until(lambda: not OutgoingMail.objects.filter(sent_at=None, next_attempt_at__lte=timezone.now()).exists())
    for mailer in mailers:
        mailer.terminate()
        mailer.wait(timeout=ENDS_WITHIN_SECONDS)
    # The claims of those who were killed run out, and another mailer comes.
    OutgoingMail.objects.filter(sent_at=None).update(next_attempt_at=timezone.now())
    start()
    wait_until(lambda: not OutgoingMail.objects.filter(sent_at=None).exists())

    received = server.received
    assert set(received) == set(OutgoingMail.objects.values_list("message_id", flat=True))
    assert len(received) == MAILS
    assert len(server.mails) - MAILS <= KILLS


def test_mailer_ends_in_order_when_told_to(server, start):
    mailer = start()
    first_words = mailer.stderr.readline()

    mailer.send_signal(signal.SIGTERM)
    last_words = mailer.stderr.read()

    assert "looks for mail to send" in first_words
    assert (mailer.wait(), last_words) == (0, "")


def test_mailer_finishes_the_mail_under_way_before_it_ends(server, start):
    server.seconds_each = 1
    for number in range(5):
        queue_mail(f"test:{number}", to=f"person{number}@fund.example", subject="Hello", text="Hello")
    mailer = start()
    wait_until(lambda: OutgoingMail.objects.filter(attempts=1).exists())

    mailer.send_signal(signal.SIGTERM)
    mailer.wait(timeout=ENDS_WITHIN_SECONDS)

    sent = OutgoingMail.objects.exclude(sent_at=None)
    assert sorted(server.received) == sorted(sent.values_list("message_id", flat=True))
    assert len(sent) < 5
    assert not OutgoingMail.objects.filter(attempts=1, sent_at=None).exists()


def test_mailer_outlives_a_database_that_does_not_answer(server, start):
    mailer = start()
    mailer.stderr.readline()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE site_core_outgoingmail RENAME TO gone")
        words = mailer.stderr.readline()
        cursor.execute("ALTER TABLE gone RENAME TO site_core_outgoingmail")
    queue_mail("test:ada", to="ada@fund.example", subject="Hello", text="Dear Ada")
    wait_until(lambda: server.mails)

    assert "The database cannot be asked for mail; next attempt in a second" in words
    assert mailer.poll() is None
