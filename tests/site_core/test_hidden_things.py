"""Somebody who writes in one branch of the site is told nothing of what is hidden in the others."""

import pytest
from django.urls import reverse
from wagtail.models import Task, Workflow

from home.groups import seed_groups
from tests.authorisation.world import make_site, section_editor
from tests.factories import StandardPageFactory, UpdatePageFactory

pytestmark = pytest.mark.django_db

HIDDEN = "Zebrafish wells"


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def editor(client, site):
    """The admin, with somebody signed in who may edit one branch."""
    client.force_login(section_editor(site))
    return client


@pytest.fixture
def hidden(site):
    return UpdatePageFactory(parent=site.updates, title=HIDDEN, live=False)


@pytest.fixture
def own(site):
    return StandardPageFactory(parent=site.section, title="Own page", live=False)


@pytest.fixture
def seeded(db):
    seed_groups()


def bulk(action, *pages) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return address + "?" + "&".join(f"id={page.pk}" for page in pages)


@pytest.mark.parametrize("action", ["delete", "move", "publish"])
def test_a_confirmation_for_many_names_only_what_one_can_see(editor, own, hidden, action):
    screen = editor.get(bulk(action, own, hidden)).content.decode()

    assert "Own page" in screen
    assert HIDDEN not in screen


def test_hidden_things_alone_are_as_good_as_missing(editor, hidden):
    assert editor.get(bulk("delete", hidden)).status_code == 404


def test_seen_things_that_one_may_not_delete_are_named_as_before(editor, site):
    screen = editor.get(bulk("delete", site.home)).content.decode()

    assert "Home" in screen
    assert "have permission to delete this page" in screen


def test_the_chooser_offers_what_is_public_or_one_s_own(editor, site, own, hidden):
    UpdatePageFactory(parent=site.updates, title="Public wells")

    elsewhere = editor.get(reverse("wagtailadmin_choose_page_child", args=[site.updates.pk])).content.decode()
    at_home = editor.get(reverse("wagtailadmin_choose_page_child", args=[site.section.pk])).content.decode()

    assert "Public wells" in elsewhere
    assert HIDDEN not in elsewhere
    assert "Own page" in at_home


def test_the_chooser_finds_what_is_public_or_one_s_own(editor, site, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        UpdatePageFactory(parent=site.updates, title="Public wells")
        UpdatePageFactory(parent=site.updates, title=HIDDEN, live=False)
        StandardPageFactory(parent=site.section, title="Own page", live=False)

    wells = editor.get(reverse("wagtailadmin_choose_page_search"), {"q": "wells"}).content.decode()
    mine = editor.get(reverse("wagtailadmin_choose_page_search"), {"q": "own"}).content.decode()

    assert "Public wells" in wells
    assert HIDDEN not in wells
    assert "Own page" in mine


def test_ticked_pages_are_told_of_unless_they_are_hidden(editor, own, hidden):
    address = reverse("wagtailadmin_choose_page_chosen_multiple")

    answer = editor.get(address, {"id": [own.pk, hidden.pk]}).json()

    assert [page["adminTitle"] for page in answer["result"]] == ["Own page"]


def test_a_step_of_approval_at_which_an_unready_page_waits_is_not_disabled(admin_client, site, seeded, admin_user):
    page = UpdatePageFactory(parent=site.updates, title="Wells", summary="", live=False)
    page.save_revision()
    task = Task.objects.get(name="Review")
    Workflow.objects.get(name="Review").start(page, admin_user)

    screen = admin_client.post(reverse("wagtailadmin_workflows:disable_task", args=[task.pk]), follow=True)

    assert "Approve or reject what waits for it first" in screen.content.decode()
    page.refresh_from_db()
    assert Task.objects.get(pk=task.pk).active
    assert not page.live
    assert page.current_workflow_task.pk == task.pk


def test_a_step_of_approval_at_which_nothing_waits_is_disabled(admin_client):
    task = Task.objects.create(name="Second look")

    admin_client.post(reverse("wagtailadmin_workflows:disable_task", args=[task.pk]))

    assert not Task.objects.get(pk=task.pk).active


@pytest.mark.parametrize("action", ["publish", "delete"])
def test_no_other_door_leads_past_the_questions_of_the_admin(admin_client, site, action):
    page = UpdatePageFactory(parent=site.updates, title="Wells", summary="", live=False)
    page.save_revision()

    answer = admin_client.post(f"/admin/api/main/pages/{page.pk}/action/{action}/")

    assert answer.status_code == 404
    page.refresh_from_db()
    assert not page.live
