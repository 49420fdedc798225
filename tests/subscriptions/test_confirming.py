"""The link of the confirmation: only its button subscribes, twice is as once, and it does not work for ever."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from site_core.models import OutgoingMail
from subscriptions.audience import reachable
from subscriptions.models import ConsentText, Subscriber
from subscriptions.services.confirming import send_confirmation
from subscriptions.services.leaving import erase, leave, suppress
from subscriptions.services.restraint import count_mail
from tests.subscriptions.people import last_mail, link_in, sign_up_and_mail, subscriber, suppressed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(site_tree):
    return site_tree


@pytest.fixture
def link(client) -> str:
    sign_up_and_mail(client)
    return link_in(last_mail())


def state() -> str:
    return Subscriber.objects.get().state


@pytest.mark.parametrize("method", ["get", "head"])
def test_program_that_follows_the_link_confirms_nothing(client, link, method):
    for _time in range(3):
        response = getattr(client, method)(link)

    assert response.status_code == 200
    assert state() == "pending"


def test_page_behind_the_link_has_one_button_and_says_what_is_agreed_to(client, link):
    page = BeautifulSoup(client.get(link).content, "html.parser")

    (form,) = page.select("main form")
    assert form["method"] == "post" and len(form.select("button")) == 1
    assert not form.select("input")
    assert "you agree with our terms and conditions" in page.main.text
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_button_confirms_without_any_cookie_and_works_twice(link):
    strict = Client(enforce_csrf_checks=True)

    first = strict.post(link)
    confirmed_at = Subscriber.objects.get().confirmed_at
    second = strict.post(link)

    assert first.status_code == second.status_code == 200
    assert "You are subscribed" in first.content.decode() and "You are subscribed" in second.content.decode()
    assert state() == "confirmed"
    assert Subscriber.objects.get().confirmed_at == confirmed_at
    assert not first.cookies


def test_confirmed_page_leads_to_the_choices(client, link):
    page = BeautifulSoup(client.post(link).content, "html.parser")

    (way,) = page.select("main a[href*='/subscribe/choices/']")
    assert client.get(way["href"]).status_code == 200


def test_who_left_is_subscribed_again_by_the_button(client):
    subscriber(state="unsubscribed", left_at=timezone.now(), is_paused=True)
    sign_up_and_mail(client)

    client.post(link_in(last_mail()))

    person = Subscriber.objects.get()
    assert (person.state, person.left_at, person.is_paused) == ("confirmed", None, False)


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_works_for_seven_days(client, link, time_machine, method):
    time_machine.move_to(timezone.now() + timedelta(days=6, hours=23))
    before = client.get(link)
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    response = getattr(client, method)(link)

    assert before.status_code == 200
    assert response.status_code == 410
    assert "This link does not work any more" in response.content.decode()
    assert 'action="/subscribe/"' in response.content.decode()
    assert state() == "pending"


def test_link_that_nobody_mailed_is_answered_as_one_that_is_over(client):
    response = client.post(f"/subscribe/confirm/{'x' * 43}/")

    assert response.status_code == 410


@pytest.mark.parametrize("go", [leave, erase, lambda person: suppress(person, "unknown")])
def test_old_link_does_not_bring_back_who_has_gone(client, link, go):
    client.post(link)
    go(Subscriber.objects.get())

    response = client.post(link)

    assert response.status_code == 410
    assert not Subscriber.objects.filter(state="confirmed").exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_known", [True, False])
def test_page_is_kept_by_nobody_and_tells_its_address_to_no_other_site(client, link, method, is_known):
    response = getattr(client, method)(link if is_known else f"/subscribe/confirm/{'x' * 43}/")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_terms_are_agreed_to_by_the_button_and_not_by_whoever_typed_the_address(client):
    former = ConsentText.objects.create(digest="0" * 64, text="<p>Former terms.</p>")
    subscriber(state="unsubscribed", left_at=timezone.now(), consent=former, consent_source="Paper list of 2025")
    sign_up_and_mail(client)
    before = Subscriber.objects.get()

    client.post(link_in(last_mail()))

    after = Subscriber.objects.get()
    assert (before.consent, before.consent_source) == (former, "Paper list of 2025")
    assert (after.consent, after.consent_source, after.consent_asked) == (before.consent_asked, "", None)
    assert after.consent != former


def test_address_that_is_suppressed_in_the_same_moment_is_neither_asked_nor_subscribed_nor_mailed(client, link):
    person = Subscriber.objects.get()
    mails = OutgoingMail.objects.count()
    suppressed(person.address)

    client.post(link)
    send_confirmation(person, person.consent_asked, count_mail("0" * 64, timezone.now()))
    Subscriber.objects.update(state="confirmed")

    assert OutgoingMail.objects.count() == mails
    assert not reachable().exists()


def test_subscriber_is_not_asked_to_confirm_again(client):
    person = subscriber()

    send_confirmation(person, ConsentText.objects.create(digest="0" * 64), count_mail("0" * 64, timezone.now()))

    assert not OutgoingMail.objects.exists()
    assert not Subscriber.objects.get().confirmation_hash
