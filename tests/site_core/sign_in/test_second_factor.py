"""What somebody shows beside the password."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from wagtail.models import ModelLogEntry

from site_core.models import OutgoingMail
from tests.factories import UserFactory, member_of
from tests.site_core.sign_in.people import (
    PASSWORD,
    administrator,
    code_of,
    give_password,
    is_signed_in,
    recovery_codes,
    sign_in_with_code,
    with_authenticator,
)
from users.models import Authenticator
from users.second_factor import SUSPICIOUS_FAILURES, has_second_factor

pytestmark = pytest.mark.django_db
ADD = "/admin/account/second-factor/add/"


def key_in(response) -> str:
    return re.search(r'name="key" value="([^"]+)"', response.text)[1]


def authenticator_of(key: str) -> Authenticator:
    return Authenticator(key=signing.loads(key, salt="site_core.sign_in.new_authenticator")[1])


def set_up(client, path=ADD, name="Phone", **fields):
    key = key_in(client.get(path))
    return client.post(path, {"key": key, "name": name, "code": code_of(authenticator_of(key)), **fields})


def mails_to(user) -> list[str]:
    return list(OutgoingMail.objects.filter(to=user.email).order_by("pk").values_list("subject", flat=True))


def test_the_password_alone_opens_nothing_where_there_is_a_second_factor(client):
    user = administrator()
    with_authenticator(user)

    response = give_password(client)

    assert (response.status_code, response.url) == (302, "/admin/login/code/")
    assert not is_signed_in(client)
    assert client.get("/admin/reports/site-history/").url.startswith("/admin/login/")


def test_a_right_code_leads_to_where_one_was_going(client):
    user = administrator()
    authenticator = with_authenticator(user)

    response = sign_in_with_code(client, user, authenticator)

    assert (response.status_code, response.url) == (302, "/admin/account/")
    assert is_signed_in(client)


def test_the_sign_in_of_readers_is_no_way_round_it(client, site_tree):
    with_authenticator(administrator())

    response = give_password(client, path="/_util/login/")

    assert response.url == "/admin/login/code/"
    assert not is_signed_in(client)


def test_a_code_counts_once(client):
    user = administrator()
    authenticator = with_authenticator(user)
    code = code_of(authenticator)
    give_password(client)
    client.post("/admin/login/code/", {"code": code})
    other = Client()
    give_password(other)

    response = other.post("/admin/login/code/", {"code": code})

    assert response.status_code == 403
    assert "This code is not right" in response.text
    assert not is_signed_in(other)


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(client, steps, is_right):
    user = administrator()
    authenticator = with_authenticator(user)
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        give_password(client)
        client.post("/admin/login/code/", {"code": code_of(authenticator, steps)})

        assert is_signed_in(client) == is_right


@pytest.mark.parametrize("code", ["", "000000", "12345", "not a code", "１２３４５６", "0" * 500])
def test_a_wrong_code_is_told_in_words_and_signs_nobody_in(client, code):
    user = administrator()
    with_authenticator(user)
    give_password(client)

    response = client.post("/admin/login/code/", {"code": code})

    assert response.status_code == 403
    assert "error-message" in response.text
    assert not is_signed_in(client)


def test_wrong_codes_make_the_next_try_wait_however_right_it_is(client):
    user = administrator()
    authenticator = with_authenticator(user)
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        give_password(client)
        for wait in (2, 4, 8):
            client.post("/admin/login/code/", {"code": "000000"})
            clock.shift(wait)
        client.post("/admin/login/code/", {"code": "000000"})

        too_soon = client.post("/admin/login/code/", {"code": code_of(authenticator)})
        clock.shift(10)
        in_time = client.post("/admin/login/code/", {"code": code_of(authenticator)})

    assert "Wait 8 seconds" in too_soon.text
    assert in_time.status_code == 302


def test_whoever_guesses_codes_makes_the_owner_wait_minutes_and_not_days(client):
    user = administrator()
    authenticator = with_authenticator(user)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _try in range(25):
            give_password(client)
            client.post("/admin/login/code/", {"code": "000000"})
            clock.shift(timedelta(minutes=9))
        give_password(client)

        response = client.post("/admin/login/code/", {"code": code_of(authenticator)})

    assert response.status_code == 302
    assert mails_to(user).count("Wrong codes at your sign-in") == 1
    assert SUSPICIOUS_FAILURES == 5


def test_wrong_codes_at_a_clock_that_was_days_ahead_keep_nobody_out(client):
    user = administrator()
    authenticator = with_authenticator(user)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False) as clock:
        give_password(client)
        client.post("/admin/login/code/", {"code": "000000"})
        clock.shift(-timedelta(days=3))
        other = Client()
        give_password(other)
        other.post("/admin/login/code/", {"code": code_of(authenticator)})
        clock.shift(5)

        response = other.post("/admin/login/code/", {"code": code_of(authenticator)})

    assert response.status_code == 302


def test_the_password_has_to_be_given_again_after_ten_minutes(client):
    user = administrator()
    authenticator = with_authenticator(user)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        give_password(client)
        clock.shift(timedelta(minutes=11))

        response = client.post("/admin/login/code/", {"code": code_of(authenticator)}, follow=True)

    assert "Please sign in again" in response.text
    assert not is_signed_in(client)


def test_a_password_changed_between_the_two_steps_stops_the_second(client):
    user = administrator()
    authenticator = with_authenticator(user)
    give_password(client)
    user.set_password("another phrase altogether")
    user.save()

    client.post("/admin/login/code/", {"code": code_of(authenticator)})

    assert not is_signed_in(client)


def test_a_recovery_code_signs_in_once_and_its_owner_hears_of_it(client):
    user = administrator()
    with_authenticator(user)
    code = recovery_codes(user)[3]
    give_password(client)

    first = client.post("/admin/login/code/", {"code": code.upper().replace("-", " ")}, follow=True)
    other = Client()
    give_password(other)
    second = other.post("/admin/login/code/", {"code": code})

    assert "You have 9 recovery codes left" in first.text
    assert second.status_code == 403
    assert mails_to(user) == ["A recovery code was used"]


def test_neither_recovery_codes_nor_keys_can_be_read_from_the_database():
    user = administrator()
    authenticator = with_authenticator(user)
    codes = recovery_codes(user)

    stored = set(StaticToken.objects.values_list("token", flat=True))

    assert len(stored) == 10
    assert not stored & {code.replace("-", "")[:16] for code in codes}
    assert bytes.fromhex(authenticator.key) != authenticator.bin_key


def test_a_code_of_a_second_device_leaves_the_first_without_a_wait(client):
    user = administrator()
    first, second = with_authenticator(user), with_authenticator(user, "Laptop")
    sign_in_with_code(client, user, second)
    other = Client()

    response = sign_in_with_code(other, user, first)

    assert response.status_code == 302


def test_an_authenticator_counts_only_after_it_has_shown_a_right_code(client):
    user = administrator()
    client.force_login(user)
    key = key_in(client.get(ADD))

    wrong = client.post(ADD, {"key": key, "name": "Phone", "code": "000000"})
    is_stored = has_second_factor(user)
    right = client.post(ADD, {"key": key_in(wrong), "name": "Phone", "code": code_of(authenticator_of(key))})

    shown = BeautifulSoup(wrong.content, "html.parser")
    field = shown.select_one("[name=code]")
    assert "This code is not right" in " ".join(shown.find(id=name).text for name in field["aria-describedby"].split())
    assert field.has_attr("autofocus")
    assert key_in(wrong) == key
    assert not is_stored
    assert has_second_factor(user)
    assert right.text.count("<li><code>") == 10
    assert "Keep these recovery codes" in BeautifulSoup(right.content, "html.parser").h1.text
    assert is_signed_in(client)
    assert mails_to(user) == ["A second factor was added"]


def test_looking_at_the_picture_changes_nothing(client):
    client.force_login(administrator())

    response = client.get(ADD)

    assert "data:image/svg+xml" in response.text
    assert Authenticator.objects.count() == 0
    assert "no-store" in response.headers["Cache-Control"]


def test_a_form_with_another_person_s_key_is_refused(client):
    client.force_login(administrator())
    key = key_in(client.get(ADD))
    other = Client()
    other.force_login(UserFactory(is_superuser=True))

    response = other.post(ADD, {"key": key, "name": "Phone", "code": code_of(authenticator_of(key))})

    assert "Please scan the new picture" in response.text
    assert Authenticator.objects.count() == 0


def test_other_sessions_end_when_a_second_factor_comes(client):
    user = administrator()
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)

    set_up(client)

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_the_account_names_devices_and_their_last_use(client):
    user = administrator()
    authenticator = with_authenticator(user, "Work phone")
    recovery_codes(user)
    sign_in_with_code(client, user, authenticator)

    text = client.get("/admin/account/").text

    assert "Work phone" in text
    assert "last used" in text
    assert "You have 10 recovery codes left" in text


def test_one_is_removed_after_a_question_and_the_last_takes_the_recovery_codes_along(client):
    user = administrator()
    authenticator = with_authenticator(user)
    recovery_codes(user)
    sign_in_with_code(client, user, authenticator)
    url = reverse("second_factor_remove", args=[authenticator.pk])

    asked = client.get(url)
    client.post(url)

    assert "your password alone opens your account" in asked.text
    assert not has_second_factor(user)
    assert StaticToken.objects.count() == 0
    assert is_signed_in(client)


def test_a_form_that_was_sent_before_sets_up_no_second_authenticator_with_the_same_codes(client):
    client.force_login(administrator())
    key = key_in(client.get(ADD))
    fields = {"key": key, "name": "Phone", "code": code_of(authenticator_of(key))}
    client.post(ADD, fields)

    again = client.post(ADD, fields)

    assert "Please scan the new picture" in again.text
    assert Authenticator.objects.count() == 1


def test_nobody_removes_another_s_authenticator(client):
    authenticator = with_authenticator(UserFactory())
    client.force_login(administrator())

    response = client.post(reverse("second_factor_remove", args=[authenticator.pk]))

    assert response.status_code == 404
    assert Authenticator.objects.count() == 1


def test_new_recovery_codes_take_the_place_of_the_old(client):
    user = administrator()
    authenticator = with_authenticator(user)
    old = recovery_codes(user)
    sign_in_with_code(client, user, authenticator)

    response = client.post(reverse("second_factor_codes"))

    assert response.text.count("<li><code>") == 10
    assert not any(code in response.text for code in old)
    assert StaticToken.objects.count() == 10


# Who must have one


@pytest.mark.parametrize(("group", "must"), [("Writers", False), ("Editors", True), ("Site managers", True)])
def test_whoever_can_publish_is_led_to_setting_it_up_before_anything_else(client, site_tree, settings, group, must):
    settings.REQUIRE_SECOND_FACTOR = True
    user = member_of(group)

    response = give_password(client, user.username)

    assert response.url == ("/admin/login/set-up/" if must else "/admin/account/")
    assert is_signed_in(client) != must


def test_the_first_administrator_sets_it_up_and_goes_on(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = administrator()
    give_password(client)

    response = set_up(client, "/admin/login/set-up/")

    assert response.text.count("<li><code>") == 10
    assert 'href="/admin/account/"' in response.text
    assert is_signed_in(client)
    assert has_second_factor(user)


def test_nobody_sets_up_a_second_factor_in_the_place_of_one_that_is_there(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    with_authenticator(administrator())
    give_password(client)

    response = client.get("/admin/login/set-up/")

    assert response.url == "/admin/login/"


def test_whoever_is_signed_in_when_it_becomes_due_is_sent_to_it(client, settings):
    client.force_login(administrator())
    settings.REQUIRE_SECOND_FACTOR = True

    response = client.get("/admin/reports/site-history/")
    client.get("/admin/reports/site-history/")
    page = client.get(response.url)

    assert response.url == ADD
    assert page.text.count("set one up first") == 1
    set_up(client)
    assert is_signed_in(client)


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "options"])
@pytest.mark.parametrize("path", ["/admin/account/", "/admin/api/main/pages/", ADD])
def test_a_session_in_which_no_code_was_given_opens_nothing_where_there_is_a_second_factor(
    client, site_tree, settings, method, path
):
    settings.REQUIRE_SECOND_FACTOR = True
    user = administrator()
    with_authenticator(user)
    client.force_login(user)

    response = getattr(client, method)(path)

    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_whoever_took_theirs_away_sets_one_up_when_a_new_group_lets_them_publish(client, site_tree, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = member_of("Writers")
    authenticator = with_authenticator(user)
    sign_in_with_code(client, user, authenticator)
    client.post(reverse("second_factor_remove", args=[authenticator.pk]))
    before = client.get("/admin/").status_code
    user.groups.add(Group.objects.get(name="Editors"))

    response = client.get("/admin/")

    assert (before, response.status_code) == (200, 302)
    assert response.url == ADD


def test_the_last_one_stays_with_those_who_must_have_one(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = administrator()
    authenticator = with_authenticator(user)
    sign_in_with_code(client, user, authenticator)

    response = client.post(reverse("second_factor_remove", args=[authenticator.pk]))

    assert response.status_code == 403
    assert "Set up another first" in response.text
    assert has_second_factor(user)


# Whoever has lost theirs


def test_a_site_manager_resets_another_s_and_that_is_noted_and_told(client, site_tree):
    manager = member_of("Site managers")
    user = member_of("Editors")
    with_authenticator(user)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(manager)
    url = reverse("second_factor_reset", args=[user.pk])

    listing = client.get("/admin/users/")
    asked = client.get(url)
    client.post(url)

    assert url in listing.text
    assert "Be sure that it was they who asked you" in asked.text
    assert not has_second_factor(user)
    assert not is_signed_in(elsewhere)
    entry = ModelLogEntry.objects.get(action="site_core.second_factor.reset")
    assert (entry.user, entry.object_id) == (manager, str(user.pk))
    assert mails_to(user) == ["Your second factor was reset"]


@pytest.mark.parametrize("who", ["an editor", "a manager, of an administrator", "a manager, of themselves"])
def test_nobody_else_resets_one(client, site_tree, who):
    manager = member_of("Editors" if who == "an editor" else "Site managers")
    user = manager if "themselves" in who else UserFactory(is_superuser="administrator" in who)
    with_authenticator(user)
    client.force_login(manager)

    response = client.post(reverse("second_factor_reset", args=[user.pk]))

    assert response.status_code == 302
    assert has_second_factor(user)


def test_when_nobody_gets_in_the_machine_s_owner_resets_it(client):
    user = administrator()
    with_authenticator(user)

    call_command("reset_second_factor", "editor")

    give_password(client, password=PASSWORD)
    assert is_signed_in(client)
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody")
