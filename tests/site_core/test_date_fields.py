"""Times that staff write: hours that summer time skips or doubles are explained, and one of two moments chosen."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

from site_core.date_fields import MomentField

BERLIN = ZoneInfo("Europe/Berlin")
SKIPPED, DOUBLED = "2026-03-29 02:30", "2026-10-25 02:30"
FIRST, SECOND = "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"


class Form(forms.Form):
    moment = MomentField()


@pytest.fixture(autouse=True)
def in_berlin():
    with timezone.override(BERLIN):
        yield


def filled(text, **fields):
    return Form({"moment": text, **fields})


def test_usual_time_is_a_moment_in_the_zone_of_its_writer():
    form = filled("2026-11-27 09:00")

    assert form.is_valid()
    assert form.cleaned_data["moment"] == datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert "<select" not in str(form)


@pytest.mark.parametrize(
    ("text", "why", "choices"),
    [
        (SKIPPED, "does not occur in Europe/Berlin, because the clocks go forward", ["1:30", "3:30"]),
        (DOUBLED, "occurs twice in Europe/Berlin, because the clocks go back", ["CEST, UTC+2", "CET, UTC+1"]),
    ],
)
def test_unclear_time_is_explained_with_two_choices(text, why, choices):
    form = filled(text)

    assert not form.is_valid()
    assert why in form.errors["moment"][0]
    for choice in choices:
        assert choice in form.errors["moment"][0]
        assert choice in str(form)
    assert "couldn’t be interpreted" not in str(form.errors)


@pytest.mark.parametrize("meant", [FIRST, SECOND])
def test_doubled_hour_is_one_of_two_moments_once_somebody_chooses(meant):
    form = filled(DOUBLED, **{"moment-meant": meant})

    assert form.is_valid()
    assert form.cleaned_data["moment"].isoformat() == meant
    assert DOUBLED in str(form)
    assert f'<option value="{meant}" selected>' in str(form)


def test_skipped_hour_becomes_the_time_that_somebody_chooses():
    form = filled(SKIPPED, **{"moment-meant": "2026-03-29T01:30:00+00:00"})

    assert form.is_valid()
    assert timezone.localtime(form.cleaned_data["moment"]).hour == 3
    assert "2026-03-29 03:30" in str(form)


def test_choice_does_not_outlive_the_time_it_was_made_for():
    form = filled("2026-10-26 02:30", **{"moment-meant": FIRST})

    assert form.is_valid()
    assert form.cleaned_data["moment"] == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("meant", [FIRST, SECOND])
def test_saved_moment_in_a_doubled_hour_is_shown_as_the_one_it_is(meant):
    form = Form(initial={"moment": datetime.fromisoformat(meant)})

    assert DOUBLED in str(form)
    assert f'<option value="{meant}" selected>' in str(form)


@pytest.mark.parametrize("meant", [FIRST, SECOND])
def test_form_that_is_sent_back_as_it_was_has_not_changed(meant):
    form = Form({"moment": DOUBLED, "moment-meant": meant}, initial={"moment": datetime.fromisoformat(meant)})

    assert not form.has_changed()


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-31 09:00", "9999-99-99", "0001-01-01 00:00"])
def test_what_is_no_time_is_refused_and_shown_again(text):
    form = filled(text)

    form.is_valid()
    assert text in str(form)
