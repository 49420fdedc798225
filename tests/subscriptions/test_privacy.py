"""The privacy page tells what the mailing list keeps, with the figures of the settings."""

import pytest

from home.models import StandardPage
from tests.subscriptions.mailing import mailing

pytestmark = pytest.mark.django_db


def words_of(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_privacy_page_tells_the_figures_of_the_settings(client, site_tree):
    site_tree.home.add_child(instance=StandardPage(title="Datenschutz", slug="privacy"))
    mailing(keep_unsubscribed_days=1, keep_deliveries_days=45)

    words = words_of(client, "/privacy/")

    assert "is erased after 7 days." in words
    assert "The address of somebody who leaves the list, or cannot be reached, is erased after 1 day." in words
    assert "is kept for 45 days" in words


def test_other_pages_say_nothing_of_it(client, site_tree):
    site_tree.home.add_child(instance=StandardPage(title="About", slug="about"))

    assert "privacy-facts" not in words_of(client, "/about/")
