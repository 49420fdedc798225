from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from site_core.zones import explain

# Whole hours, half hours, changes at midnight, changes against the sun, changes of half an hour, and no change at all.
ZONES = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Beirut",
    "Africa/Casablanca",
    "Asia/Kolkata",
]
QUARTER = timedelta(minutes=15)


def changes(zone: ZoneInfo) -> list[datetime]:
    """The half hours of five years, in UTC, at which the clocks of a zone have just been changed."""
    moments = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(48 * 365 * 5)]
    offsets = [moment.astimezone(zone).utcoffset() for moment in moments]
    return [moment for moment, before, after in zip(moments[1:], offsets, offsets[1:], strict=False) if before != after]


def around(change: datetime) -> list[datetime]:
    return [change + QUARTER * step for step in range(-24, 25)]


@pytest.mark.parametrize("name", ZONES)
def test_each_time_means_the_moments_at_which_clocks_show_it(name):
    zone = ZoneInfo(name)
    for change in changes(zone):
        shown_at: dict[datetime, list[datetime]] = {}
        for moment in around(change):
            shown_at.setdefault(moment.astimezone(zone).replace(tzinfo=None, fold=0), []).append(moment)
        noon = change.astimezone(zone).replace(tzinfo=None, fold=0)
        for step in range(-12, 13):
            naive = noon + QUARTER * step
            explanation = explain(naive, zone)
            moments = [choice.moment.astimezone(UTC) for choice in explanation.choices]
            real = shown_at.get(naive, [])

            assert explanation.case == {0: "skipped", 1: "once", 2: "twice"}[len(real)], (name, naive)
            if real:
                assert moments == real, (name, naive)
            else:
                assert moments[0] < change <= moments[1], (name, naive)
                assert all(choice.moment.astimezone(UTC) in around(change) for choice in explanation.choices)


def test_clear_time_needs_no_words():
    explanation = explain(datetime(2026, 7, 1, 9), ZoneInfo("Europe/Berlin"))

    assert explanation.is_clear
    assert explanation.sentence == ""
    assert [choice.value for choice in explanation.choices] == ["2026-07-01T07:00:00+00:00"]


def test_doubled_hour_is_explained_with_both_its_moments():
    explanation = explain(datetime(2026, 10, 25, 2, 30), ZoneInfo("Europe/Berlin"))

    assert "occurs twice in Europe/Berlin, because the clocks go back" in explanation.sentence
    assert [(choice.value, choice.label) for choice in explanation.choices] == [
        ("2026-10-25T00:30:00+00:00", "Oct. 25, 2026, 2:30 a.m. (CEST, UTC+2)"),
        ("2026-10-25T01:30:00+00:00", "Oct. 25, 2026, 2:30 a.m. (CET, UTC+1)"),
    ]


def test_skipped_hour_is_explained_with_the_times_around_it():
    explanation = explain(datetime(2026, 3, 29, 2, 30), ZoneInfo("Europe/Berlin"))

    assert "does not occur in Europe/Berlin, because the clocks go forward" in explanation.sentence
    assert [(choice.value, choice.label) for choice in explanation.choices] == [
        ("2026-03-29T00:30:00+00:00", "March 29, 2026, 1:30 a.m. (CET, UTC+1)"),
        ("2026-03-29T01:30:00+00:00", "March 29, 2026, 3:30 a.m. (CEST, UTC+2)"),
    ]
