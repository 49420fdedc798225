from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from site_core.client_address import client_address
from tests.factories import UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def editor(db):
    return UserFactory(username="editor", is_superuser=True)


def sign_in(password, address="192.0.2.1", **headers):
    data = {"username": "editor", "password": password, "next": "/admin/"}
    return Client(REMOTE_ADDR=address).post("/admin/login/", data, headers=headers)


def fail(times, address="192.0.2.1", **headers):
    return [sign_in("wrong", address, **headers).status_code for _attempt in range(times)]


def test_ten_wrong_passwords_lock_the_account_for_that_address(editor):
    assert fail(10) == [200] * 9 + [429]

    response = sign_in(PASSWORD)

    assert response.status_code == 429
    assert reverse("wagtailadmin_password_reset") in response.text
    assert "Too many attempts to sign in" in response.text
    assert "Wait 15 minutes" in response.text
    assert response.headers["Retry-After"] == "900"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_lock_ends_after_a_quarter_of_an_hour_whatever_is_tried_in_between(editor):
    start = timezone.now()
    fail(10)
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert sign_in(PASSWORD).status_code == 429

    with time_machine.travel(start + timedelta(minutes=15, seconds=5), tick=False):
        response = sign_in(PASSWORD)

    assert response.status_code == 302


def test_other_addresses_and_other_accounts_stay_open(editor):
    UserFactory(username="colleague", is_superuser=True)
    fail(10)

    from_elsewhere = sign_in(PASSWORD, address="192.0.2.2")
    data = {"username": "colleague", "password": PASSWORD, "next": "/admin/"}
    other_account = Client(REMOTE_ADDR="192.0.2.1").post("/admin/login/", data)

    assert from_elsewhere.status_code == 302
    assert other_account.status_code == 302


def test_a_made_up_forwarding_header_changes_nothing(editor):
    codes = [sign_in("wrong", **{"X-Forwarded-For": f"203.0.113.{number}"}).status_code for number in range(10)]

    assert codes[-1] == 429


def test_behind_a_trusted_proxy_the_address_it_appended_counts(editor, settings):
    settings.TRUST_PROXY = True
    fail(10, address="127.0.0.1", **{"X-Forwarded-For": "203.0.113.1"})

    same_reader = sign_in(PASSWORD, address="127.0.0.1", **{"X-Forwarded-For": "198.51.100.7, 203.0.113.1"})
    other_reader = sign_in(PASSWORD, address="127.0.0.1", **{"X-Forwarded-For": "203.0.113.1, 203.0.113.2"})

    assert same_reader.status_code == 429
    assert other_reader.status_code == 302


@pytest.mark.parametrize("forwarded", ["", "unknown", "203.0.113.1, nonsense", "203.0.113.1:5000"])
def test_a_forwarding_header_that_names_no_address_falls_back_to_the_connection(rf, settings, forwarded):
    settings.TRUST_PROXY = True

    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="127.0.0.1")

    assert client_address(request) == "127.0.0.1"


def test_staff_see_whose_door_they_stand_at(client, site_tree):
    assert "Sign in to Digital Infrastructure Fund" in client.get("/admin/login/").content.decode()
