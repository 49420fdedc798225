"""What happens between pressing Publish and being public."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.models import UpdatePage
from scheduling.engine import ReleaseEngine
from tests.factories import PersonFactory, TagFactory, UpdatePageFactory, UserFactory

pytestmark = pytest.mark.django_db

NOBODY = "Nobody is named as the author."


def form(title="Wells", text="<p>Words.</p>", people=(), **changes):
    """What the editor's browser sends."""
    return nested_form_data(
        {
            "title": title,
            "slug": title.lower(),
            "summary": "What happened.",
            "tags": "water",
            "language": "en",
            "page_authors": inline_formset(
                [{"author": person.pk, "role": "author", "ORDER": place} for place, person in enumerate(people)]
            ),
            "related_pages": inline_formset([]),
            "footnotes": inline_formset([]),
            "comments": inline_formset([]),
            "body": streamfield([("text", rich_text(text, features=["bold", "link"]))] if text else []),
            **changes,
        }
    )


def create(client, site_tree, **changes):
    address = reverse("wagtailadmin_pages:add", args=["blog", "updatepage", site_tree.updates.pk])
    return client.post(address, form(**changes, **{"action-publish": "yes"}), follow=True)


def edit(client, page, **changes):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, form(**changes), follow=True)


def publish(client, page, **changes):
    return edit(client, page, **changes, **{"action-publish": "yes"})


def seen(response):
    return re.search(r'name="seen" value="([^"]+)"', response.content.decode()).group(1)


def publish_anyway(client, page, question, **fields):
    address = reverse("readiness_publish", args=[page.pk])
    return client.post(address, {"seen": seen(question), **fields}, follow=True)


def the_page(title="Wells"):
    return UpdatePage.objects.get(title=title)


def overrides(page):
    return PageLogEntry.objects.filter(page_id=page.pk, action="site_core.publish_anyway")


@pytest.fixture
def draft(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells", live=False)
    page.save_revision()
    return page


def test_whole_update_is_published_without_a_question(newsroom, site_tree):
    answer = create(newsroom, site_tree, people=[PersonFactory()])

    assert "created and published" in answer.content.decode()
    assert the_page().live


def test_new_update_is_kept_as_a_draft_while_its_editor_is_asked(newsroom, site_tree, client):
    question = create(newsroom, site_tree)

    words = question.content.decode()
    page = the_page()
    assert NOBODY in words
    assert "bylines, feeds" in words
    assert f'href="/admin/pages/{page.pk}/edit/#:w:contentpath=page_authors"' in words
    assert "Publish anyway" in words
    assert not page.live
    assert "Words." in str(page.get_latest_revision_as_object().body)


def test_publishing_anyway_is_done_and_noted(newsroom, site_tree, editor):
    question = create(newsroom, site_tree)
    page = the_page()

    answer = publish_anyway(newsroom, page, question)

    page.refresh_from_db()
    assert "has been published" in answer.content.decode()
    assert page.live
    entry = overrides(page).get()
    assert entry.user == editor
    assert entry.message == f"Publishing was confirmed although: {NOBODY}"
    history = newsroom.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert NOBODY in history


def test_draft_is_asked_about_too(newsroom, draft):
    question = publish(newsroom, draft)

    assert NOBODY in question.content.decode()
    assert not the_page().live


def test_nobody_is_asked_twice_about_the_same(newsroom, draft):
    publish_anyway(newsroom, draft, publish(newsroom, draft))

    again = publish(newsroom, draft, text="<p>More words.</p>")
    new = publish(newsroom, draft, summary="")

    assert "has been published" in again.content.decode()
    assert "There is no summary." in new.content.decode()
    assert NOBODY not in new.content.decode()


def test_what_readers_have_already_is_not_asked_about(newsroom, site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, title="Wells", slug="wells")

    answer = publish(newsroom, page, text="<p>More words.</p>")

    assert "has been published" in answer.content.decode()
    assert not overrides(page).exists()


def test_saving_a_draft_is_never_hindered(newsroom, draft):
    answer = edit(newsroom, draft, text="", summary="", tags="")

    assert "has been updated" in answer.content.decode()


def test_what_must_be_there_keeps_the_page_in_the_form(newsroom, draft):
    answer = publish(newsroom, draft, text="")

    assert "could not be saved due to validation errors" in answer.content.decode()
    assert "Text is missing." in answer.content.decode()
    assert not the_page().live


def test_hard_findings_cannot_be_overridden(newsroom, draft):
    question = publish(newsroom, draft)
    edit(newsroom, draft, text="")

    answer = publish_anyway(newsroom, draft, question)

    assert "Text is missing." in answer.content.decode()
    assert "Publish anyway" not in answer.content.decode()
    assert not the_page().live


def test_answer_to_an_older_draft_publishes_nothing(newsroom, draft):
    question = publish(newsroom, draft)
    edit(newsroom, draft, text="<p>Somebody else's words.</p>")

    answer = publish_anyway(newsroom, draft, question)

    assert "has changed meanwhile" in answer.content.decode()
    assert not the_page().live
    assert not overrides(draft).exists()


def test_a_draft_overwritten_by_its_own_saving_is_another_draft(newsroom, draft, editor):
    question = publish(newsroom, draft)
    page = the_page()
    page.body = [("text", "<p>Words that nobody was asked about.</p>")]
    page.save_revision(user=editor, overwrite_revision=page.latest_revision)

    publish_anyway(newsroom, draft, question)

    assert not the_page().live


def test_writer_cannot_publish_anyway(client, editor, draft):
    writer = UserFactory()
    writer.groups.add(Group.objects.get(name="Writers"))
    client.force_login(writer)
    address = reverse("readiness_publish", args=[draft.pk])

    client.get(address)
    client.post(address, {"seen": ""})

    assert not the_page().live
    assert not overrides(draft).exists()


def test_looking_at_the_question_changes_nothing(newsroom, draft):
    before = the_page().latest_revision_id

    answer = newsroom.get(reverse("readiness_publish", args=[draft.pk]))

    assert answer.status_code == 200
    assert (the_page().live, the_page().latest_revision_id) == (False, before)


def test_scheduling_asks_and_the_scheduler_does_not(newsroom, draft, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    question = publish(newsroom, draft, go_live_at=(now + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M"))
    assert NOBODY in question.content.decode()

    answer = publish_anyway(newsroom, draft, question)
    assert "has been scheduled for publishing" in answer.content.decode()
    assert not the_page().live

    time_machine.move_to(now + timedelta(hours=2))
    assert ReleaseEngine().run()
    assert the_page().live


def test_scheduled_page_is_asked_about_as_the_version_that_goes_live(newsroom, draft):
    page = draft
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()

    answer = newsroom.get(reverse("readiness_publish", args=[page.pk]), follow=True)

    assert "Update scheduled version anyway" in answer.content.decode()


@pytest.fixture
def submitted(site_tree, draft, editor):
    """A draft that waits for the approval of an editor."""
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.add(Group.objects.get(name="Editors"))
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=site_tree.home)
    workflow.start(draft, editor)
    return UpdatePage.objects.get(pk=draft.pk)


def task_state(page):
    return page.current_workflow_task_state


def approve_anyway(client, page, question):
    address = reverse("readiness_approve", args=[page.pk, task_state(page).pk])
    return client.post(address, {"seen": seen(question)}, follow=True)


def test_approving_in_the_editor_asks_and_keeps_the_reviewer_s_words(newsroom, submitted):
    approval = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": '{"comment": "Well done."}',
    }
    question = edit(newsroom, submitted, text="<p>Better words.</p>", **approval)
    state = task_state(submitted)
    assert NOBODY in question.content.decode()
    assert "Approve and publish anyway" in question.content.decode()
    assert state.status == state.STATUS_IN_PROGRESS

    approve_anyway(newsroom, submitted, question)

    state.refresh_from_db()
    assert the_page().live
    assert "Better words." in str(the_page().body)
    assert (state.status, state.comment) == (state.STATUS_APPROVED, "Well done.")
    assert NOBODY in overrides(submitted).get().message


@pytest.mark.parametrize("is_dialog", [False, True])
def test_approving_on_the_dashboard_asks(newsroom, submitted, is_dialog):
    address = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", task_state(submitted).pk])
    headers = {"x-requested-with": "XMLHttpRequest"} if is_dialog else {}

    answer = newsroom.post(address, {"comment": "Fine."}, headers=headers)

    expected = reverse("readiness_approve", args=[submitted.pk, task_state(submitted).pk])
    assert (answer.json()["redirect"] if is_dialog else answer.url) == expected
    assert not the_page().live
    approve_anyway(newsroom, submitted, newsroom.get(expected))
    assert the_page().live


def test_approving_a_whole_page_publishes_it(newsroom, site_tree, submitted):
    page = the_page()
    page.page_authors = [UpdatePage.page_authors.rel.related_model(author=PersonFactory())]
    page.tags.add(TagFactory())
    page.save_revision()
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state(page).pk])

    newsroom.post(address)

    assert the_page().live
    assert not overrides(page).exists()


def test_an_approval_that_nobody_may_give_is_refused(client, submitted):
    outsider = UserFactory(is_superuser=False)
    outsider.groups.add(Group.objects.get(name="Writers"))
    client.force_login(outsider)

    answer = client.post(reverse("readiness_approve", args=[submitted.pk, task_state(submitted).pk]), {"seen": ""})

    assert answer.status_code in (302, 403)
    assert not the_page().live


def test_submitting_for_moderation_is_never_hindered(newsroom, site_tree, draft):
    task = GroupApprovalTask.objects.create(name="Review")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=site_tree.home)

    answer = edit(newsroom, draft, **{"action-submit": "yes"})

    assert "has been submitted for moderation" in answer.content.decode()
