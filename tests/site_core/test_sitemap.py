from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import PersonFactory, ReportPageFactory, StandardPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client, address="/sitemap.xml"):
    """The addresses of the sitemap, with their last change."""
    urls = ElementTree.fromstring(client.get(address).content)
    return {url.find(f"{NAMESPACE}loc").text: getattr(url.find(f"{NAMESPACE}lastmod"), "text", None) for url in urls}


@pytest.fixture
def works(site_tree):
    ada, bo = PersonFactory(slug="ada"), PersonFactory(slug="bo")
    site_tree.update = UpdatePageFactory(
        parent=site_tree.updates, slug="first", authors=[ada], tags=[TagFactory(slug="water")]
    )
    site_tree.report = ReportPageFactory(parent=site_tree.reports, slug="work", authors=[ada, bo])
    StandardPageFactory(parent=site_tree.home, slug="about")
    return site_tree


def test_sitemap_lists_every_public_address(client, works):
    assert set(entries(client)) == {
        f"http://localhost{path}"
        for path in (
            "/",
            "/updates/",
            "/reports/",
            "/about/",
            "/updates/first/",
            "/reports/work/",
            "/updates/tags/water/",
            "/updates/authors/ada/",
            "/updates/authors/bo/",
        )
    }


def test_every_listed_address_answers(client, works):
    for address in entries(client):
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_sitemap_leaves_out_what_is_not_public(client, works):
    drafter, tag = PersonFactory(slug="drafter"), TagFactory(slug="secret")
    UpdatePageFactory(parent=works.updates, slug="draft", live=False, authors=[drafter], tags=[tag])
    UpdatePageFactory(parent=works.updates, slug="expired", expire_at=timezone.now() - timedelta(days=1))
    private = StandardPageFactory(parent=works.home, slug="private")
    StandardPageFactory(parent=private, slug="below-private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    text = client.get("/sitemap.xml").content.decode()

    for slug in ("draft", "drafter", "secret", "expired", "private"):
        assert f"/{slug}/" not in text


def test_last_change_is_that_of_the_page_and_of_the_newest_work_in_a_list(client, works):
    for page in (works.update, works.report):
        page.save_revision().publish()
        page.refresh_from_db()
    changed = {page: page.last_published_at.isoformat(timespec="seconds") for page in (works.update, works.report)}

    listed = entries(client)

    assert listed["http://localhost/updates/first/"] == changed[works.update]
    assert listed["http://localhost/updates/tags/water/"] == changed[works.update]
    assert listed["http://localhost/updates/authors/ada/"] == max(changed.values())
    assert listed["http://localhost/about/"] is None


def test_addresses_are_those_of_the_site_whatever_host_was_asked(client, works, settings):
    settings.SITE_URL = "https://fund.example"

    text = client.get("/sitemap.xml", HTTP_HOST="127.0.0.1").content.decode()

    assert "<loc>https://fund.example/updates/first/</loc>" in text
    assert "127.0.0.1" not in text


def test_letters_outside_ascii_are_written_as_browsers_send_them(client, site_tree):
    StandardPageFactory(parent=site_tree.home, title="Über uns", slug="über-uns")

    assert "http://localhost/%C3%BCber-uns/" in entries(client)


def test_sitemap_costs_the_same_for_one_page_and_for_many(client, works):
    def queries():
        client.get("/sitemap.xml")
        with CaptureQueriesContext(connection) as context:
            client.get("/sitemap.xml")
        return len(context)

    few = queries()
    for _number in range(10):
        UpdatePageFactory(parent=works.updates, authors=[PersonFactory()], tags=[TagFactory()])

    assert queries() == few <= 10


def test_sitemap_is_xml_that_anyone_may_keep_for_a_while(client, works):
    response = client.get("/sitemap.xml")

    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=300, s-maxage=2"
    assert not response.cookies


def test_long_sitemap_is_a_list_of_files_that_together_have_every_address_once(client, works, monkeypatch):
    works.update.save_revision().publish()
    whole = entries(client)
    monkeypatch.setattr("site_core.sitemap.MAX_ENTRIES", 4)

    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [file.find(f"{NAMESPACE}loc").text for file in index]

    assert index.tag == f"{NAMESPACE}sitemapindex"
    parts = [entries(client, file.removeprefix("http://localhost")) for file in files]
    assert all(1 <= len(part) <= 4 for part in parts)
    assert sum(len(part) for part in parts) == len(whole)
    assert dict(entry for part in parts for entry in part.items()) == whole
    newest = max(filter(None, whole.values()))
    assert newest in {file.find(f"{NAMESPACE}lastmod").text for file in index if len(file) > 1}


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_file_of_a_sitemap_that_is_not_there_is_not_found(client, works, number):
    assert client.get(f"/sitemap-{number}.xml").status_code == 404
