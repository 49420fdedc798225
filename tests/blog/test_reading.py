"""What helps a reader through a text and on from its end."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from blog.models import ReportDownload
from tests.factories import DocumentFactory, PersonFactory, ReportPageFactory, StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def soup(client, address):
    return BeautifulSoup(client.get(address).text, "html.parser")


def sections(*titles):
    return [("heading", {"text": title, "level": "2"}) for title in titles]


@pytest.mark.parametrize("factory", [UpdatePageFactory, StandardPageFactory])
def test_a_long_text_has_a_table_of_contents(site_tree, client, factory):
    parent = site_tree.updates if factory is UpdatePageFactory else site_tree.home
    long = factory(parent=parent, body=sections("Wells", "Ropes", "Buckets"))
    short = factory(parent=parent, body=sections("Wells", "Ropes"))

    page = soup(client, long.url)

    links = page.select(".contents a")
    assert [link.text for link in links] == ["Wells", "Ropes", "Buckets"]
    assert all(page.select(link["href"]) for link in links)
    assert not soup(client, short.url).select(".contents")


def test_a_heading_without_words_yet_is_no_line_of_the_contents(site_tree, client):
    update = UpdatePageFactory(parent=site_tree.updates, body=sections("Wells", "", "Ropes", "Buckets"))

    assert [link.text for link in soup(client, update.url).select(".contents a")] == ["Wells", "Ropes", "Buckets"]


def test_an_update_ends_with_ways_on(site_tree, client):
    update = UpdatePageFactory(parent=site_tree.updates)

    page = soup(client, update.url)

    assert page.select_one(".way-on a[href='/updates/']")
    assert page.select_one(".subscribe-form form")


def test_a_report_ends_with_its_files_and_how_to_cite_it(site_tree, client):
    report = ReportPageFactory(
        parent=site_tree.reports,
        title="Wells",
        subtitle="And ropes",
        slug="wells",
        authors=[PersonFactory(name="Ada Example"), PersonFactory(name="Bo Other")],
        publication_date=datetime(2025, 3, 1, tzinfo=UTC),
    )
    ReportDownload.objects.create(page=report, document=DocumentFactory(), label="Full report")

    end = soup(client, report.url).select_one(".report-facts")

    assert end.select_one(".citation").get_text(" ", strip=True) == (
        "Example, A., & Other, B. (2025). Wells: And ropes . Digital Infrastructure Fund. "
        "http://localhost/reports/wells/"
    )
    assert end.select_one(".downloads__link").text == "Full report"


def test_a_citation_prefers_the_lasting_number(site_tree, client):
    report = ReportPageFactory(parent=site_tree.reports, doi="10.5281/zenodo.1234567")

    link = soup(client, report.url).select_one(".citation a")

    assert link["href"] == link.text == "https://doi.org/10.5281/zenodo.1234567"


def test_thirty_authors_are_counted_on_a_card_and_named_on_the_page(site_tree, client):
    people = [PersonFactory(name=f"Author {number}") for number in range(1, 31)]
    update = UpdatePageFactory(parent=site_tree.updates, authors=people)

    assert soup(client, "/updates/").select_one(".update-card__byline").text == (
        "By Author 1, Author 2, Author 3, and 27 others"
    )
    assert len(soup(client, update.url).select(".byline a")) == 30
