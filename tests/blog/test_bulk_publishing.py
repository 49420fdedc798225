import re

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from blog.models import ReportDownload, UpdatePage
from site_core.readiness.required import missing_parts
from tests.factories import DocumentFactory, PersonFactory, ReportPageFactory, TagFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db


def publish_url(*pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?{ids}"


def draft(site_tree, title, body, **kwargs):
    page = UpdatePageFactory(parent=site_tree.updates, title=title, live=False, **kwargs)
    page.body = body
    page.save_revision(clean=False)
    return page


def whole_draft(site_tree, title):
    body = [("text", "<p>All of it.</p>")]
    return draft(site_tree, title, body, authors=[PersonFactory()], tags=[TagFactory()])


def seen(response):
    """What the screen carries along, so that an answer is an answer to it."""
    return re.search(r'name="seen" value="([^"]+)"', response.content.decode()).group(1)


def words(page):
    return [finding.message for finding in missing_parts(page)]


@pytest.fixture
def incomplete(site_tree):
    return draft(site_tree, "Half of an update", body=[])


@pytest.fixture
def complete(site_tree):
    return whole_draft(site_tree, "A whole update")


def is_live(page):
    return type(page).objects.get(pk=page.pk).live


def test_report_without_what_is_required_is_refused_in_words(newsroom, site_tree):
    report = ReportPageFactory(parent=site_tree.reports, abstract="", live=False)

    response = newsroom.post(publish_url(report))

    assert "Abstract is missing." in response.content.decode()
    assert not is_live(report)


@pytest.mark.parametrize("method", ["get", "post"])
def test_publishing_many_says_what_each_lacks_and_publishes_none(newsroom, incomplete, complete, method):
    content = getattr(newsroom, method)(publish_url(incomplete, complete)).content.decode()

    assert "These pages are not published" in content
    assert "Half of an update" in content
    assert "Text is missing." in content
    assert f'href="/admin/pages/{incomplete.pk}/edit/#:w:contentpath=body"' in content
    assert "Yes, publish" not in content
    assert [is_live(incomplete), is_live(complete)] == [False, False]


def test_publishing_many_complete_drafts_publishes_them(newsroom, site_tree, complete):
    other = whole_draft(site_tree, "Another")

    assert newsroom.post(publish_url(complete, other)).status_code == 302
    assert is_live(complete)
    assert is_live(other)


def test_publishing_many_asks_about_what_would_be_better_and_notes_the_answer(newsroom, site_tree, complete):
    other = draft(site_tree, "Nobody's update", body=[("text", "<p>All of it.</p>")])
    question = newsroom.get(publish_url(complete, other))

    unasked = newsroom.post(publish_url(complete, other))
    newsroom.post(publish_url(complete, other), {"seen": seen(question)})

    assert "Nobody is named as the author." in question.content.decode()
    assert "Nobody is named as the author." in unasked.content.decode()
    assert [is_live(complete), is_live(other)] == [True, True]
    entry = PageLogEntry.objects.get(action="site_core.publish_anyway")
    assert entry.page_id == other.pk
    assert "Nobody is named as the author." in entry.message


def test_an_answer_to_another_question_publishes_nothing(newsroom, site_tree):
    page = draft(site_tree, "Nobody's update", body=[("text", "<p>All of it.</p>")])
    question = newsroom.get(publish_url(page))
    page.title = "A title of so many words that search results will cut it somewhere in its middle"
    page.save_revision(clean=False)

    response = newsroom.post(publish_url(page), {"seen": seen(question)})

    assert "The title has" in response.content.decode()
    assert not is_live(page)


@pytest.mark.parametrize("fields", [{}, {"include_descendants": "on"}])
def test_pages_below_the_chosen_ones_are_never_meant(newsroom, site_tree, complete, fields):
    site_tree.updates.save_revision()

    question = newsroom.get(publish_url(site_tree.updates))
    newsroom.post(publish_url(site_tree.updates), fields)

    assert "include_descendants" not in question.content.decode()
    assert not is_live(complete)


def test_page_without_revisions_is_published_as_it_is(newsroom, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, live=False, authors=[PersonFactory()], tags=[TagFactory()])

    newsroom.post(publish_url(page))

    assert is_live(page)


def test_half_finished_blocks_are_named_with_their_place(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates)
    page.body = [{"type": "quote", "id": "7d1", "value": {"quote": ""}}]

    assert words(page) == ["Text › Quote is missing."]
    assert [finding.path for finding in missing_parts(page)] == [("body", "7d1", "quote")]


def test_half_finished_rows_are_named_with_their_number(site_tree):
    page = ReportPageFactory(parent=site_tree.reports)
    page.downloads = [ReportDownload(document=DocumentFactory(), label="")]

    assert words(page) == ["Download 1: Label is missing."]


def test_pages_of_every_kind_made_for_tests_are_complete(site_tree):
    update = UpdatePageFactory(parent=site_tree.updates, tags=["Water"])

    for page in (site_tree.updates, site_tree.reports, update, ReportPageFactory(parent=site_tree.reports)):
        assert words(page.get_latest_revision_as_object()) == []


def test_draft_saved_without_a_text_opens_in_the_editor(newsroom, site_tree):
    page = UpdatePage(title="Half of an update", live=False)
    site_tree.updates.add_child(instance=page)

    assert newsroom.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
