"""What the mailer makes of sign-ups: who is mailed what, and how often at most."""

from datetime import timedelta

import pytest
from django.utils import timezone

from site_core import outbox
from site_core.models import OutgoingMail, SiteSettings
from subscriptions.models import ConfirmationMail, MailingSettings, SignUp, Subscriber
from subscriptions.services.signing_up import handle_sign_ups
from subscriptions.state import look_at_sign_ups
from tests.subscriptions.people import ADA, last_mail, link_in, sign_up, sign_up_and_mail, subscriber, suppressed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(site_tree):
    return site_tree


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


def cap(most: int) -> None:
    MailingSettings.objects.update_or_create(pk=1, defaults={"confirmations_per_hour": most})


def test_new_address_is_asked_to_confirm(client):
    sign_up_and_mail(client)

    mail, person = last_mail(), Subscriber.objects.get()
    assert mail.to == ADA
    assert "Please confirm" in mail.subject
    assert link_in(mail).startswith("/subscribe/confirm/") and link_in(mail) in mail.html
    assert (person.state, person.address) == ("pending", ADA)
    assert person.consent is None
    assert person.consent_asked.text == SiteSettings().subscribe_terms
    assert not SignUp.objects.exists()


def test_token_is_kept_nowhere_but_in_the_mail_that_waits(client):
    sign_up_and_mail(client)

    token = link_in(last_mail()).split("/")[-2]
    kept = [str(value) for row in Subscriber.objects.values() for value in row.values()]
    assert len(token) >= 43
    assert not any(token in value for value in kept)
    assert last_mail().is_secret


def test_address_that_did_not_confirm_is_asked_anew_and_the_first_link_is_void(client):
    sign_up_and_mail(client)
    first = link_in(last_mail())
    sign_up_and_mail(client)

    second = link_in(last_mail())
    assert Subscriber.objects.count() == 1
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_subscriber_who_signs_up_again_is_told_and_stays_subscribed(client):
    person = subscriber()

    sign_up_and_mail(client)

    mail = last_mail()
    person.refresh_from_db()
    assert "You are subscribed already" in mail.subject
    assert client.get(link_in(mail)).status_code == 200
    assert (person.state, person.confirmation_hash) == ("confirmed", "")


def test_who_left_is_asked_anew_and_is_not_subscribed_before_the_answer(client):
    person = subscriber(state="unsubscribed", left_at=timezone.now())

    sign_up_and_mail(client)

    person.refresh_from_db()
    assert "/subscribe/confirm/" in link_in(last_mail())
    assert person.state == "unsubscribed"
    assert person.consent is None and person.consent_asked is not None


@pytest.mark.parametrize("make", [suppressed, lambda: subscriber(state="suppressed")])
def test_suppressed_address_is_never_mailed(client, make):
    make()

    sign_up_and_mail(client)

    assert not OutgoingMail.objects.exists()
    assert not SignUp.objects.exists()


def test_mailbox_gets_two_mails_an_hour_and_five_a_day_however_often_it_is_entered(client, clock):
    counts = []
    for _hour in range(25):
        for _time in range(4):
            sign_up_and_mail(client)
        counts.append(OutgoingMail.objects.count())
        clock.shift(timedelta(hours=1, seconds=1))

    assert counts[:3] == [2, 4, 5]
    assert counts[3:24] == [5] * 21
    assert counts[24] == 7


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "ada@gmail.com",
            "Ada@Gmail.com",
            "ada+1@gmail.com",
            "ada+2@gmail.com",
            "a.d.a@gmail.com",
            "ada@googlemail.com",
        ],
        ["ada@bücher.example", "ADA@xn--bcher-kva.example", "ada+x@BÜCHER.example", "ada+y@bücher。example"],
    ],
)
def test_other_spellings_of_a_mailbox_bring_no_more_mail(client, spellings):
    for address in spellings:
        sign_up_and_mail(client, address)

    assert OutgoingMail.objects.count() == 2


def test_mails_to_subscribers_who_sign_up_again_are_counted_too(client):
    subscriber()

    for _time in range(4):
        sign_up_and_mail(client)

    assert OutgoingMail.objects.count() == 2


def test_sixty_people_who_sign_up_together_are_all_mailed(client):
    for number in range(60):
        sign_up(client, f"pupil{number}@school.example")

    handle_sign_ups(timezone.now())

    assert OutgoingMail.objects.values("to").distinct().count() == 60


def test_sign_ups_beyond_the_hours_cap_wait_and_go_on_later(client, clock, caplog):
    cap(2)
    for number in range(5):
        sign_up(client, f"reader{number}@reader.example")

    handle_sign_ups(timezone.now())
    clock.shift(timedelta(minutes=59))
    handle_sign_ups(timezone.now())
    within_the_hour = (OutgoingMail.objects.count(), SignUp.objects.count(), look_at_sign_ups().words)
    clock.shift(timedelta(minutes=2))
    handle_sign_ups(timezone.now())

    assert within_the_hour == (2, 3, "3 waiting, oldest 3540 s")
    assert (OutgoingMail.objects.count(), SignUp.objects.count()) == (4, 1)
    alarms = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(alarms) == 2
    assert "2 confirmations were mailed within an hour" in alarms[0]


def test_health_page_tells_how_many_wait(client):
    before = client.get("/health/ready").content.decode()
    sign_up(client)

    assert "sign-ups: none waiting" in before
    assert look_at_sign_ups().words.startswith("1 waiting")


def test_mailer_looks_at_sign_ups_by_itself(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sign_up(client)

    outbox.deliver()

    kept = OutgoingMail.objects.get()
    assert kept.sent_at
    assert (kept.to, kept.text, kept.html) == ("", "", "")


def test_neither_address_nor_token_reaches_a_log(client, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    caplog.set_level("DEBUG")
    sign_up(client)
    handle_sign_ups(timezone.now())
    token = link_in(last_mail()).split("/")[-2]

    outbox.deliver()

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in ours if ADA in line or token in line]


def test_address_that_only_waits_is_counted_without_its_address(client):
    sign_up_and_mail(client)

    assert [set(row) for row in ConfirmationMail.objects.values()] == [{"id", "mailbox_hash", "made_at"}]
    assert ADA not in ConfirmationMail.objects.get().mailbox_hash
