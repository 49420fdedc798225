import pytest
from django.urls import reverse

from blog.models import ReportDownload, UpdatePage
from site_core.completeness import missing_parts
from tests.factories import DocumentFactory, ReportPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def publish_url(*pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?{ids}"


def draft(site_tree, title, body):
    page = UpdatePageFactory(parent=site_tree.updates, title=title, live=False)
    page.body = body
    page.save_revision(clean=False)
    return page


@pytest.fixture
def incomplete(site_tree):
    return draft(site_tree, "Half of an update", body=[])


@pytest.fixture
def complete(site_tree):
    return draft(site_tree, "A whole update", body=[("text", "<p>All of it.</p>")])


def test_report_without_what_is_required_is_refused_in_words(newsroom, site_tree):
    report = ReportPageFactory(parent=site_tree.reports, abstract="", live=False)

    response = newsroom.post(publish_url(report))

    assert "Abstract: This field cannot be blank." in response.content.decode()
    assert not is_live(report)


def is_live(page):
    return type(page).objects.get(pk=page.pk).live


def test_publishing_many_is_refused_while_one_is_incomplete(newsroom, incomplete, complete):
    content = newsroom.post(publish_url(incomplete, complete)).content.decode()

    assert "Nothing has been published" in content
    assert "Half of an update" in content
    assert "Text: This field is required." in content
    assert "A whole update" not in content
    assert [is_live(incomplete), is_live(complete)] == [False, False]


def test_publishing_many_complete_drafts_publishes_them(newsroom, site_tree, complete):
    other = draft(site_tree, "Another", body=[("text", "<p>All of it.</p>")])

    assert newsroom.post(publish_url(complete, other)).status_code == 302
    assert is_live(complete)
    assert is_live(other)


def test_incomplete_drafts_below_are_looked_at_when_they_are_meant_too(newsroom, site_tree, incomplete):
    site_tree.updates.save_revision()

    refused = newsroom.post(publish_url(site_tree.updates), {"include_descendants": "on"})
    published = newsroom.post(publish_url(site_tree.updates))

    assert "Half of an update" in refused.content.decode()
    assert published.status_code == 302


def test_page_without_revisions_is_published_as_it_is(newsroom, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)

    newsroom.post(publish_url(page))

    assert is_live(page)


def test_half_finished_blocks_are_named(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates)
    page.body = [("text", "<p>Fine.</p>"), ("quote", {"quote": ""})]

    assert missing_parts(page) == ["Text: Quote is not complete."]


def test_half_finished_rows_are_named(site_tree):
    page = ReportPageFactory(parent=site_tree.reports)
    page.downloads = [ReportDownload(document=DocumentFactory(), label="")]

    assert missing_parts(page) == ["Download 1: Label: This field cannot be blank."]


def test_pages_of_every_kind_made_for_tests_are_complete(site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, tags=["Water"])

    for page in (site_tree.updates, site_tree.reports, update, ReportPageFactory(parent=site_tree.reports)):
        assert missing_parts(page.get_latest_revision_as_object()) == []


def test_draft_saved_without_a_text_opens_in_the_editor(newsroom, site_tree):
    page = UpdatePage(title="Half of an update", live=False)
    site_tree.updates.add_child(instance=page)

    assert newsroom.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
