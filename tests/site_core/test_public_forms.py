from datetime import timedelta

import pytest
from django.test import RequestFactory

from site_core.public_forms import is_from_here, is_good_stamp, new_stamp
from tests.settings import SITE_URL

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.mark.parametrize(
    ("age", "is_good"),
    [
        (timedelta(0), True),
        (timedelta(days=89), True),
        (timedelta(days=91), False),
    ],
)
def test_form_is_good_until_it_is_too_old(clock, age, is_good):
    stamp = new_stamp()

    clock.shift(age)

    assert is_good_stamp(stamp) is is_good


@pytest.mark.parametrize("stamp", ["", "form", "form:1abc23:xyz", "\x00", ":" * 500])
def test_stamp_that_was_not_made_here_is_no_good(stamp):
    assert not is_good_stamp(stamp)


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"origin": SITE_URL}, True),
        ({"origin": "http://testserver"}, True),
        ({"origin": ELSEWHERE}, False),
        ({"origin": f"{SITE_URL}.elsewhere.example"}, False),
        ({"origin": ELSEWHERE, "sec-fetch-site": "same-origin"}, False),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, True),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, True),
        ({}, True),
    ],
)
def test_form_on_another_site_is_told_from_ours(headers, is_ours):
    request = RequestFactory().post("/", headers=headers)

    assert is_from_here(request) is is_ours


def test_pages_made_on_one_day_have_the_same_form(clock):
    stamp = new_stamp()

    clock.shift(timedelta(hours=14))

    assert new_stamp() == stamp
