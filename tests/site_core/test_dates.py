from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from site_core.dates import long_date


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 1, 26), "January 26th 2023"),
        (date(2021, 1, 29), "January 29th 2021"),
        (date(2022, 3, 30), "March 30th 2022"),
        (date(2022, 3, 1), "March 1st 2022"),
        (date(2022, 3, 2), "March 2nd 2022"),
        (date(2022, 3, 3), "March 3rd 2022"),
        (date(2022, 3, 11), "March 11th 2022"),
        (date(2022, 3, 12), "March 12th 2022"),
        (date(2022, 3, 13), "March 13th 2022"),
        (date(2022, 3, 21), "March 21st 2022"),
        (date(2022, 3, 23), "March 23rd 2022"),
    ],
)
def test_english_dates_have_ordinal_days(day, expected):
    assert long_date(day, "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "26. Januar 2023"),
        ("fr", "26 janvier 2023"),
        ("pt-br", "26 de janeiro de 2023"),
        ("xx", "January 26th 2023"),
    ],
)
def test_other_languages_have_their_own_form(language, expected):
    assert long_date(date(2023, 1, 26), language) == expected


def test_date_is_that_of_the_site_s_time_zone():
    moment = datetime(2023, 1, 26, 23, 30, tzinfo=UTC)

    with timezone.override("Asia/Dhaka"):
        assert long_date(moment, "en") == "January 27th 2023"
