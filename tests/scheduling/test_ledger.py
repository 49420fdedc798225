"""The record of first publications: one row for each page, whichever way it went public, and never a second."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Page

from scheduling.engine import ReleaseEngine
from scheduling.ledger import enter_pages_that_were_public_before, tell_what_was_not_told
from scheduling.models import FirstPublication
from site_core.readiness.gate import publishing_anyway
from site_core.signals import first_published
from tests.factories import ReportPageFactory, UpdatePageFactory, member_of
from tests.scheduling.planning import schedule, schedule_change

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def heard():
    """Pages of whose first publication others have been told."""
    pages = []

    def hear(page, publication, **kwargs):
        pages.append((page, publication))

    first_published.connect(hear)
    yield pages
    first_published.disconnect(hear)


@pytest.fixture
def draft(site_tree):
    return UpdatePageFactory(parent=site_tree.updates, live=False)


def rows(page) -> list[FirstPublication]:
    return list(FirstPublication.objects.filter(page=page.pk))


def test_scheduled_page_is_entered_when_it_goes_live_with_both_times(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    too_early = rows(page)

    clock.shift(timedelta(minutes=50))
    ReleaseEngine().run()

    [row] = rows(page)
    assert too_early == []
    assert (row.planned_at, row.published_at) == (page.go_live_at, timezone.now())
    assert (row.way, row.revision, row.title) == ("schedule", Page.objects.get(pk=page.pk).live_revision, "Planned")


def test_page_published_by_hand_is_entered_with_who_did_it(client, site_tree, draft):
    editor = member_of("Editors")
    draft.save_revision()
    client.force_login(editor)

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    question = client.get(f"{address}?id={draft.pk}").content.decode()
    client.post(f"{address}?id={draft.pk}", {"seen": re.search(r'name="seen" value="([^"]+)"', question)[1]})

    [row] = rows(draft)
    assert (row.way, row.approved_by) == ("person", editor)


def test_page_made_public_by_a_workflow_is_entered_with_who_approved_it(site_tree, draft):
    writer, editor = member_of("Writers"), member_of("Editors")
    draft.save_revision(user=writer)
    draft.get_workflow().start(draft, writer)

    with publishing_anyway([]), LogContext(user=editor):
        draft.current_workflow_task_state.approve(user=editor)

    [row] = rows(draft)
    assert (row.way, row.approved_by) == ("person", editor)


@pytest.mark.parametrize(("factory", "index"), [(UpdatePageFactory, "updates"), (ReportPageFactory, "reports")])
def test_whatever_happens_to_a_page_later_it_is_entered_and_told_once(
    site_tree, heard, factory, index, django_capture_on_commit_callbacks
):
    parent = getattr(site_tree, index)
    with django_capture_on_commit_callbacks(execute=True):
        page = factory(parent=parent, live=False)
        page.save_revision().publish()
        before = rows(page)
        page.refresh_from_db()
        page.save_revision().publish()
        page.refresh_from_db()
        page.unpublish()
        page.get_latest_revision().publish()
        page = Page.objects.get(pk=page.pk).specific
        page.move(parent, pos="first-child")
        page = Page.objects.get(pk=page.pk).specific
        page.copy(update_attrs={"slug": "copied", "title": "Copied"}, keep_live=False)
        page.copy(update_attrs={"slug": "copied-live", "title": "Copied live"}, keep_live=True)
        page.create_alias(update_slug="alias")
        page.save_revision().publish()
        schedule_change(page, at=timezone.now() + MINUTE)

    assert rows(page) == before
    assert [told.pk for told, _row in heard] == [page.pk]


def test_alias_and_draft_copy_have_no_row_and_live_copy_is_placed(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)
    page.save_revision().publish()
    page.refresh_from_db()

    alias = page.create_alias(update_slug="alias")
    draft = page.copy(update_attrs={"slug": "draft"}, keep_live=False)
    copy = page.copy(update_attrs={"slug": "copy"}, keep_live=True)
    page.save_revision().publish()

    assert rows(alias) == rows(draft) == []
    assert [row.way for row in rows(copy)] == ["placed"]


def test_imported_page_is_entered_and_never_told(site_tree, heard, django_capture_on_commit_callbacks):
    long_ago = timezone.now() - timedelta(days=900)
    with django_capture_on_commit_callbacks(execute=True):
        page = UpdatePageFactory(parent=site_tree.updates, first_published_at=long_ago)
        page.save_revision().publish()

    [row] = rows(page)
    assert (row.way, row.planned_at) == ("placed", long_ago)
    assert heard == []


def test_page_placed_with_a_date_was_public_since_then(site_tree):
    long_ago = timezone.now() - timedelta(days=900)
    page = UpdatePageFactory(parent=site_tree.updates, publication_date=long_ago)

    [row] = rows(page)
    assert (row.planned_at, row.published_at) == (long_ago, long_ago)


def test_page_of_a_site_older_than_its_ledger_is_not_told_at_its_next_change(
    site_tree, heard, django_capture_on_commit_callbacks
):
    page = UpdatePageFactory(parent=site_tree.updates, live=False)
    page.save_revision().publish()
    FirstPublication.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        enter_pages_that_were_public_before()
        Page.objects.get(pk=page.pk).specific.save_revision().publish()

    assert [row.way for row in rows(page)] == ["placed"]
    assert heard == []


def test_publication_that_is_undone_leaves_no_row(site_tree, draft):
    with transaction.atomic():
        draft.save_revision().publish()
        transaction.set_rollback(True)

    assert rows(draft) == []


def test_word_that_was_lost_is_given_later_and_once(site_tree, draft, heard, clock):
    draft.save_revision().publish()  # and the process dies before it tells anybody
    tell_what_was_not_told(timezone.now())
    too_early = list(heard)

    clock.shift(MINUTE)
    tell_what_was_not_told(timezone.now())
    tell_what_was_not_told(timezone.now())

    assert too_early == []
    assert [page.pk for page, _row in heard] == [draft.pk]


def test_listener_that_fails_keeps_no_other_from_hearing(
    site_tree, draft, heard, caplog, django_capture_on_commit_callbacks
):
    def fail(**kwargs):
        raise RuntimeError("the list is broken")

    first_published.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            draft.save_revision().publish()
    finally:
        first_published.disconnect(fail)

    assert [page.pk for page, _row in heard] == [draft.pk]
    assert "failed to hear of the first publication" in caplog.text


def test_row_outlives_its_page(site_tree, draft):
    draft.save_revision().publish()

    Page.objects.get(pk=draft.pk).delete()

    assert [row.title for row in FirstPublication.objects.filter(page=None, title=draft.title)] == [draft.title]
