import pytest
from bs4 import BeautifulSoup

from tests.factories import ReportPageFactory, StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def soup(client, address):
    return BeautifulSoup(client.get(address).text, "html.parser")


@pytest.mark.parametrize("kind", ["update", "report", "standard"])
@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_a_page_says_what_it_is_written_in(site_tree, client, kind, language, direction):
    factory, parent = {
        "update": (UpdatePageFactory, site_tree.updates),
        "report": (ReportPageFactory, site_tree.reports),
        "standard": (StandardPageFactory, site_tree.home),
    }[kind]

    page = soup(client, factory(parent=parent, language=language).url)

    assert (page.article["lang"], page.article["dir"]) == (language, direction)
    assert page.html["lang"] == "en"


def test_a_page_in_the_language_of_the_site_says_nothing_twice(site_tree, client):
    page = soup(client, UpdatePageFactory(parent=site_tree.updates).url)

    assert "lang" not in page.article.attrs
    assert "dir" not in page.article.attrs


def test_the_words_of_the_site_within_it_stay_in_the_language_of_the_site(site_tree, client):
    update = UpdatePageFactory(parent=site_tree.updates, language="ar")

    meta = soup(client, update.url).select_one(".article__meta")

    assert (meta["lang"], meta["dir"]) == ("en", "ltr")


def test_a_card_says_what_its_title_is_written_in(site_tree, client):
    UpdatePageFactory(parent=site_tree.updates, title="رسالة", language="ar")

    title = soup(client, "/updates/").select_one(".update-card__title")

    assert (title["lang"], title["dir"]) == ("ar", "rtl")
