"""The public interface for programs, held to its description in every answer."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from blog.models import Person, ReportDownload, ReportPage, ReportPartner, UpdatePage
from site_core.pictures.shapes import FIRST, PORTRAIT
from tests.factories import (
    DocumentFactory,
    ImageFactory,
    PersonFactory,
    ReportPageFactory,
    TagFactory,
    UpdatePageFactory,
    note_references,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 3, 9, 12, tzinfo=UTC)
LISTS = ["updates", "reports", "people", "tags"]


@pytest.fixture
def description(client):
    return client.get("/api/v1/openapi.json").json()


@pytest.fixture
def ask(client, description):
    """Asks an address, and holds the answer to what the description says of it: its status, its fields, their forms."""
    registry = Registry().with_resource("urn:api", Resource(description, DRAFT202012))

    def ask_one(address: str, status: int = 200) -> dict:
        path = urlsplit(address).path.removeprefix("/api/v1")
        response = client.get(f"/api/v1{path}" + (f"?{urlsplit(address).query}" if "?" in address else ""))
        assert response.status_code == status, response.content
        assert response.headers["Content-Type"] == "application/json"
        names = next((names for names in description["paths"] if fits(path, names)), None)
        name = "Error" if status >= 400 else schema_name(description["paths"][names])
        schema = {"$ref": f"urn:api#/components/schemas/{name}"}
        answer = response.json()
        Draft202012Validator(schema, registry=registry, format_checker=FormatChecker()).validate(answer)
        return answer

    return ask_one


def fits(path: str, template: str) -> bool:
    parts, expected = path.split("/"), template.split("/")
    return len(parts) == len(expected) and all(
        wanted.startswith("{") or part == wanted for part, wanted in zip(parts, expected, strict=True)
    )


def schema_name(path: dict) -> str:
    return path["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]


@pytest.fixture
def newsroom(site_tree):
    ada = PersonFactory(name="Ada First", slug="ada", sort_name="First, Ada", orcid="0000-0002-1825-0097")
    zoe = PersonFactory(name="Zoë Last", slug="zoe", biography="<p>Keeps <b>wells</b>.</p>")
    water = TagFactory(name="Water", slug="water")
    for number in range(3):
        UpdatePageFactory(
            parent=site_tree.updates,
            title=f"Update {number}",
            slug=f"update-{number}",
            publication_date=DAY + timedelta(days=400 * number),
            authors=[zoe, ada] if number else [ada],
            tags=[water] if number == 2 else [],
            body=[("text", f'<p>Words of {number}, <a linktype="page" id="{site_tree.updates.pk}">all</a>.</p>')],
        )
    report = ReportPageFactory(
        parent=site_tree.reports,
        title="Keeping wells",
        slug="wells",
        doi="10.5281/zenodo.1234567",
        licence="CC-BY-4.0",
        publication_date=DAY,
        authors=[ada],
        recommendations=[("recommendation", {"title": "Pay", "text": "<p>Monthly.</p>", "audience": "funders"})],
    )
    ReportDownload.objects.create(page=report, document=DocumentFactory(), label="Full report")
    ReportPartner.objects.create(page=report, name="Well Trust", part="funder")
    site_tree.report = report
    return site_tree


def test_description_is_valid_openapi(description):
    validate(description)


def test_every_address_of_the_description_answers_as_it_says(ask, newsroom):
    begin = ask("/api/v1/")
    assert set(begin) == {f"{name}_url" for name in [*LISTS, "description"]}
    for name in LISTS:
        listed = ask(begin[f"{name}_url"])
        assert listed["count"] == len(listed["results"]) > 0
        for item in listed["results"]:
            assert ask(item["api_url"]).items() >= item.items()


def test_whole_demo_site_answers_as_described(ask):
    call_command("create_demo_site", verbosity=0)

    for name in LISTS:
        for item in ask(f"/api/v1/{name}/?per_page=100")["results"]:
            ask(item["api_url"])


def test_updates_are_newest_first_with_authors_in_the_order_of_the_byline(ask, newsroom):
    results = ask("/api/v1/updates/")["results"]

    assert [item["title"] for item in results] == ["Update 2", "Update 1", "Update 0"]
    assert [author["name"] for author in results[0]["authors"]] == ["Zoë Last", "Ada First"]
    assert results[0]["tags"][0]["url"] == "http://localhost/updates/tags/water/"
    assert results[0]["url"] == "http://localhost/updates/update-2/"


def test_an_update_has_its_text_with_whole_addresses(ask, newsroom):
    item = ask("/api/v1/updates/?year=2025")["results"][0]

    assert ask(item["api_url"])["content_html"] == '<p>Words of 0, <a href="http://localhost/updates/">all</a>.</p>'


def test_a_report_has_recommendations_files_licence_and_number(ask, newsroom):
    report = ask(f"/api/v1/reports/{newsroom.report.translation_key}/")

    (advice,), (file,), (partner,) = report["recommendations"], report["downloads"], report["partners"]
    assert (advice["number"], advice["title"], advice["text_html"]) == (1, "Pay", "<p>Monthly.</p>")
    assert advice["url"].startswith("http://localhost/reports/wells/#recommendation-")
    assert file["url"] == f"http://localhost{newsroom.report.files[0].document.url}"
    assert (partner["name"], report["doi"]) == ("Well Trust", "10.5281/zenodo.1234567")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("author=zoe", ["Update 2", "Update 1"]),
        ("tag=water", ["Update 2"]),
        ("year=2025", ["Update 0"]),
        ("author=ada&year=2026", ["Update 1"]),
        ("author=nobody", []),
        ("tag=nothing", []),
    ],
)
def test_lists_are_filtered(ask, newsroom, query, titles):
    assert [item["title"] for item in ask(f"/api/v1/updates/?{query}")["results"]] == titles


def test_lists_are_read_page_by_page_each_thing_once(ask, newsroom):
    address, titles = "/api/v1/updates/?per_page=1&author=ada", []
    while address:
        page = ask(address)
        titles += [item["title"] for item in page["results"]]
        address = page["next"]

    assert titles == ["Update 2", "Update 1", "Update 0"]
    assert page["previous"] == "http://localhost/api/v1/updates/?per_page=1&author=ada&page=2"
    ask("/api/v1/updates/?page=9", 404)


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=x",
        "page=",
        "page=1e9",
        "page=９",
        "per_page=101",
        "year=12",
        "year=0000",
        "year=9999",
        "page=0000000001",
        "sort=title",
    ]
    + [f"author={quote(text)}" for text in ("\x00", "a\nb")],
)
def test_what_cannot_be_meant_is_refused_in_words(ask, newsroom, query):
    name = query.partition("=")[0]

    assert f"“{name}”" in ask(f"/api/v1/updates/?{query}", 400)["error"]


@pytest.mark.parametrize("path", ["updates/x/", "nothing/", "people/nobody/", "tags/nothing/", "reports/1/2/3/"])
def test_what_is_not_there_is_told_as_json(ask, newsroom, path):
    ask(f"/api/v1/{path}", 404)


def hide(page, how: str) -> None:
    if how == "draft":
        page.unpublish()
    elif how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")
    elif how == "expired":
        type(page).objects.filter(pk=page.pk).update(expire_at=DAY)
    else:
        PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


@pytest.mark.parametrize("how", ["draft", "private", "expired", "parent private"])
def test_what_is_not_public_is_nowhere_and_takes_its_people_and_tags_with_it(client, admin_user, ask, site_tree, how):
    secret = {"authors": [PersonFactory(name="Secret Person", slug="secret")], "publication_date": DAY}
    update = UpdatePageFactory(
        parent=site_tree.updates, title="Secret", tags=[TagFactory(name="Secret tag", slug="secret")], **secret
    )
    report = ReportPageFactory(parent=site_tree.reports, title="Secret", **secret)
    hide(update, how)
    hide(report, how)
    client.force_login(admin_user)

    for name in LISTS:
        assert ask(f"/api/v1/{name}/")["count"] == 0
    ask(f"/api/v1/updates/{update.translation_key}/", 404)
    ask(f"/api/v1/reports/{report.translation_key}/", 404)
    ask("/api/v1/people/secret/", 404)
    ask("/api/v1/tags/secret/", 404)


def test_person_has_no_address_while_the_list_of_updates_is_hidden(ask, newsroom):
    PageViewRestriction.objects.create(page=newsroom.updates, restriction_type="login")

    (author,) = ask("/api/v1/reports/")["results"][0]["authors"]

    assert (author["name"], author["url"]) == ("Ada First", "")


def test_works_and_people_have_their_pictures_with_words_and_credit(ask, client, newsroom):
    picture = ImageFactory(credit="Ada First, CC BY 4.0", files=[FIRST, PORTRAIT])
    Person.objects.filter(slug="ada").update(photo=picture)
    UpdatePage.objects.filter(slug="update-2").update(lead_image=picture, lead_image_alt="A well")
    ReportPage.objects.update(cover=picture)
    note_references(*UpdatePage.objects.all(), *ReportPage.objects.all(), *Person.objects.all())

    newest, second, _oldest = ask("/api/v1/updates/")["results"]
    (report,), ada = ask("/api/v1/reports/")["results"], ask("/api/v1/people/ada/")

    assert (newest["image"]["alt"], newest["image"]["credit"]) == ("A well", "Ada First, CC BY 4.0")
    assert second["image"] is None
    assert (ada["image"]["width"], ada["image"]["alt"]) == (ada["image"]["height"], "Ada First")
    for thing in (newest, report, ada):
        assert client.get(urlsplit(thing["image"]["url"]).path).headers["Content-Type"] == "image/jpeg"


def test_file_that_strangers_may_not_have_is_not_named(ask, newsroom):
    collection = Collection.get_first_root_node().add_child(name="Board only")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = newsroom.report.files[0].document
    document.collection = collection
    document.save()

    assert ask(f"/api/v1/reports/{newsroom.report.translation_key}/")["downloads"] == []


def test_words_of_a_draft_are_not_those_of_its_page(ask, newsroom):
    update = UpdatePage.objects.get(slug="update-0")
    update.title, update.body = "Secret title", [("text", "<p>Secret words</p>")]
    update.save_revision()

    assert "Secret" not in json.dumps(ask(f"/api/v1/updates/{update.translation_key}/"))


def test_scripts_of_other_sites_may_read_it_and_caches_may_keep_it(client, newsroom):
    response = client.get("/api/v1/updates/")

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies
    etag = response.headers["ETag"]
    assert client.get("/api/v1/updates/", headers={"If-None-Match": etag}).status_code == 304
    UpdatePage.objects.first().delete()
    assert client.get("/api/v1/updates/", headers={"If-None-Match": etag}).status_code == 200


def test_it_is_only_read(client, newsroom):
    assert client.post("/api/v1/updates/", {"title": "x"}).status_code == 405
    assert client.delete("/api/v1/updates/").status_code == 405


def test_address_without_its_last_slash_leads_there(client, newsroom):
    assert client.get("/api/v1/updates").headers["Location"] == "/api/v1/updates/"


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_however_long(client, newsroom, name, django_assert_max_num_queries):
    pictures = [ImageFactory() for _number in range(8)]
    people = [PersonFactory(biography="<p>Keeps wells.</p>", photo=picture) for picture in pictures]
    for number in range(20):
        extra = {"authors": people, "publication_date": DAY}
        tags, picture = [TagFactory(name=f"Tag {number}")], pictures[number % 8]
        UpdatePageFactory(parent=newsroom.updates, tags=tags, lead_image=picture, **extra)
        ReportPageFactory(parent=newsroom.reports, cover=picture, **extra)
    client.get(f"/api/v1/{name}/?per_page=100")

    with django_assert_max_num_queries(10):
        assert len(client.get(f"/api/v1/{name}/?per_page=100").json()["results"]) >= 9
    assert ReportPage.objects.count() == 21
