"""What a stranger must never see, on any surface."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from blog.models import ReportDownload, ReportRelatedUpdate, UpdateRelatedPage
from tests.answers import same_for_all
from tests.factories import (
    DocumentFactory,
    PersonFactory,
    ReportPageFactory,
    TagFactory,
    UpdatePageFactory,
)

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"


def draft(page):
    page.live = False
    page.save()


def scheduled(page):
    page.live = False
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save()
    page.save_revision(approved_go_live_at=page.go_live_at)


def expired(page):
    page.expire_at = timezone.now() - timedelta(seconds=1)
    page.save()


def unpublished(page):
    page.save_revision().publish()
    page.unpublish()


def private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


HIDDEN = {"draft": draft, "scheduled": scheduled, "expired": expired, "unpublished": unpublished, "private": private}


@pytest.fixture
def newsroom(site_tree):
    """A public update and report, and a secret one of each, by the same people under the same tags."""
    person = PersonFactory(name="Ada Example", slug="ada")
    lone = PersonFactory(name="Only Secret", slug="lone")
    tag, lone_tag = TagFactory(name="Water", slug="water"), TagFactory(name="Hidden tag", slug="hidden-tag")
    site_tree.public = UpdatePageFactory(
        parent=site_tree.updates, title="Public update", slug="public", authors=[person], tags=[tag]
    )
    site_tree.secret_update = UpdatePageFactory(
        parent=site_tree.updates,
        title=f"{SECRET} update",
        slug="secret-update",
        summary=f"{SECRET} summary",
        authors=[person, lone],
        tags=[tag, lone_tag],
        publication_date=timezone.now() - timedelta(days=900),
    )
    site_tree.secret_report = ReportPageFactory(
        parent=site_tree.reports, title=f"{SECRET} report", slug="secret-report", authors=[person, lone]
    )
    for related in (site_tree.secret_update, site_tree.secret_report):
        UpdateRelatedPage.objects.create(page=site_tree.public, related_page=related)
    home = site_tree.home
    home.body = [
        ("latest_updates", {"heading": "", "count": 3, "link_label": "view all updates"}),
        ("featured_report", {"heading": "", "report": site_tree.secret_report}),
        ("hand_picked_pages", {"heading": "", "pages": [site_tree.secret_update, site_tree.public]}),
        (
            "lead",
            {
                "title": "Lead",
                "standfirst": f'<p><a linktype="page" id="{site_tree.secret_update.pk}">a link in the text</a></p>',
                "links": [{"label": "", "page": site_tree.secret_report}],
            },
        ),
    ]
    home.save()
    site_tree.updates.featured_update = site_tree.secret_update
    site_tree.updates.save()
    return site_tree


SURFACES = [
    "/",
    "/updates/",
    "/updates/public/",
    "/updates/tags/water/",
    "/updates/authors/ada/",
    "/reports/",
    "/search/?q=update",
    "/search/?q=report",
    "/updates/feed/",
    "/updates/feed/atom/",
    "/updates/feed/json/",
    "/updates/tags/water/feed/",
    "/updates/authors/ada/feed/atom/",
    "/sitemap.xml",
    "/updates/public.md",
    "/api/v1/updates/",
]
# Where there is something of everybody's, and no address of the update.
OTHER_SURFACES = ["/llms.txt", "/api/v1/reports/", "/api/v1/people/", "/api/v1/tags/"]


@pytest.mark.parametrize("way", HIDDEN)
def test_reader_finds_no_trace_of_a_page_that_is_not_public(newsroom, client, way, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        HIDDEN[way](newsroom.secret_update)
        HIDDEN[way](newsroom.secret_report)

    for address in [*SURFACES, *OTHER_SURFACES]:
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        text = content.decode().replace("q=update", "").replace('value="Zanzibar"', "").replace("“Zanzibar”", "")
        assert response.status_code == 200, address
        assert SECRET not in text, address
        assert "secret-" not in text, address


@pytest.mark.parametrize("way", HIDDEN)
def test_lists_known_only_from_hidden_pages_do_not_exist(newsroom, client, way):
    HIDDEN[way](newsroom.secret_update)
    HIDDEN[way](newsroom.secret_report)
    year = newsroom.secret_update.publication_date.year

    assert client.get("/updates/tags/hidden-tag/").status_code == 404
    assert client.get("/updates/authors/lone/").status_code == 404
    assert client.get(f"/updates/{year}/").status_code == 404
    assert client.get("/updates/tags/hidden-tag/feed/").status_code == 404
    assert "hidden-tag" not in client.get("/sitemap.xml").content.decode()


def test_public_page_is_on_every_surface(newsroom, client):
    for address in SURFACES:
        if "search" not in address and address != "/reports/":
            assert "/updates/public/" in client.get(address).content.decode(), address


@pytest.mark.parametrize("way", ["draft", "scheduled", "expired", "unpublished"])
def test_hidden_page_answers_exactly_as_a_page_that_does_not_exist(newsroom, client, way):
    HIDDEN[way](newsroom.secret_update)
    HIDDEN[way](newsroom.secret_report)

    for hidden, absent in [
        ("/updates/secret-update/", "/updates/never-existed/"),
        ("/reports/secret-report/", "/reports/never-existed/"),
    ]:
        hidden_answer, absent_answer = client.get(hidden), client.get(absent)
        assert hidden_answer.status_code == absent_answer.status_code == 404
        assert same_for_all(hidden_answer) == same_for_all(absent_answer)
        assert dict(hidden_answer.headers) == dict(absent_answer.headers)


def test_private_page_asks_to_sign_in_and_shows_nothing(newsroom, client):
    private(newsroom.secret_update)

    response = client.get("/updates/secret-update/")

    assert response.status_code == 302
    assert SECRET not in response.content.decode()


def test_pages_below_a_draft_are_not_public(newsroom, client):
    newsroom.updates.live = False
    newsroom.updates.save()

    assert client.get("/updates/public/").status_code == 404
    assert client.get("/updates/feed/").status_code == 404
    assert "Public update" not in client.get("/").content.decode()
    assert "/updates/" not in client.get("/sitemap.xml").content.decode()


def test_pages_below_a_private_page_are_in_no_list(newsroom, client):
    private(newsroom.updates)

    for address in ["/", "/search/?q=report", "/sitemap.xml"]:
        assert "/updates/public/" not in client.get(address).content.decode(), address


def test_draft_changes_to_a_public_page_stay_hidden(newsroom, client):
    page = newsroom.public
    page.title = f"{SECRET} new title"
    page.save_revision()

    for address in SURFACES:
        assert f"{SECRET} new title" not in client.get(address).content.decode(), address


def test_report_shows_no_related_update_that_is_hidden(newsroom, client):
    report = ReportPageFactory(parent=newsroom.reports, title="Public report", slug="public-report")
    ReportRelatedUpdate.objects.create(page=report, update=newsroom.secret_update)
    ReportRelatedUpdate.objects.create(page=report, update=newsroom.public)
    ReportDownload.objects.create(page=report, document=DocumentFactory(), label="Full report")
    draft(newsroom.secret_update)

    text = client.get("/reports/public-report/").content.decode()

    assert "Public update" in text
    assert SECRET not in text


def test_private_page_for_members_asks_them_to_sign_in_on_a_page_of_the_site(newsroom, client):
    private(newsroom.secret_update)

    response = client.get("/updates/secret-update/", follow=True)

    assert "This page is for members" in response.content.decode()
    assert SECRET not in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_update_that_names_itself_is_not_its_own_next_reading(newsroom, client):
    UpdateRelatedPage.objects.create(page=newsroom.public, related_page=newsroom.public)
    draft(newsroom.secret_update)
    draft(newsroom.secret_report)

    html = client.get("/updates/public/").content.decode()

    assert "Read next" not in html
