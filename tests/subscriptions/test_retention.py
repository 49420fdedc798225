from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from subscriptions.models import ConfirmationMail, SignUp, Subscriber
from tests.subscriptions.people import sign_up, sign_up_and_mail, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(site_tree, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return site_tree


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


def run_mailer() -> None:
    call_command("run_mailer", "--once")


def test_address_that_nobody_confirmed_is_erased_after_seven_days(client, clock):
    sign_up_and_mail(client)

    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    run_mailer()
    before = Subscriber.objects.count()
    clock.shift(2)
    run_mailer()

    assert (before, Subscriber.objects.count()) == (1, 0)


def test_who_was_asked_again_has_seven_days_again(client, clock):
    sign_up_and_mail(client)
    clock.shift(timedelta(days=6))
    sign_up_and_mail(client)
    clock.shift(timedelta(days=6))

    run_mailer()

    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize("state", ["confirmed", "unsubscribed", "suppressed"])
def test_nobody_else_is_erased_with_them(clock, state):
    subscriber(state=state, made_at=timezone.now() - timedelta(days=8), left_at=timezone.now())

    run_mailer()

    assert Subscriber.objects.count() == 1


def test_sign_ups_that_no_mailer_could_answer_are_erased_too(client, clock, settings):
    sign_up(client)
    settings.MAIL_IS_SET_UP = False

    clock.shift(timedelta(days=7, seconds=1))
    run_mailer()

    assert not SignUp.objects.exists()


def test_counted_mails_are_forgotten_when_they_count_no_more(client, clock):
    sign_up_and_mail(client)

    clock.shift(timedelta(days=1, seconds=1))
    run_mailer()

    assert not ConfirmationMail.objects.exists()
