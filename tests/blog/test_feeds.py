from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.models import CreditRole, UpdateCredit
from site_core.pictures.shapes import FIRST
from tests.factories import ImageFactory, PersonFactory, ReportPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

RSS, ATOM, JSON = "feed/", "feed/atom/", "feed/json/"
FORMATS = {
    RSS: "application/rss+xml; charset=utf-8",
    ATOM: "application/atom+xml; charset=utf-8",
    JSON: "application/feed+json; charset=utf-8",
}
ATOM_NAME = "{http://www.w3.org/2005/Atom}"
DC_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def days_ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def people():
    """Four people whose order in the byline is not that of the alphabet."""
    names = ["Narrira Lemos de Souza", "Luciana Ferreira", "Márcia Nóbrega", "Bruno Rigonato"]
    return [PersonFactory(name=name, slug=f"person-{number}") for number, name in enumerate(names)]


@pytest.fixture
def works(site_tree, people):
    """An update and a newer report, by the same people; the update has a tag."""
    site_tree.update = UpdatePageFactory(
        parent=site_tree.updates,
        title="Tech for Forests",
        slug="forests",
        summary="Forests & <machines>",
        authors=people,
        tags=[TagFactory(name="Forests & fields", slug="forests")],
        publication_date=days_ago(10),
    )
    site_tree.report = ReportPageFactory(
        parent=site_tree.reports, title="The report", authors=people[:1], publication_date=days_ago(5)
    )
    return site_tree


def titles(response):
    if response.headers["Content-Type"] == FORMATS[JSON]:
        return [item["title"] for item in response.json()["items"]]
    return [entry.title for entry in feedparser.parse(response.content).entries]


def first_item(client, address="/updates/feed/json/"):
    return client.get(address).json()["items"][0]


@pytest.mark.parametrize("list_address", ["/updates/", "/updates/tags/forests/", "/updates/authors/person-0/"])
@pytest.mark.parametrize("format", [RSS, ATOM])
def test_feed_reader_understands_every_xml_feed(client, works, list_address, format):
    response = client.get(list_address + format)

    feed = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})
    assert response.headers["Content-Type"] == FORMATS[format]
    assert not feed.bozo
    assert feed.version == {RSS: "rss20", ATOM: "atom10"}[format]
    assert feed.feed.language == "en"
    assert feed.feed.link == f"http://localhost{list_address}"
    assert f"http://localhost{list_address}{format}" in [link.href for link in feed.feed.links if link.rel == "self"]
    assert "Tech for Forests" in [entry.title for entry in feed.entries]


@pytest.mark.parametrize("list_address", ["/updates/", "/updates/tags/forests/", "/updates/authors/person-0/"])
def test_json_feed_has_what_the_standard_asks(client, works, list_address):
    response = client.get(list_address + JSON)

    feed = response.json()
    assert response.headers["Content-Type"] == FORMATS[JSON]
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"http://localhost{list_address}"
    assert feed["feed_url"] == f"http://localhost{list_address}feed/json/"
    for item in feed["items"]:
        assert {"id", "url", "title", "date_published"} <= item.keys()
        assert ("content_html" in item) != ("content_text" in item)


def test_every_author_is_named_in_the_editors_order(client, works, people):
    names = [person.name for person in people]

    rss = ElementTree.fromstring(client.get("/updates/tags/forests/feed/").content)
    atom = ElementTree.fromstring(client.get("/updates/tags/forests/feed/atom/").content)
    item = first_item(client, "/updates/tags/forests/feed/json/")

    assert [creator.text for creator in rss.findall(f"channel/item/{DC_CREATOR}")] == names
    assert [name.text for name in atom.findall(f"{ATOM_NAME}entry/{ATOM_NAME}author/{ATOM_NAME}name")] == names
    assert [author["name"] for author in item["authors"]] == names
    assert item["authors"][0]["url"] == "http://localhost/updates/authors/person-0/"


def test_a_translator_is_no_author(client, works, people):
    translator = PersonFactory(name="Tea Translator", slug="tea")
    UpdateCredit.objects.create(page=works.update, author=translator, role=CreditRole.TRANSLATOR, sort_order=9)

    entry = ElementTree.fromstring(client.get("/updates/tags/forests/feed/atom/").content).find(f"{ATOM_NAME}entry")

    assert len(entry.findall(f"{ATOM_NAME}author")) == len(people)
    assert entry.find(f"{ATOM_NAME}contributor/{ATOM_NAME}name").text == "Tea Translator"


@pytest.mark.parametrize("format", FORMATS)
def test_main_feed_has_updates_and_reports_newest_first(client, works, format):
    UpdatePageFactory(parent=works.updates, title="Older", publication_date=days_ago(30))

    assert titles(client.get(f"/updates/{format}")) == ["The report", "Tech for Forests", "Older"]


def test_tag_feed_has_updates_with_this_tag_only(client, works):
    UpdatePageFactory(parent=works.updates, title="About water", tags=[TagFactory(name="Water", slug="water")])

    assert titles(client.get("/updates/tags/forests/feed/")) == ["Tech for Forests"]


def test_author_feed_has_their_updates_and_reports_once_each(client, works, people):
    UpdateCredit.objects.create(page=works.update, author=people[0], role=CreditRole.EDITOR, sort_order=9)
    UpdatePageFactory(parent=works.updates, title="By somebody else", authors=[people[1]])

    assert titles(client.get("/updates/authors/person-0/feed/")) == ["The report", "Tech for Forests"]


@pytest.mark.parametrize("format", FORMATS)
def test_feed_ends_after_twenty_works(client, site_tree, format):
    for number in range(22):
        UpdatePageFactory(parent=site_tree.updates, title=f"Number {number}", publication_date=days_ago(number))

    assert titles(client.get(f"/updates/{format}")) == [f"Number {number}" for number in range(20)]


@pytest.mark.parametrize("format", FORMATS)
def test_young_site_has_a_valid_empty_feed(client, site_tree, format):
    response = client.get(f"/updates/{format}")

    assert response.status_code == 200
    assert titles(response) == []
    assert format == JSON or not feedparser.parse(response.content).bozo


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Ends ]]> here & <b>there</b>", "Ends ]]> here & <b>there</b>"),
        ("Control \x01\x0b\x1f characters", "Control  characters"),
        ("Separated \u2028 line", "Separated \u2028 line"),
        ("Unassigned \ufffe character", "Unassigned  character"),
        ("Emoji 🌱 and \u202eright to left", "Emoji 🌱 and \u202eright to left"),
        ("&amp; already written", "&amp; already written"),
    ],
)
def test_hostile_titles_leave_the_feeds_well_formed(client, site_tree, title, shown):
    person = PersonFactory(name=title, slug="odd")
    tag = TagFactory(name=title[:90], slug="odd")
    UpdatePageFactory(parent=site_tree.updates, title=title, summary=title, authors=[person], tags=[tag])

    rss = ElementTree.fromstring(client.get("/updates/tags/odd/feed/").content)
    atom = ElementTree.fromstring(client.get("/updates/tags/odd/feed/atom/").content)

    assert rss.find("channel/item/title").text == shown
    assert rss.find(f"channel/item/{DC_CREATOR}").text == shown
    assert atom.find(f"{ATOM_NAME}entry/{ATOM_NAME}title").text == shown
    assert atom.find(f"{ATOM_NAME}entry/{ATOM_NAME}category").get("term") == shown
    assert first_item(client, "/updates/authors/odd/feed/json/")["title"] == title


def test_summary_is_read_as_words_not_as_markup(client, works):
    rss = feedparser.parse(client.get("/updates/tags/forests/feed/").content)
    item = first_item(client, "/updates/tags/forests/feed/json/")

    assert rss.entries[0].description == "Forests &amp; &lt;machines&gt;"
    assert item["summary"] == "Forests & <machines>"


def test_summary_of_a_report_is_its_abstract_in_plain_words(client, works):
    works.report.abstract = "<p>Water &amp; <b>ground</b></p><p>and code.</p>"
    works.report.save()

    assert first_item(client)["summary"] == "Water & ground and code."


def test_content_is_the_whole_text_with_whole_addresses(client, works):
    secret = UpdatePageFactory(parent=works.updates, title="Secret", slug="secret", live=False)
    works.update.body = [
        ("heading", {"text": "First & last", "level": "3"}),
        (
            "text",
            f'<p data-block-key="a1">See <a linktype="page" id="{works.report.pk}">the report</a>, '
            f'<a linktype="page" id="{secret.pk}">a draft</a>, <a href="#part">a part</a> and '
            '<a href="https://example.org/">another site</a>.<footnote id="x">1</footnote></p>',
        ),
        ("quote", {"quote": "Cooperation < competition", "person": "A. Member", "source": "", "url": ""}),
        ("figures", {"figures": [{"number": "12", "label": "cooperatives"}]}),
    ]
    works.update.save()

    content = first_item(client, "/updates/tags/forests/feed/json/")["content_html"]

    assert content == (
        "<h2>First &amp; last</h2>"
        f'<p>See <a href="http://localhost/reports/{works.report.slug}/">the report</a>, '
        '<a>a draft</a>, <a href="http://localhost/updates/forests/#part">a part</a> and '
        '<a href="https://example.org/">another site</a>.</p>'
        "<blockquote><p>Cooperation &lt; competition</p><p>A. Member</p></blockquote>"
        "<ul><li>12 cooperatives</li></ul>"
    )


def test_content_of_one_work_does_not_run_into_the_next(client, site_tree):
    for number in range(3):
        body = [("text", f"<p>Text {number}.</p>")]
        UpdatePageFactory(parent=site_tree.updates, body=body, publication_date=days_ago(number))

    items = client.get("/updates/feed/json/").json()["items"]

    assert [item["content_html"] for item in items] == ["<p>Text 0.</p>", "<p>Text 1.</p>", "<p>Text 2.</p>"]


def test_report_comes_with_its_abstract(client, works):
    item = first_item(client)

    assert (item["title"], item["content_html"]) == ("The report", "<p>What the report found.</p>")


def test_id_survives_a_new_address(client, works):
    before = {format: client.get(f"/updates/{format}").content for format in FORMATS}
    works.update.slug = "new-address"
    works.update.save_revision().publish()

    after = {format: client.get(f"/updates/{format}").content for format in FORMATS}

    for format in (RSS, ATOM):
        ids = [[entry.id for entry in feedparser.parse(feeds[format]).entries] for feeds in (before, after)]
        assert ids[0] == ids[1]
    assert f"urn:uuid:{works.update.translation_key}".encode() in before[JSON] + after[JSON]
    assert b"new-address" in after[RSS]


def test_dates_are_first_publication_and_last_change(client, works):
    update = works.update
    update.save_revision().publish()
    update.refresh_from_db()

    entry = feedparser.parse(client.get("/updates/tags/forests/feed/atom/").content).entries[0]

    assert entry.published == update.publication_date.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert entry.updated == update.last_published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert entry.updated > entry.published


def test_nothing_is_updated_before_it_is_published(client, works):
    works.update.publication_date = timezone.now() + timedelta(days=2)
    works.update.save_revision().publish()

    entry = feedparser.parse(client.get("/updates/tags/forests/feed/atom/").content).entries[0]

    assert entry.updated == entry.published


@pytest.mark.parametrize("format", FORMATS)
def test_addresses_are_those_of_the_site_whatever_host_was_asked(client, works, format, settings):
    settings.SITE_URL = "https://fund.example"

    text = client.get(f"/updates/{format}", HTTP_HOST="127.0.0.1").content.decode()

    assert "https://fund.example/updates/forests/" in text
    assert "127.0.0.1" not in text
    assert "http://localhost" not in text


@pytest.mark.parametrize("format", FORMATS)
def test_reader_who_has_the_feed_is_told_so(client, works, format):
    address = f"/updates/{format}"
    first = client.get(address)

    by_tag = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    assert by_tag.content == b""
    assert by_tag.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, max-age=300, s-maxage=2"


def test_a_withdrawn_update_makes_a_new_feed(client, works):
    etag = client.get("/updates/feed/").headers["ETag"]
    works.update.unpublish()

    response = client.get("/updates/feed/", headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert titles(response) == ["The report"]


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_public_is_in_no_feed(client, works, format):
    draft = UpdatePageFactory(parent=works.updates, title="Draft", slug="draft", live=False)
    draft.tags.add("forests & fields")
    draft.save()
    UpdatePageFactory(parent=works.updates, title="Expired", expire_at=days_ago(1))
    private = ReportPageFactory(parent=works.reports, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    assert titles(client.get(f"/updates/{format}")) == ["The report", "Tech for Forests"]
    assert titles(client.get(f"/updates/tags/forests/{format}")) == ["Tech for Forests"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "list_address",
    ["/updates/tags/unknown/", "/updates/tags/unused/", "/updates/authors/unknown/", "/updates/authors/drafter/"],
)
def test_lists_without_public_works_have_no_feed(client, works, list_address, format):
    TagFactory(name="Unused", slug="unused")
    UpdatePageFactory(parent=works.updates, live=False, authors=[PersonFactory(name="Drafter", slug="drafter")])

    assert client.get(list_address + format).status_code == 404


@pytest.mark.parametrize("address", ["/updates/feed/rss/", "/updates/feed/xml/", "/updates/authors/person-0/feed/x/"])
def test_unknown_format_is_not_found(client, works, address):
    assert client.get(address).status_code == 404


def test_feed_follows_a_person_to_a_new_address(client, works, people):
    people[0].slug = "narrira"
    people[0].save()

    response = client.get("/updates/authors/person-0/feed/atom/")

    assert (response.status_code, response.url) == (301, "/updates/authors/narrira/feed/atom/")


def test_feed_costs_the_same_for_one_work_and_for_twenty(client, works, people):
    def queries():
        client.get("/updates/feed/")
        with CaptureQueriesContext(
            connection,
        ) as context:
            client.get("/updates/feed/")
        return len(context)

    few = queries()
    for number in range(10):
        body = [("text", f'<p><a linktype="page" id="{works.report.pk}">{number}</a></p>')]
        UpdatePageFactory(parent=works.updates, authors=people, tags=[TagFactory()], body=body)
        ReportPageFactory(parent=works.reports, authors=people)

    many = queries()

    assert few <= 15
    assert many <= few + 1, "the page that texts link to is one more question, however many texts"


def test_feed_sets_no_cookie(client, works):
    response = client.get("/updates/feed/")

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def next_address(response) -> str | None:
    if response.headers["Content-Type"] == FORMATS[JSON]:
        return response.json().get("next_url")
    links = feedparser.parse(response.content).feed.links
    return next((link.href for link in links if link.rel == "next"), None)


@pytest.mark.parametrize("format", FORMATS)
def test_older_works_stand_in_further_parts_each_once(client, site_tree, format):
    for number in range(25):
        factory, parent = [(UpdatePageFactory, site_tree.updates), (ReportPageFactory, site_tree.reports)][number % 2]
        factory(parent=parent, title=f"Number {number}", publication_date=days_ago(number))

    first = client.get(f"/updates/{format}")
    second = client.get(next_address(first).removeprefix("http://localhost"))

    assert titles(first) + titles(second) == [f"Number {number}" for number in range(25)]
    assert next_address(second) is None


def test_parts_of_an_atom_feed_name_the_feed_and_the_parts_beside_them(client, site_tree):
    for number in range(41):
        UpdatePageFactory(parent=site_tree.updates, publication_date=days_ago(number))

    feed = feedparser.parse(client.get("/updates/feed/atom/?page=2").content).feed

    base = "http://localhost/updates/feed/atom/"
    assert feed.id == base
    assert {link.rel: link.href for link in feed.links if link.rel != "alternate"} == {
        "self": f"{base}?page=2",
        "first": base,
        "previous": base,
        "next": f"{base}?page=3",
    }


def test_short_feed_has_no_parts(client, works):
    assert b'rel="first"' not in client.get("/updates/feed/atom/").content
    assert "next_url" not in client.get("/updates/feed/json/").json()


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "", "99999999999999999999", "00000000011", "1e3", "２"])
@pytest.mark.parametrize("format", FORMATS)
def test_part_that_is_not_there_is_not_found(client, works, format, page):
    assert client.get(f"/updates/{format}", {"page": page}).status_code == 404


def test_picture_of_a_work_comes_with_it(client, works):
    works.update.lead_image, works.update.lead_image_alt = ImageFactory(files=[FIRST]), 'A "well"'
    works.update.save()

    item = client.get("/updates/tags/forests/feed/json/").json()["items"][0]
    page = client.get(works.update.url).content.decode()
    (rss,) = feedparser.parse(client.get("/updates/tags/forests/feed/").content).entries
    (atom,) = feedparser.parse(client.get("/updates/tags/forests/feed/atom/").content).entries

    address = item["image"]
    assert address.startswith("http://localhost/media/") and address.removeprefix("http://localhost") in page
    assert rss.media_content[0]["url"] == atom.media_content[0]["url"] == address
    assert item["content_html"].startswith(
        f'<p><img src="{address}" width="640" height="400" alt="A &quot;well&quot;"></p>'
    )


def test_pictures_of_twenty_works_cost_no_more_than_that_of_one(client, works, django_assert_max_num_queries):
    for number in range(10):
        UpdatePageFactory(parent=works.updates, lead_image=ImageFactory(), publication_date=days_ago(number))
        ReportPageFactory(parent=works.reports, cover=ImageFactory(), publication_date=days_ago(number))
    client.get("/updates/feed/")

    with django_assert_max_num_queries(19):
        client.get("/updates/feed/")
