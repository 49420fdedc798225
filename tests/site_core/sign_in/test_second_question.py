"""Who is there is asked once more before accounts, data of people, and mail to everybody."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from site_core.models import OutgoingMail
from site_core.sign_in import second_question
from tests.factories import UpdatePageFactory, UserFactory
from tests.site_core.sign_in.people import PASSWORD, administrator, code_of, seconds_later, with_authenticator
from users.models import Authenticator

pytestmark = pytest.mark.django_db
QUESTION = "Is it you?"
TEN_MINUTES = 601
NEW_ACCOUNT = {
    "username": "new",
    "email": "new@fund.example",
    "first_name": "Ada",
    "last_name": "O’Example & <b>",
    "password1": "battery staple horse",
    "password2": "battery staple horse",
    "is_active": "on",
}


@pytest.fixture
def user():
    return administrator()


@pytest.fixture
def staff(client, user):
    """Somebody who signed in a while ago."""
    client.force_login(user)
    seconds_later(client, TEN_MINUTES)
    return client


def places() -> dict[str, str]:
    other = UserFactory()
    update = UpdatePageFactory()
    authenticator = with_authenticator(other)
    return {
        "a new account": reverse("wagtailusers_users:add"),
        "an account": reverse("wagtailusers_users:edit", args=[other.pk]),
        "an account deleted": reverse("wagtailusers_users:delete", args=[other.pk]),
        "accounts in bulk": f"/admin/bulk/users/user/assign_role/?id={other.pk}",
        "a new group": reverse("wagtailusers_groups:add"),
        "a second factor": reverse("second_factor_add"),
        "a second factor of another": reverse("second_factor_reset", args=[other.pk]),
        "a second factor removed": reverse("second_factor_remove", args=[authenticator.pk]),
        "recovery codes": reverse("second_factor_codes"),
        "accounts as a table": f"{reverse('wagtailusers_users:index')}?export=csv",
        "subscribers as a table": f"{reverse('subscribers')}?export=csv",
        "failed deliveries as a table": f"{reverse('announcement_failures', args=[1])}?export=xlsx",
        "an announcement by hand": reverse("announce_page", args=[update.pk]),
        "an announcement once more": reverse("announcement_again", args=[1]),
        "a restored site switched on": reverse("resume_background_work"),
    }


PLACES = [
    "a new account",
    "an account",
    "an account deleted",
    "accounts in bulk",
    "a new group",
    "a second factor",
    "a second factor of another",
    "a second factor removed",
    "recovery codes",
    "accounts as a table",
    "subscribers as a table",
    "failed deliveries as a table",
    "an announcement by hand",
    "an announcement once more",
    "a restored site switched on",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_asked_of_whoever_signed_in_a_while_ago(staff, site_tree, place, method):
    response = getattr(staff, method)(places()[place])

    assert QUESTION in response.text


def test_every_place_of_the_table_is_tried():
    assert set(PLACES) == set(places())


@pytest.mark.parametrize("act", ["decide", "send_now"])
def test_it_is_asked_before_a_waiting_announcement_is_let_go(staff, act):
    assert QUESTION in staff.post(reverse("announcement_act", args=[1, act])).text


@pytest.mark.parametrize("path", ["/admin/", "/admin/users/", "/admin/account/", "/admin/subscribers/"])
def test_it_is_not_asked_elsewhere(staff, path):
    assert QUESTION not in staff.get(path).text


def test_it_is_not_asked_right_after_the_sign_in(client, user):
    client.force_login(user)

    assert QUESTION not in client.get(reverse("wagtailusers_users:add")).text


def test_the_right_answer_leads_to_the_very_address_and_counts_for_a_while(staff):
    path = f"{reverse('subscribers')}?export=csv&q=a"

    response = staff.post(path, {"who_is_there": PASSWORD, "who_is_there_for": "GET"})

    assert (response.status_code, response.url) == (302, path)
    assert QUESTION not in staff.get(reverse("wagtailusers_users:add")).text


def test_a_wrong_answer_is_told_in_words(staff):
    path = reverse("wagtailusers_users:add")

    response = staff.post(path, {"who_is_there": "wrong", "who_is_there_for": "GET"})

    assert response.status_code == 403
    field = BeautifulSoup(response.content, "html.parser").select_one("[name=who_is_there]")
    told = BeautifulSoup(response.content, "html.parser").find(id=field["aria-describedby"])
    assert "This is not your password" in told.get_text()
    assert field["aria-invalid"] == "true"
    assert "wrong" not in field.attrs.values()
    assert QUESTION in staff.get(path).text


def kept_in(response) -> dict[str, str]:
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.text)
    return {unescape(name): unescape(value) for name, value in hidden}


def test_what_was_filled_in_is_kept_and_done_after_the_answer(staff):
    path = reverse("wagtailusers_users:add")
    asked = staff.post(path, NEW_ACCOUNT)
    wrong = staff.post(path, {**kept_in(asked), "who_is_there": "wrong"})

    response = staff.post(path, {**kept_in(wrong), "who_is_there": PASSWORD})

    assert "What you filled in is kept" in wrong.text
    assert response.status_code == 302
    assert get_user_model().objects.get(username="new").last_name == "O’Example & <b>"


def test_a_code_of_the_authenticator_will_do_and_counts_once(staff, user):
    authenticator = with_authenticator(user)
    path = reverse("wagtailusers_users:add")
    code = code_of(authenticator)

    staff.post(path, {"who_is_there": code, "who_is_there_for": "GET"})
    is_open = QUESTION not in staff.get(path).text
    seconds_later(staff, TEN_MINUTES)
    again = staff.post(path, {"who_is_there": code, "who_is_there_for": "GET"})

    assert is_open
    assert "This code is not right" in again.text


def test_several_wrong_codes_are_told_to_the_owner_by_mail_here_too(staff, user):
    with_authenticator(user)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        seconds_later(staff, TEN_MINUTES)
        for _try in range(7):
            staff.post(reverse("wagtailusers_users:add"), {"who_is_there": "000000"})
            clock.shift(timedelta(minutes=9))

    assert list(OutgoingMail.objects.values_list("to", "subject")) == [(user.email, "Wrong codes at your sign-in")]


def test_neither_a_wrong_answer_nor_what_was_filled_in_is_written_down(staff):
    staff.post(reverse("wagtailusers_users:add"), {**NEW_ACCOUNT, "who_is_there": "nearly my password"})

    (attempt,) = AccessAttempt.objects.all()
    assert "nearly" not in attempt.post_data
    assert NEW_ACCOUNT["password1"] not in attempt.post_data


def test_an_answer_that_was_given_while_the_clock_was_ahead_counts_no_more(staff):
    seconds_later(staff, -3 * 86_400)

    assert QUESTION in staff.get(reverse("wagtailusers_users:add")).text


def test_an_empty_answer_does_nothing(staff):
    staff.post(reverse("wagtailusers_users:add"), {**NEW_ACCOUNT, "who_is_there": "", "who_is_there_for": "POST"})

    assert not get_user_model().objects.filter(username="new").exists()


def test_guessing_at_it_ends_after_ten_tries(staff):
    path = reverse("wagtailusers_users:add")

    codes = [staff.post(path, {"who_is_there": "wrong"}).status_code for _try in range(11)]
    right = staff.post(path, {"who_is_there": PASSWORD})

    assert codes == [403] * 9 + [429] * 2
    assert right.status_code == 429


@pytest.mark.parametrize(
    "change", [{"name_email-email": "thief@example.com"}, {"password-new_password1": "a whole new phrase of mine"}]
)
def test_it_is_asked_before_an_account_gets_another_address_or_password(staff, user, change):
    fields = {"name_email-first_name": "Ada", "name_email-last_name": "E", "name_email-email": user.email}

    response = staff.post("/admin/account/", {**fields, **change})

    user.refresh_from_db()
    assert QUESTION in response.text
    assert user.email == "editor@fund.example"
    assert user.check_password(PASSWORD)


def test_whoever_may_not_enter_the_admin_is_not_asked(client):
    client.force_login(UserFactory())
    seconds_later(client, TEN_MINUTES)

    response = client.get(reverse("wagtailusers_users:add"))

    assert response.status_code == 302


def test_every_name_in_the_lists_is_an_address():
    named = (
        second_question.ACCOUNTS
        | second_question.SECOND_FACTORS
        | second_question.MAILING
        | second_question.LISTS_OF_PEOPLE
    )
    needs_number = {"edit", "delete", "remove", "reset", "page", "again", "failures", "results"}

    for name in named:
        last = re.split("[:_]", name)[-1]
        args = [1] if last in needs_number and not name.endswith(("subscribers_results", "index_results")) else []
        assert reverse(name, args=args)


def test_an_authenticator_is_not_set_up_in_the_name_of_somebody_who_left_the_screen_open(staff):
    response = staff.post(reverse("second_factor_add"), {"key": "x", "name": "x", "code": "123456"})

    assert QUESTION in response.text
    assert Authenticator.objects.count() == 0
