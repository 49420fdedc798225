"""A scheduled page is mended without losing its moment."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Workflow

from scheduling.engine import ReleaseEngine
from scheduling.models import FirstPublication, Setback
from site_core.amending.editing import AmendingEditView
from tests.factories import member_of
from tests.site_core.amending.newsroom import (
    AMEND,
    address,
    amend,
    approved,
    autosave,
    current,
    form,
    history,
    save,
    words_of,
)

pytestmark = pytest.mark.django_db

LONG_TITLE = "Wells and ropes: " + "water " * 12 + "again."


@pytest.fixture(params=["update", "live_update"])
def page(request):
    return request.getfixturevalue(request.param)


def test_editor_mends_a_word_and_the_page_keeps_its_moment(editor, page, moment):
    response = amend(editor, page, title="Wells and ropes")

    assert "has been updated. It goes live as planned" in words_of(response)
    assert approved(page).content["title"] == "Wells and ropes"
    assert approved(page).approved_go_live_at == moment
    assert current(page).revisions.filter(approved_go_live_at__isnull=False).count() == 1


def test_history_names_both_versions_their_approver_and_the_time(editor, page):
    before = approved(page)

    amend(editor, page, title="Wells and ropes")

    entry = PageLogEntry.objects.get(page=page.pk, action="scheduling.amend")
    assert entry.user == editor.user
    assert entry.revision == approved(page)
    assert (entry.data["old"]["id"], entry.data["new"]["id"]) == (before.pk, approved(page).pk)
    assert "takes the place of version" in entry.message
    assert "approved by Eva Lind; it goes live as planned" in entry.message
    assert "UTC" in entry.message
    assert entry.message in words_of(editor.get(f"/admin/pages/{page.pk}/history/"))


def test_who_updates_the_version_is_its_approver_from_then_on(editor, page):
    amend(editor, page, title="Wells and ropes")

    assert "approved by Rosa Weil on" in words_of(editor.get(address(page)))


def test_draft_does_not_replace_what_is_approved(editor, page):
    before = approved(page)

    save(editor, page, title="Ropes")

    assert approved(page) == before
    assert approved(page).content["title"] == "Wells"
    assert current(page).title == page.title
    assert current(page).get_latest_revision_as_object().title == "Ropes"


def test_what_saves_itself_does_not_replace_what_is_approved(editor, page):
    first = autosave(editor, page, title="Ropes").json()
    second = autosave(editor, page, title="Ropes and buckets", overwrite_revision_id=first["revision_id"]).json()

    assert first["success"] and second["success"]
    assert approved(page).content["title"] == "Wells"
    assert current(page).title == page.title


def test_window_left_open_does_not_write_over_its_draft_once_that_is_approved(editor, update, moment):
    draft = autosave(editor, update, title="Ropes").json()
    revision = current(update).revisions.get(pk=draft["revision_id"])
    revision.publish(user=editor.user)

    answer = autosave(editor, update, title="Half a word", overwrite_revision_id=draft["revision_id"]).json()

    assert answer["success"]
    assert approved(update) == revision
    assert approved(update).content["title"] == "Ropes"
    assert approved(update).approved_go_live_at == moment


def test_screen_says_which_version_goes_live_and_what_the_draft_changes(editor, page):
    opened = words_of(editor.get(address(page)))
    save(editor, page, title="Ropes")
    changed = words_of(editor.get(address(page)))

    assert "approved by Eva Lind on" in opened
    assert "What you write here is a draft until you press “Update scheduled version”." in opened
    assert "The draft on this screen is the same." in opened
    assert "The draft on this screen differs in: Title" in changed


def test_screen_says_after_a_save_by_itself_what_the_draft_changes(editor, page):
    answer = autosave(editor, page, title="Ropes").json()

    assert "differs in: Title" in answer["html"]


def test_new_time_in_the_form_is_said_to_be_a_move(editor, page, moment):
    later = moment.replace(hour=15)

    response = amend(editor, page, go_live_at=f"{later:%Y-%m-%d %H:%M}")

    assert "has been updated and moved from" in words_of(response)
    assert approved(page).approved_go_live_at == later
    assert "it now goes live" in history(page)[-1]
    assert history(page)[-2].startswith("Moved from")


def test_update_without_a_time_keeps_the_moment(editor, page, moment):
    amend(editor, page, title="Wells and ropes", go_live_at="")

    assert approved(page).approved_go_live_at == moment
    assert approved(page).as_object().go_live_at == moment


def test_time_that_has_passed_is_refused_in_words(editor, page, moment):
    before = approved(page)

    response = amend(editor, page, title="Wells and ropes", go_live_at="2020-01-01 09:00")

    assert "has passed. Choose a later time" in words_of(response)
    assert "Wells and ropes" in words_of(response)
    assert approved(page) == before


def test_update_is_kept_as_a_draft_when_the_page_went_live_meanwhile(editor, update):
    based_on = {"scheduled_version": f"{approved(update).pk}-{approved(update).approved_go_live_at.isoformat()}"}
    go_live(update)

    response = amend(editor, update, title="Wells and ropes", **based_on)

    assert "It went live meanwhile, at" in words_of(response)
    assert "kept as a draft and replaces nothing" in words_of(response)
    assert current(update).live
    assert current(update).title == "Wells"
    assert current(update).get_latest_revision_as_object().title == "Wells and ropes"
    assert approved(update) is None


def test_update_is_kept_as_a_draft_when_somebody_moved_or_replaced_the_version(editor, page, eva, moment):
    based_on = {"scheduled_version": f"{approved(page).pk}-{moment.isoformat()}"}
    current(page).revisions.filter(approved_go_live_at=moment).update(approved_go_live_at=moment.replace(hour=17))

    response = amend(editor, page, title="Wells and ropes", **based_on)

    assert "Its schedule was changed meanwhile." in words_of(response)
    assert approved(page).content["title"] == "Wells"
    assert current(page).get_latest_revision_as_object().title == "Wells and ropes"


def test_update_is_kept_as_a_draft_when_the_schedule_was_cancelled(editor, page):
    current(page).revisions.update(approved_go_live_at=None)

    response = amend(editor, page, title="Wells and ropes")

    assert "Its schedule was cancelled meanwhile." in words_of(response)
    assert approved(page) is None
    assert current(page).get_latest_revision_as_object().title == "Wells and ropes"


def test_page_that_failed_is_mended_and_tried_again_at_once(editor, page, moment):
    past = timezone.now() - timedelta(minutes=5)
    current(page).revisions.filter(approved_go_live_at=moment).update(approved_go_live_at=past)
    soon = timezone.now() + timedelta(minutes=5)
    Setback.objects.create(
        page_id=page.pk,
        action=Setback.Action.GO_LIVE,
        state=Setback.State.FAILED,
        planned_at=past,
        reason="Its address is taken.",
        since=past,
        next_attempt_at=soon,
    )

    amend(editor, page, title="Wells and ropes", go_live_at="")

    assert approved(page).approved_go_live_at == past
    assert ReleaseEngine().run()
    assert current(page).live
    assert current(page).title == "Wells and ropes"


def test_form_older_than_the_schedule_does_not_publish_over_it(editor, page):
    response = save(editor, page, title="Ropes", scheduled_version="", **{"action-publish": "action-publish"})

    assert "Its schedule was changed meanwhile." in words_of(response)
    assert approved(page).content["title"] == "Wells"
    assert current(page).title == page.title


def test_page_is_published_now_and_its_schedule_ends(editor, page):
    save(editor, page, title="Wells and ropes", **{"action-publish-now": "yes"})

    assert current(page).live
    assert current(page).title == "Wells and ropes"
    assert current(page).go_live_at is None
    assert approved(page) is None


def test_ledger_names_who_updated_the_version(editor, update, moment, time_machine):
    amend(editor, update, title="Wells and ropes")
    time_machine.move_to(moment)

    ReleaseEngine().run()

    publication = FirstPublication.objects.get(page=update.pk)
    assert (publication.planned_at, publication.approved_by) == (moment, editor.user)
    assert publication.revision.content["title"] == "Wells and ropes"


def test_older_version_takes_the_place_of_the_approved_one(editor, page, moment):
    older = current(page).latest_revision
    amend(editor, page, title="Wells and ropes")
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])

    opened = words_of(editor.get(revert))
    editor.post(revert, form(page, **AMEND))

    assert "The draft on this screen differs in: Title" in opened
    assert approved(page).content["title"] == "Wells"
    assert approved(page).pk > older.pk
    assert approved(page).approved_go_live_at == moment


def test_page_that_lacks_something_is_asked_about_before_it_is_published_now(editor, page):
    question = save(editor, page, title=LONG_TITLE, **{"action-publish-now": "yes"})

    assert "The title has 95 characters." in words_of(question)
    assert approved(page).content["title"] == "Wells"

    editor.post(question.request["PATH_INFO"], {"seen": question.context["seen"]})

    assert (current(page).live, current(page).title) == (True, LONG_TITLE)
    assert approved(page) is None


def test_schedule_is_cancelled_where_the_engine_is_minded(editor, page):
    """Also from Wagtail's own links in the history of a page."""
    link = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, approved(page).pk])

    response = editor.get(link, follow=True)

    assert response.redirect_chain[0][0].startswith(f"/admin/calendar/{page.pk}/cancel/")
    assert "Cancel schedule" in words_of(response)
    assert editor.post(link).status_code == 302
    assert approved(page) is not None


def test_update_ends_a_review_of_the_page(editor, page):
    Workflow.objects.get(name="Review").start(current(page), editor.user)

    amend(editor, page, title="Wells and ropes")

    assert not current(page).workflow_in_progress
    assert approved(page).content["title"] == "Wells and ropes"


def test_draft_saved_while_the_page_goes_live_does_not_take_it_down(editor, update, monkeypatch):
    """The form was read before the release, and is saved after it."""
    valid = AmendingEditView.form_valid
    monkeypatch.setattr(AmendingEditView, "form_valid", lambda view, form: go_live(update) or valid(view, form))

    save(editor, update, title="Ropes")

    assert current(update).live
    assert current(update).title == "Wells"


def go_live(page) -> None:
    """As the engine does at that moment."""
    revision = approved(page)
    revision.content["go_live_at"] = None
    revision.publish()


@pytest.fixture
def writer(client, page):
    user = member_of("Writers")
    type(page).objects.filter(pk=page.pk).update(owner=user)
    client.force_login(user)
    return client


def test_who_may_not_publish_reads_when_it_goes_live_and_who_can_change_it(writer, page):
    words = words_of(writer.get(address(page)))

    assert "“Wells” is scheduled: it goes live" in words
    assert "UTC" in words
    assert "Only these groups can change it: Editors and Site managers." in words
    assert "Update scheduled version" not in words


def test_who_may_not_publish_changes_nothing(writer, page):
    before = current(page).latest_revision

    amend(writer, page, title="Ropes")

    assert current(page).latest_revision == before
    assert approved(page) == before


def test_administrator_may_change_what_is_scheduled(client, page):
    client.force_login(get_user_model().objects.create_superuser("root", "root@fund.example", "x"))

    amend(client, page, title="Wells and ropes")

    assert approved(page).content["title"] == "Wells and ropes"


def test_page_that_somebody_locked_stays_locked(editor, page, eva):
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=eva)

    amend(editor, page, title="Ropes")

    assert approved(page).content["title"] == "Wells"
    assert "is locked" in words_of(editor.get(address(page)))


def test_update_asks_before_it_replaces_the_version_with_one_that_lacks_something(editor, page, moment):
    question = amend(editor, page, title=LONG_TITLE)

    assert "The title has 95 characters." in words_of(question)
    assert "Update scheduled version anyway" in words_of(question)
    assert "approved by Eva Lind on" in words_of(question)
    assert approved(page).content["title"] == "Wells"

    seen = question.context["seen"]
    answer = editor.post(question.request["PATH_INFO"], {"seen": seen}, follow=True)

    assert "It goes live as planned" in words_of(answer)
    assert approved(page).content["title"] == LONG_TITLE
    assert approved(page).approved_go_live_at == moment
    assert PageLogEntry.objects.filter(page=page.pk, action="site_core.publish_anyway").exists()


def test_confirmation_replaces_nothing_when_the_page_was_moved_meanwhile(editor, page, moment):
    question = amend(editor, page, title=LONG_TITLE)
    current(page).revisions.filter(approved_go_live_at=moment).update(approved_go_live_at=moment.replace(hour=17))

    answer = editor.post(question.request["PATH_INFO"], {"seen": question.context["seen"]}, follow=True)

    assert "The page has changed meanwhile." in words_of(answer)
    assert approved(page).content["title"] == "Wells"


def test_question_is_withdrawn_when_the_page_went_live(editor, update):
    question = amend(editor, update, title=LONG_TITLE)
    go_live(update)

    address = question.request["PATH_INFO"]
    asked_again = editor.get(address, follow=True)
    answer = editor.post(address, {"seen": question.context["seen"]}, follow=True)

    assert "This page is no longer scheduled." in words_of(asked_again)
    assert "It went live meanwhile" in words_of(answer)


def test_who_may_not_publish_is_not_asked_either(writer, page):
    assert writer.get(f"/admin/pages/{page.pk}/ready/update/").status_code in (302, 403)
