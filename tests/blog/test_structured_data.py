"""What pages say to programs, held against the vocabulary of schema.org."""

import importlib
import json
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from wagtail.models import Collection, CollectionViewRestriction, Page

from blog.models import ReportDownload, ReportPartner
from tests.factories import (
    DocumentFactory,
    PersonFactory,
    ReportPageFactory,
    StandardPageFactory,
    TagFactory,
    UpdatePageFactory,
)

pytestmark = pytest.mark.django_db

# No property of schema.org's own: the search engines' name for what an address template asks for.
ANNOTATIONS = {"query-input"}
VOCABULARY = importlib.import_module("msgspec_schemaorg.models")
DAY = datetime(2025, 3, 9, 12, tzinfo=UTC)


def head(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").head


def graph(client, address: str) -> dict[str, dict]:
    """The nodes of a page by their type."""
    (script,) = head(client, address).select('script[type="application/ld+json"]')
    document = json.loads(script.string)
    assert document["@context"] == "https://schema.org"
    return {node["@type"]: node for node in document["@graph"]}


def strangers_of(value) -> list[str]:
    """Types and properties that schema.org does not know, here and below."""
    if isinstance(value, list):
        return [stranger for item in value for stranger in strangers_of(item)]
    if not isinstance(value, dict):
        return []
    below = [stranger for item in value.values() for stranger in strangers_of(item)]
    if "@type" not in value:
        return below
    kind = getattr(VOCABULARY, value["@type"], None)
    known = {*kind.__struct_encode_fields__, *ANNOTATIONS} if kind else set()
    return below + [f"{value['@type']}.{name}" for name in value if name not in known]


@pytest.fixture
def update(site_tree):
    return UpdatePageFactory(
        parent=site_tree.updates,
        title="Wells & ropes",
        slug="wells",
        summary="Who keeps them.",
        publication_date=DAY,
        tags=[TagFactory(name="Water")],
        authors=[
            PersonFactory(name="Zoë Last", slug="zoe", orcid="0000-0002-1825-0097"),
            PersonFactory(name="Ada First", slug="ada", affiliation="Institute of Wells"),
            PersonFactory(name="Ferris and Daughters", slug="ferris", kind="organisation"),
        ],
    )


@pytest.fixture
def report(site_tree):
    page = ReportPageFactory(
        parent=site_tree.reports,
        title="Keeping wells",
        subtitle="A study",
        slug="wells",
        abstract="<p>Who keeps <b>wells</b>?</p>",
        doi="10.5281/zenodo.1234567",
        isbn="978-3-16-148410-0",
        licence="CC-BY-4.0",
        publication_date=DAY,
        authors=[PersonFactory(name="Bo Second", slug="bo")],
        recommendations=[
            (
                "recommendation",
                {"title": "Pay the keepers", "text": '<p>Each <a href="https://a.example/">month</a>.</p>'},
            ),
            ("recommendation", {"title": "Count the wells", "text": "", "audience": "governments"}),
        ],
    )
    ReportDownload.objects.create(page=page, document=DocumentFactory(), label="Full report", language="en")
    ReportPartner.objects.create(page=page, name="Well Trust", url="https://trust.example/", part="funder")
    ReportPartner.objects.create(page=page, name="Rope Makers", part="partner")
    return page


def test_update_is_an_article_with_all_authors_in_order(client, update):
    article = graph(client, update.url)["Article"]

    assert (article["headline"], article["description"]) == ("Wells & ropes", "Who keeps them.")
    assert [(author["@type"], author["name"]) for author in article["author"]] == [
        ("Person", "Zoë Last"),
        ("Person", "Ada First"),
        ("Organization", "Ferris and Daughters"),
    ]
    assert article["author"][0]["sameAs"] == ["https://orcid.org/0000-0002-1825-0097"]
    assert article["author"][1]["url"] == "http://localhost/updates/authors/ada/"
    assert article["author"][1]["affiliation"]["name"] == "Institute of Wells"
    assert article["datePublished"] == DAY.isoformat()
    assert article["publisher"]["name"] == "Digital Infrastructure Fund"
    assert article["keywords"] == ["Water"]
    assert article["url"] == "http://localhost/updates/wells/"


def test_report_is_a_report_with_recommendations_downloads_licence_and_numbers(client, report):
    node = graph(client, report.url)["Report"]

    assert node["name"] == "Keeping wells: A study"
    assert node["abstract"] == "Who keeps wells?"
    assert [part["name"] for part in node["hasPart"]] == ["Pay the keepers", "Count the wells"]
    assert node["hasPart"][0]["text"] == "Each month."
    assert node["hasPart"][1]["audience"]["audienceType"] == "governments"
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {(number["propertyID"], number["value"]) for number in node["identifier"]} == {
        ("DOI", "10.5281/zenodo.1234567"),
        ("ISBN", "978-3-16-148410-0"),
    }
    assert node["sameAs"] == "https://doi.org/10.5281/zenodo.1234567"
    assert [file["contentUrl"] for file in node["encoding"]] == [f"http://localhost{report.files[0].document.url}"]
    assert [funder["name"] for funder in node["funder"]] == ["Well Trust"]


def test_part_of_a_report_leads_to_its_place_on_the_page(client, report):
    part = graph(client, report.url)["Report"]["hasPart"][0]
    page = BeautifulSoup(client.get(report.url).content, "html.parser")

    address, _hash, anchor = part["url"].partition("#")
    assert address == "http://localhost/reports/wells/"
    assert "Pay the keepers" in page.find(id=anchor).text


def test_tags_and_structured_data_of_a_report_agree(client, report):
    node = graph(client, report.url)["Report"]
    tags = {tag["name"]: tag["content"] for tag in head(client, report.url).select("meta[name^=citation_]")}

    assert node["name"] == tags["citation_title"]
    assert node["url"] == tags["citation_abstract_html_url"]
    assert node["publisher"]["name"] == tags["citation_publisher"]
    assert node["datePublished"][:10].replace("-", "/") == tags["citation_publication_date"]
    assert node["identifier"][0]["value"] == tags["citation_doi"]
    assert node["encoding"][0]["contentUrl"] == tags["citation_pdf_url"]


def test_work_without_authors_is_by_its_publisher(client, site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, authors=[])

    assert [author["name"] for author in graph(client, update.url)["Article"]["author"]] == [
        "Digital Infrastructure Fund"
    ]


def test_shared_links_name_each_author_by_their_page(client, update):
    tags = head(client, update.url).select('meta[property="article:author"]')

    assert [tag["content"] for tag in tags] == [
        f"http://localhost/updates/authors/{slug}/" for slug in ("zoe", "ada", "ferris")
    ]


def test_every_page_tells_the_way_to_it_and_whose_site_it_is(client, site_tree, update):
    nodes = graph(client, update.url)

    steps = nodes["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, site_tree.home.title, "http://localhost/"),
        (2, site_tree.updates.title, "http://localhost/updates/"),
        (3, "Wells & ropes", "http://localhost/updates/wells/"),
    ]
    assert nodes["WebSite"]["potentialAction"]["target"]["urlTemplate"].startswith("http://localhost/search/?q=")
    assert nodes["Organization"]["name"] == "Digital Infrastructure Fund"
    assert "BreadcrumbList" not in graph(client, "/")


def test_page_of_a_person_is_their_profile(client, update):
    nodes = graph(client, "/updates/authors/zoe/")

    assert nodes["ProfilePage"]["mainEntity"]["name"] == "Zoë Last"
    assert nodes["BreadcrumbList"]["itemListElement"][-1]["item"] == "http://localhost/updates/authors/zoe/"


@pytest.mark.parametrize("address", ["/updates/wells/", "/reports/wells/", "/updates/authors/ada/", "/"])
def test_vocabulary_is_that_of_schema_org(client, update, report, address):
    assert strangers_of(list(graph(client, address).values())) == []


def test_vocabulary_would_be_missed():
    assert strangers_of({"@type": "Article", "headlines": "x", "author": [{"@type": "Human"}]}) == [
        "Human.@type",
        "Article.headlines",
    ]


def test_whole_demo_site_is_in_the_vocabulary(client):
    call_command("create_demo_site", verbosity=0)

    for page in Page.objects.live().filter(depth__gt=1):
        assert strangers_of(list(graph(client, page.url).values())) == []


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!--<script>", 'A "quoted" \\ title', "a\u2028b"]
)
def test_any_title_stays_inside_its_string(client, site_tree, title):
    update = UpdatePageFactory(parent=site_tree.updates, title=title, slug="odd")

    assert graph(client, update.url)["Article"]["headline"].split() == title.split()
    scripts = BeautifulSoup(client.get(update.url).content, "html.parser").select("script")
    assert all("alert" not in (script.string or "") or script.get("type") for script in scripts)


def test_file_that_strangers_may_not_have_is_not_named(client, report):
    collection = Collection.get_first_root_node().add_child(name="Board only")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = report.files[0].document
    document.collection = collection
    document.save()

    assert "encoding" not in graph(client, report.url)["Report"]


def test_preview_and_drafts_say_nothing(client, admin_user, site_tree):
    page = StandardPageFactory(parent=site_tree.home, live=False)
    page.save_revision()
    client.force_login(admin_user)

    response = client.get(f"/admin/pages/{page.pk}/view_draft/")

    assert response.status_code == 200
    assert b"application/ld+json" not in response.content


def test_way_to_a_page_follows_a_new_title_at_once(client, site_tree, update):
    graph(client, update.url)
    site_tree.updates.title = "News"
    site_tree.updates.save()

    steps = graph(client, update.url)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps][1] == "News"
