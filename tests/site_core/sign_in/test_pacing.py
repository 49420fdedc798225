"""Whoever guesses passwords is slowed down, and whoever they belong to gets in."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tests.factories import UserFactory
from tests.site_core.sign_in.people import administrator, give_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def guess(number: int, username="editor", address=None):
    client = Client(REMOTE_ADDR=address or f"198.51.{number // 250}.{number % 250 + 1}")
    return give_password(client, username, "wrong")


def from_new_browser(username="editor", address="203.0.113.9"):
    return give_password(Client(REMOTE_ADDR=address), username)


def known_browser(username="editor") -> Client:
    client = Client(REMOTE_ADDR="203.0.113.1")
    give_password(client, username)
    client.post("/admin/logout/")
    return client


def test_an_attacker_with_many_addresses_does_not_shut_the_owner_out():
    administrator()
    own = known_browser()
    with time_machine.travel(timezone.now(), tick=False):
        codes = {guess(number).status_code for number in range(80)}

        response = give_password(own)

    assert codes == {200, 429}
    assert response.status_code == 302


def test_an_attacker_with_many_addresses_gets_one_try_each_ten_seconds():
    administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(60):
            guess(number)

        at_once = guess(60)
        clock.shift(11)
        later, again = guess(61), guess(62)

    assert (at_once.status_code, later.status_code, again.status_code) == (429, 200, 429)
    assert "Wait 10 seconds" in again.text
    assert again.headers["Retry-After"] == "10"


def test_the_owner_in_a_new_browser_gets_a_turn_too():
    administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(60):
            guess(number)
        clock.shift(11)

        response = from_new_browser()

    assert response.status_code == 302


def test_an_attacker_with_many_names_is_slowed_down_and_known_browsers_beside_it_are_not():
    administrator()
    own = known_browser()
    own.defaults["REMOTE_ADDR"] = "192.0.2.1"
    with time_machine.travel(timezone.now(), tick=False):
        codes = [guess(0, f"person{number}", "192.0.2.1").status_code for number in range(40)]

        response = give_password(own)

    assert codes[:30] == [200] * 30
    assert codes[-5:] == [429] * 5
    assert response.status_code == 302


def test_ten_wrong_passwords_in_a_known_browser_make_it_wait_a_quarter_of_an_hour():
    administrator()
    own = known_browser()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _try in range(10):
            give_password(own, password="wrong")

        too_many = give_password(own)
        clock.shift(timedelta(minutes=16))
        later = give_password(own)

    assert too_many.status_code == 429
    assert "Wait 15 minutes" in too_many.text
    assert later.status_code == 302


def test_a_browser_known_to_one_person_is_a_stranger_to_another():
    administrator()
    UserFactory(username="colleague", is_superuser=True)
    own = known_browser("colleague")
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(60):
            guess(number)

        response = give_password(own)

    assert response.status_code == 429


def test_a_made_up_cookie_makes_no_browser_known():
    administrator()
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    stranger.cookies["known"] = "eyJuYW1lIjoieCJ9:1abcde:made-up"
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(60):
            guess(number)

        response = give_password(stranger)

    assert response.status_code == 429


def test_neither_names_nor_addresses_stand_in_the_cookie():
    administrator()
    own = known_browser()

    value = own.cookies["known"].value

    assert "editor" not in value
    assert "203" not in value
    assert salted_hmac("x", "editor").hexdigest() not in value
    assert own.cookies["known"]["httponly"]


def test_unknown_and_known_names_are_answered_in_the_same_words():
    administrator()

    known, unknown = guess(1), guess(2, "nobody")

    assert known.status_code == unknown.status_code == 200
    assert "didn't match" in known.text.replace("&#x27;", "'")
    assert "didn't match" in unknown.text.replace("&#x27;", "'")
