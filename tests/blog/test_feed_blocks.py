import json

import pytest
from bs4 import BeautifulSoup

from blog.blocks import BodyStreamBlock
from tests.block_values import whole_values
from tests.factories import UpdatePageFactory


@pytest.fixture
def content(site_tree, client) -> BeautifulSoup:
    """An update with every block there is, as a feed reader gets it."""
    values = whole_values(site_tree)
    body = [{"type": name, "value": values[name]} for name in BodyStreamBlock.base_blocks]
    UpdatePageFactory(parent=site_tree.updates, body=json.dumps(body))
    feed = client.get("/updates/feed/json/").json()
    return BeautifulSoup(feed["items"][0]["content_html"], "html.parser")


def test_feed_has_nothing_that_acts(content):
    assert content.select("script, form, iframe, svg, details, [data-embed], [style]") == []


def test_film_is_a_link_in_a_feed(content):
    assert content.find("a", string="A talk")["href"] == "https://vimeo.com/12345678"


def test_chart_is_its_meaning_and_its_numbers_in_a_feed(content):
    table = content.find("caption", string="%").find_parent("table")

    assert "It falls." in content.get_text()
    assert [cell.get_text() for cell in table.select("td")] == ["2021", "9", "2022", "−1,250.5"]


def test_links_in_tables_are_whole_addresses_in_a_feed(content):
    table = content.find("caption", string="A table").find_parent("table")

    assert table.a["href"] == "http://localhost/target/"


def test_pull_quote_is_not_said_twice_in_a_feed(content):
    assert "A sentence." not in content.get_text()


def test_callout_accordion_and_timeline_are_words_in_a_feed(content):
    words = content.get_text()

    assert all(part in words for part in ("Mind this", "A question", "2019: It began", "print('<hello>')"))
