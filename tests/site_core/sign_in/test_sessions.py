"""How long somebody stays signed in, and what ends it."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from site_core.models import OutgoingMail
from site_core.outbox import erase_old
from site_core.page_addresses import is_known
from tests.database import ROOT
from tests.factories import UserFactory, member_of
from tests.site_core.sign_in.people import PASSWORD, administrator, give_password, is_signed_in

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a whole new phrase of mine"


def sign_in(client, user, **fields):
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD, "next": "/admin/", **fields})
    assert is_signed_in(client)


def elsewhere(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change_password(client, user, old=PASSWORD, **changes):
    fields = {
        "name_email-first_name": "Ada",
        "name_email-last_name": "Example",
        "name_email-email": user.email,
        "password-old_password": old,
        "password-new_password1": NEW_PASSWORD,
        "password-new_password2": NEW_PASSWORD,
        "notifications-updated_comments_notifications": "on",
        "locale-preferred_language": "",
        "locale-current_time_zone": "UTC",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        **changes,
    }
    return client.post("/admin/account/", fields)


def test_a_day_without_a_sign_of_life_signs_out(client):
    user = administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user)
        clock.shift(timedelta(hours=11))
        stays = is_signed_in(client)
        clock.shift(timedelta(hours=11))
        stays_at_work = is_signed_in(client)
        clock.shift(timedelta(hours=12, minutes=1))

        assert (stays, stays_at_work, is_signed_in(client)) == (True, True, False)


def test_an_open_window_that_asks_by_itself_is_no_sign_of_life(client, site_tree):
    user = administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user)
        for _hour in range(12):
            clock.shift(timedelta(hours=1, minutes=1))
            client.get("/admin/announcements/progress/")

        assert not is_signed_in(client)


def test_whoever_asks_to_be_remembered_stays_for_two_weeks_and_no_longer(client):
    user = administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user, remember="on")
        stays = []
        for _day in range(15):
            clock.shift(timedelta(hours=23, minutes=59))
            stays.append(is_signed_in(client))

    assert stays == [True] * 14 + [False]


def test_a_new_password_ends_all_other_sessions(client):
    user = administrator()
    other = elsewhere(user)
    client.force_login(user)

    response = change_password(client, user)

    assert response.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_the_former_address_hears_of_a_new_one_that_comes_with_a_new_password(client):
    user = administrator()
    sign_in(client, user)

    response = change_password(client, user, **{"name_email-email": "thief@example.com"})

    told = OutgoingMail.objects.values_list("to", "subject")
    assert response.status_code == 302
    assert list(told.filter(to=user.email)) == [(user.email, "The address of your account was changed")]
    assert "thief" not in OutgoingMail.objects.get(to=user.email).text


def test_nobody_hears_of_a_new_address_that_is_none(client):
    user = administrator()
    sign_in(client, user)
    change_password(client, user)

    assert not OutgoingMail.objects.filter(subject__contains="address").exists()


def test_a_new_password_given_by_a_manager_ends_all_sessions_of_that_person(client):
    user = UserFactory(username="victim", is_superuser=True)
    other = elsewhere(user)
    client.force_login(administrator())

    client.post(
        f"/admin/users/edit/{user.pk}/",
        {
            "username": "victim",
            "email": user.email,
            "first_name": "Ada",
            "last_name": "Example",
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
            "is_active": "on",
            "is_superuser": "on",
        },
    )

    assert not is_signed_in(other)


def test_whoever_is_deactivated_is_out_at_once(client):
    user = administrator()
    client.force_login(user)
    user.is_active = False
    user.save()

    assert not is_signed_in(client)


def test_whoever_leaves_a_group_loses_what_it_may_at_once(client, site_tree):
    user = member_of("Site managers")
    client.force_login(user)
    before = client.get("/admin/users/").status_code
    user.groups.clear()

    assert (before, client.get("/admin/users/").status_code) == (200, 302)
    assert not is_signed_in(client)


def test_a_link_signs_nobody_out(client):
    client.force_login(administrator())

    response = client.get("/admin/logout/")

    assert response.status_code == 405
    assert is_signed_in(client)


def test_signing_out_everywhere_else(client):
    user = administrator()
    other = elsewhere(user)
    client.force_login(user)

    asked = client.get("/admin/account/sign-out-everywhere/")
    stays_when_asked = is_signed_in(other)
    client.post("/admin/account/sign-out-everywhere/")

    assert "You are signed out at once" in asked.text
    assert stays_when_asked
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_another_name_of_a_session_comes_with_the_sign_in(client, site_tree):
    client.get("/admin/login/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    administrator()

    give_password(client)

    assert client.session.session_key != before


def test_who_signed_in_from_where_is_forgotten_after_a_month(client):
    user = administrator()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, user)
        give_password(Client(), "nobody", "wrong")
        erase_old()
        kept = AccessLog.objects.count(), AccessAttempt.objects.count(), Session.objects.count()
        clock.shift(timedelta(days=31))

        erase_old()

    assert kept == (1, 1, 1)
    assert (AccessLog.objects.count(), AccessAttempt.objects.count(), Session.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("site_url", "names", "is_required"),
    [
        ("https://fund.example", ["__Host-sessionid", "__Host-csrftoken", "__Host-known"], True),
        ("http://localhost:8000", ["sessionid", "csrftoken", "known"], False),
        ("http://fund.example", ["sessionid", "csrftoken", "known"], False),
    ],
)
def test_cookies_of_a_public_site_cannot_be_planted_and_a_second_factor_is_required(
    tmp_path, site_url, names, is_required
):
    code = (
        "import json, django; django.setup(); from django.conf import settings as s; "
        "from site_core.sign_in.pacing import COOKIE; "
        "print(json.dumps([[s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, COOKIE], s.REQUIRE_SECOND_FACTOR, "
        "s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN]))"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "site_core.settings",
        "ENV_FILE": "/dev/null",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "SITE_URL": site_url,
    }

    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(found.stdout) == [names, is_required, site_url.startswith("https"), "/", None]


def test_a_session_known_by_another_cookie_name_is_no_reader_of_ready_pages(settings):
    settings.SESSION_COOKIE_NAME = "__Host-sessionid"

    assert is_known({"HTTP_COOKIE": "__Host-known=x; __Host-sessionid=y"})
    assert not is_known({"HTTP_COOKIE": "__Host-known=x"})
