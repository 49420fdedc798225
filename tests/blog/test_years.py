"""Odd years in addresses."""

from datetime import UTC, datetime

import pytest

from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("year", ["0000", "0001", "0002", "9998", "9999"])
def test_year_without_updates_is_no_page_in_any_time_zone(client, site_tree, settings, zone, year):
    settings.TIME_ZONE = zone

    response = client.get(f"/updates/{year}/")

    assert response.status_code == 404


def test_year_has_one_address(client, site_tree):
    UpdatePageFactory(parent=site_tree.updates, publication_date=datetime(2023, 5, 1, tzinfo=UTC))

    in_arabic_digits = client.get("/updates/٢٠٢٣/")

    assert client.get("/updates/2023/").status_code == 200
    assert in_arabic_digits.status_code == 404
