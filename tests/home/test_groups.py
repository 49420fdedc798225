from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from blog.models import UpdatePage
from home.groups import seed_groups, seed_groups_of_new_site
from tests.factories import (
    ImageFactory,
    PersonFactory,
    TagFactory,
    UpdatePageFactory,
    UserFactory,
    member_of,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

FIRST = SimpleNamespace(app_label="home", name="0001_initial")
LATER = SimpleNamespace(app_label="home", name="0002_later")


@pytest.fixture
def sign_in(client):
    def sign_in(group):
        client.force_login(member_of(group))
        return client

    return sign_in


def begin_site():
    """As after the first migration of a new Wagtail site, which has begun with a group and a workflow of Wagtail's."""
    Group.objects.all().delete()
    Workflow.objects.all().delete()
    GroupApprovalTask.objects.all().delete()
    moderators = Group.objects.create(name="Moderators")
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.get_first_root_node())
    return moderators, workflow


def test_new_site_has_its_groups_and_one_workflow():
    begin_site()

    seed_groups_of_new_site(plan=[(FIRST, False)])

    assert set(Group.objects.values_list("name", flat=True)) == {"Writers", "Editors", "Site managers"}
    review = Workflow.objects.get()
    assert review.name == "Review"
    assert {group.name for group in GroupApprovalTask.objects.get().groups.all()} == {"Editors", "Site managers"}
    assert [row.page.is_root() for row in review.workflow_pages.all()] == [True]


def test_group_and_workflow_in_use_stay(site_tree):
    moderators, workflow = begin_site()
    moderator = UserFactory()
    moderator.groups.add(moderators)
    page = UpdatePageFactory(parent=site_tree.updates, live=False)
    page.save_revision()
    workflow.start(page, UserFactory())

    seed_groups_of_new_site(plan=[(FIRST, False)])

    assert Group.objects.filter(name="Moderators").exists()
    assert page.current_workflow_state.workflow == workflow


@pytest.mark.parametrize("plan", [[], [(LATER, False)], [(FIRST, True)]])
def test_what_staff_changed_is_never_set_back(plan):
    seed_groups()
    editors = Group.objects.get(name="Editors")
    editors.permissions.clear()
    Group.objects.get(name="Site managers").delete()

    seed_groups_of_new_site(plan=plan)

    assert not editors.permissions.exists()
    assert not Group.objects.filter(name="Site managers").exists()


def test_seeding_twice_changes_nothing():
    seed_groups()
    before = Permission.objects.filter(group__isnull=False).count(), GroupPagePermission.objects.count()

    seed_groups()

    assert before == (Permission.objects.filter(group__isnull=False).count(), GroupPagePermission.objects.count())


@pytest.mark.parametrize("group", ["Editors", "Site managers"])
def test_staff_publish_anywhere_in_the_tree(sign_in, site_tree, group):
    client = sign_in(group)
    draft = UpdatePageFactory(parent=site_tree.updates, live=False)

    for page in Page.objects.filter(depth__gt=1):
        permissions = page.permissions_for_user(client.get("/admin/").wsgi_request.user)
        assert permissions.can_edit()
        assert permissions.can_publish()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200


@pytest.mark.parametrize("group", ["Editors", "Site managers"])
def test_staff_use_every_tool_of_the_newsroom(sign_in, site_tree, group):
    client = sign_in(group)
    person, image = PersonFactory(), ImageFactory()

    for url in (
        reverse("wagtailsnippets_blog_person:add"),
        reverse("wagtailsnippets_blog_person:edit", args=[person.pk]),
        reverse("wagtailsnippets_blog_tag:add"),
        reverse("wagtailsnippetchoosers_blog_person:choose"),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtaildocs:add_multiple"),
        reverse("wagtailadmin_pages:add", args=["blog", "updatepage", site_tree.updates.pk]),
        reverse("wagtailadmin_pages:add", args=["blog", "reportpage", site_tree.reports.pk]),
        reverse("wagtailadmin_pages:add", args=["home", "standardpage", site_tree.home.pk]),
    ):
        assert client.get(url).status_code == 200, url


def test_editor_uploads_a_picture_while_choosing_one(sign_in):
    file = SimpleUploadedFile("picture.png", picture_bytes(), content_type="image/png")
    data = {"image-chooser-upload-title": "Forest", "image-chooser-upload-file": file}
    response = sign_in("Editors").post(reverse("wagtailimages_chooser:create"), data)

    assert response.json()["step"] == "chosen"


def test_editor_publishes_an_update(sign_in, site_tree):
    client = sign_in("Editors")
    update = UpdatePageFactory(parent=site_tree.updates, live=False, authors=[PersonFactory()], tags=[TagFactory()])

    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={update.pk}")

    assert UpdatePage.objects.get(pk=update.pk).live


MANAGED = [
    ("wagtailredirects:index", []),
    ("wagtailsettings:edit", ["site_core", "sitesettings"]),
    ("wagtailusers_users:index", []),
]


@pytest.mark.parametrize(("name", "args"), MANAGED)
def test_site_managers_manage_settings_redirects_and_accounts(sign_in, site_tree, name, args):
    assert sign_in("Site managers").get(reverse(name, args=args), follow=True).status_code == 200


@pytest.mark.parametrize(("name", "args"), MANAGED)
def test_editors_do_not_manage_the_site(sign_in, site_tree, name, args):
    assert sign_in("Editors").get(reverse(name, args=args)).status_code == 302


def test_groups_of_an_older_site_may_promote_search_results():
    migration = import_module("home.migrations.0002_promoted_results")
    Permission.objects.filter(content_type__app_label="wagtailsearchpromotions").delete()

    for _time in range(2):
        migration.let_groups_promote(apps, None)

    found = Permission.objects.filter(codename__in=migration.PERMISSIONS, group__name="Editors")
    assert found.count() == len(migration.PERMISSIONS)
