from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command

from blog.models import UpdatePage
from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def new_draft(site_tree, **fields):
    return UpdatePageFactory(parent=site_tree.updates, live=False, **fields)


def test_update_published_by_button_shows_that_moment(site_tree):
    page = new_draft(site_tree)

    with time_machine.travel(NOON, tick=False):
        page.save_revision().publish()

    page.refresh_from_db()
    assert page.publication_date == NOON


def test_scheduled_update_shows_the_planned_moment_though_the_run_came_late(site_tree):
    page = new_draft(site_tree)
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        page.go_live_at = NOON
        page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live

    with time_machine.travel(NOON + timedelta(minutes=50), tick=False):
        call_command("publish_scheduled")

    page.refresh_from_db()
    assert page.live
    assert page.publication_date == NOON


def test_date_chosen_by_the_editor_is_kept(site_tree):
    page = new_draft(site_tree, publication_date=NOON - timedelta(days=400))

    page.save_revision().publish()

    page.refresh_from_db()
    assert page.publication_date == NOON - timedelta(days=400)


def test_republishing_does_not_move_the_date(site_tree):
    page = new_draft(site_tree)
    with time_machine.travel(NOON, tick=False):
        page.save_revision().publish()
    stale_draft = UpdatePage.objects.get(pk=page.pk)
    stale_draft.publication_date = None

    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        stale_draft.save_revision().publish()

    page.refresh_from_db()
    assert page.publication_date == NOON


def test_copy_of_an_update_gets_a_date_of_its_own(site_tree):
    page = new_draft(site_tree)
    with time_machine.travel(NOON, tick=False):
        page.save_revision().publish()
    page.refresh_from_db()

    with time_machine.travel(NOON + timedelta(days=9), tick=False):
        copy = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
        assert copy.get_latest_revision_as_object().publication_date is None
        copy.get_latest_revision().publish()

    copy.refresh_from_db()
    assert copy.publication_date == NOON + timedelta(days=9)


def test_year_in_the_reserved_addresses_is_refused_in_words(site_tree):
    page = UpdatePage(title="2024", slug="2024", body=[("text", "<p>x</p>")])

    with pytest.raises(ValidationError, match="uses this address for a list"):
        site_tree.updates.add_child(instance=page)


def test_draft_has_no_date_until_it_is_public(site_tree):
    assert new_draft(site_tree).publication_date is None
