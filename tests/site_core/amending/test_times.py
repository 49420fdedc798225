"""The times of a page say their zone, and what is wrong with them is said in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from tests.site_core.amending.conftest import new_update
from tests.site_core.amending.newsroom import address, approved, autosave, current, save, words_of

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def in_berlin(editor):
    UserProfile.objects.create(user=editor.user, current_time_zone="Europe/Berlin")


@pytest.fixture
def draft(site_tree):
    page = new_update(site_tree, live=False)
    page.save_revision()
    return page


@pytest.fixture
def expired_update(site_tree):
    page = new_update(site_tree)
    page.expire_at = (timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)
    page.save_revision().publish()
    current(page).unpublish(set_expired=True)
    return current(page)


def expiry_of(page) -> dict:
    return {"expire_at": f"{page.expire_at:%Y-%m-%d %H:%M}"}


def test_screen_names_the_zone_of_its_reader_and_that_of_the_site(editor, in_berlin, update, moment):
    words = words_of(editor.get(address(update)))

    assert "9 a.m. Europe/Berlin (on the site’s clock 8 a.m. UTC)" in words
    assert "All times: Europe/Berlin, your own; the site’s is UTC" in words


def test_screen_names_one_zone_where_there_is_but_one(editor, update):
    words = words_of(editor.get(address(update)))

    assert "8 a.m. UTC" in words
    assert "on the site’s clock" not in words


def test_panel_names_the_zone_of_what_a_draft_wishes(editor, in_berlin, draft, moment):
    save(editor, draft, go_live_at=f"{moment:%Y-%m-%d} 10:00")

    assert "10 a.m. Europe/Berlin (on the site’s clock" in words_of(editor.get(address(draft)))


def test_hour_that_does_not_exist_is_refused_with_two_choices_and_nothing_is_lost(editor, in_berlin, draft):
    response = save(editor, draft, title="Ropes", go_live_at="2027-03-28 02:30", **PUBLISH)

    words = words_of(response)
    assert "Goes live: March 28, 2027, 2:30 a.m. does not occur in Europe/Berlin" in words
    assert 'name="go_live_at-meant"' in words
    assert 'value="Ropes"' in words
    assert "Open the panel “Status” and choose “Edit schedule”." in words


def test_hour_that_comes_twice_is_scheduled_for_the_one_that_is_chosen(editor, in_berlin, draft):
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    save(editor, draft, go_live_at="2027-10-31 02:30", **{"go_live_at-meant": second.isoformat()}, **PUBLISH)

    assert approved(draft).approved_go_live_at == second
    assert f'<option value="{second.isoformat()}" selected>' in words_of(editor.get(address(draft)))


def test_publication_date_in_a_doubled_hour_is_explained_too(editor, in_berlin, draft):
    response = save(editor, draft, publication_date="2025-10-26 02:30", **PUBLISH)

    assert "occurs twice in Europe/Berlin" in words_of(response)


def test_time_that_has_passed_is_asked_about_before_the_page_is_public(editor, draft):
    question = save(editor, draft, go_live_at="2026-01-05 09:00", **PUBLISH)

    assert "The time to go live, Jan. 5, 2026, 9 a.m. UTC, has passed." in words_of(question)
    assert "Published now, the page is public at once." in words_of(question)
    assert not current(draft).live

    editor.post(question.request["PATH_INFO"], {"seen": question.context["seen"]})

    assert current(draft).live


def test_wish_that_has_passed_is_asked_about_before_it_is_approved(editor, draft):
    draft.go_live_at = timezone.now() - timedelta(days=1)
    draft.save_revision()
    Workflow.objects.get(name="Review").start(draft, editor.user)
    state = current(draft).current_workflow_task_state

    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    question = editor.post(address, follow=True)

    assert "has passed" in words_of(question)
    assert not current(draft).live


def test_page_that_went_live_at_its_time_is_published_again_without_a_question(editor, site_tree):
    page = new_update(site_tree)
    past = timezone.now() - timedelta(days=1)
    type(page).objects.filter(pk=page.pk).update(go_live_at=past, last_published_at=past)

    save(editor, page, title="Ropes", go_live_at=f"{past:%Y-%m-%d %H:%M}", **PUBLISH)

    assert current(page).title == "Ropes"


def test_draft_of_an_expired_page_is_saved(editor, expired_update):
    save(editor, expired_update, title="Ropes", **expiry_of(expired_update))
    saved = autosave(editor, expired_update, title="Ropes and buckets", **expiry_of(expired_update)).json()

    assert saved["success"]
    draft = current(expired_update).get_latest_revision_as_object()
    assert draft.title == "Ropes and buckets"
    assert draft.expire_at == expired_update.expire_at


def test_expired_page_is_not_published_until_its_expiry_is_changed(editor, expired_update):
    response = save(editor, expired_update, title="Ropes", **expiry_of(expired_update), **PUBLISH)

    assert "has passed: published, the page would be taken down at once." in words_of(response)
    assert 'value="Ropes"' in words_of(response)

    save(editor, expired_update, title="Ropes", expire_at="", **PUBLISH)

    assert current(expired_update).live


def test_expiry_in_the_past_is_no_wish_for_a_draft_either(editor, draft):
    response = save(editor, draft, expire_at="2026-01-05 09:00")

    assert "Expires: The expiry, Jan. 5, 2026, 9 a.m. UTC, has passed" in words_of(response)
