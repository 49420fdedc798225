"""What a password must be, and how a forgotten one is made anew."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from site_core import settings as site_settings
from site_core.models import OutgoingMail, SiteSettings
from tests.factories import UserFactory
from tests.site_core.sign_in.people import PASSWORD, administrator, give_password, is_signed_in, with_authenticator

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a whole new phrase of mine"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "correcthorsebattery",
        "ein langer satz mit grüßen",
        "👩‍💻 tippt gern auf tasten",
        "x9$Lq2!vTz@7pWm" * 8,
        "wood lamp river seventeen " * 10,
    ],
)
def test_long_phrases_of_any_kind_are_taken(password):
    validate_password(password, UserFactory(username="person-of-tests"))


@pytest.mark.parametrize(
    "password",
    [
        "short phrase",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "swordfish-1swordfish-1",
        "password!!!!!!!!!!!!",
        "12345678901234567890",
        "letmein1234567890",
        "Digital Infrastructure Fund 2026",
        "digitalinfrastructurefund!",
        "ada.lovelace@fund",
        "Lovelace-Lovelace-1",
        "open.tower-2026!",
    ],
)
def test_what_somebody_would_try_first_is_refused(password, site_tree):
    shown = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    shown.brand = "Open • Tower"
    shown.save()
    user = UserFactory(username="ada.lovelace", first_name="Ada", last_name="Lovelace", email="ada@fund.example")

    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_a_well_known_password_is_told_of_once():
    with pytest.raises(ValidationError) as refused:
        validate_password("password123", UserFactory())

    assert [fault.code for fault in refused.value.error_list] == ["password_too_short", "password_too_common"]


def test_a_new_password_that_is_refused_is_told_of_at_the_head_of_the_account_too(client):
    user = administrator()
    client.force_login(user)
    fields = {"password-old_password": PASSWORD, "password-new_password1": "short", "password-new_password2": "short"}

    page = client.post("/admin/account/", fields)

    assert "Your account could not be saved due to errors" in page.text
    assert "This password is too short" in page.text


def ask_for_link(email, address="192.0.2.1"):
    return Client(REMOTE_ADDR=address).post("/admin/password_reset/", {"email": email})


def link_to(email) -> str:
    mail = OutgoingMail.objects.filter(to=email).latest("pk")
    return re.search(r"/admin/password_reset/confirm/\S+", mail.text)[0]


def test_asking_for_a_link_tells_nobody_which_addresses_are_known():
    user = administrator()

    known, unknown = ask_for_link(user.email), ask_for_link("nobody@fund.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/admin/password_reset/done/")
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [user.email]


def test_no_mailbox_is_flooded_with_links():
    user = administrator()

    answers = {ask_for_link(user.email, f"192.0.2.{number}").url for number in range(1, 7)}

    assert answers == {"/admin/password_reset/done/"}
    assert OutgoingMail.objects.count() <= 3


def test_from_one_network_no_more_than_twenty_links_an_hour_are_asked_for():
    codes = [ask_for_link(f"person{number}@fund.example").status_code for number in range(21)]

    assert codes == [302] * 20 + [429]


def test_a_link_makes_a_new_password_and_signs_nobody_in(client):
    user = administrator()
    elsewhere = Client()
    elsewhere.force_login(user)
    with_authenticator(user)
    ask_for_link(user.email)
    form_url = client.get(link_to(user.email)).url

    client.post(form_url, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
    response = give_password(client, password=NEW_PASSWORD)

    assert not is_signed_in(elsewhere)
    assert response.url == "/admin/login/code/"
    assert not is_signed_in(client)


def test_a_link_ends_after_an_hour_and_counts_once(client):
    user = administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask_for_link(user.email)
        link = link_to(user.email)
        form_url = client.get(link).url
        clock.shift(timedelta(minutes=61))

        late = Client().get(link)
        client.post(form_url, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

    user.refresh_from_db()
    assert "invalid" in late.text
    assert not user.check_password(NEW_PASSWORD)


def test_a_link_that_was_used_makes_no_second_password(client):
    user = administrator()
    ask_for_link(user.email)
    link = link_to(user.email)
    client.post(client.get(link).url, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

    again = Client().get(link)

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert "invalid" in again.text


def test_whoever_names_another_host_puts_it_into_no_link(settings):
    settings.ALLOWED_HOSTS = ["*"]
    user = administrator()

    Client(headers={"host": "evil.example"}).post("/admin/password_reset/", {"email": user.email})

    assert "http://localhost/admin/password_reset/confirm/" in OutgoingMail.objects.get().text
    assert "evil.example" not in str(OutgoingMail.objects.values().get())


def test_the_link_is_blotted_out_of_the_outbox_once_it_is_sent():
    user = administrator()

    ask_for_link(user.email)
    token = link_to(user.email).split("/")[-2]
    OutgoingMail.objects.get().note_sent()

    assert token not in str(OutgoingMail.objects.values().get())


def test_whoever_gets_a_new_password_hears_of_it():
    user = administrator(last_login=timezone.now())
    user.set_password(NEW_PASSWORD)
    user.save()

    assert OutgoingMail.objects.get().subject == "Your password was changed"


def test_passwords_are_kept_as_scrypt_hashes():
    assert site_settings.PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")
