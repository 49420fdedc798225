"""The groups and the workflow that a new site starts with. Nothing here runs again on a site that has them."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

FIRST_MIGRATION = ("home", "0001_initial")

ADMIN = ("wagtailadmin.access_admin",)
WORDS = (
    "blog.add_person",
    "blog.change_person",
    "blog.view_person",
    "blog.add_tag",
    "blog.change_tag",
    "blog.delete_tag",
    "blog.view_tag",
)
PROMOTING = (
    "wagtailsearchpromotions.add_searchpromotion",
    "wagtailsearchpromotions.change_searchpromotion",
    "wagtailsearchpromotions.delete_searchpromotion",
)
# Who publishes sees what becomes of the word of it, and may stop it.
ANNOUNCING = ("subscriptions.view_announcement", "subscriptions.change_announcement")
SUBSCRIBERS = (
    "subscriptions.add_announcement",
    "subscriptions.view_subscriber",
    "subscriptions.change_subscriber",
    "subscriptions.delete_subscriber",
    "subscriptions.import_subscriber",
    "subscriptions.export_subscriber",
    "subscriptions.change_mailingsettings",
)
MANAGING = (
    "blog.delete_person",
    "scheduling.change_scheduler",
    "site_core.change_backgroundwork",
    "site_core.change_sitesettings",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
    "users.add_user",
    "users.change_user",
    "users.delete_user",
)
OWN_FILES = (
    "wagtailimages.add_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.choose_document",
)
FILES = (*OWN_FILES, "wagtailimages.change_image", "wagtaildocs.change_document")
COLLECTIONS = ("wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection")


@dataclass(frozen=True)
class Role:
    """What the members of a group may do, on the whole tree of pages and in all collections."""

    name: str
    pages: tuple[str, ...]
    models: tuple[str, ...]
    collections: tuple[str, ...]


# In Wagtail's words, who may only "add" edits what they began themselves, and has to ask for its publication.
ROLES = (
    Role("Writers", ("add",), ADMIN, OWN_FILES),
    Role("Editors", ("add", "change", "publish"), ADMIN + WORDS + PROMOTING + ANNOUNCING, FILES),
    Role(
        "Site managers",
        ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
        ADMIN + WORDS + PROMOTING + ANNOUNCING + SUBSCRIBERS + MANAGING,
        FILES + COLLECTIONS,
    ),
)
REVIEWERS = ("Editors", "Site managers")


def seed_groups() -> None:
    """Give each role its group and permissions; adds what is missing and takes nothing away."""
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.add(*[permission(name) for name in role.models if is_there(name)])
        for action in role.pages:
            GroupPagePermission.objects.get_or_create(
                group=group, page=Page.get_first_root_node(), permission=permission(f"wagtailcore.{action}_page")
            )
        for name in role.collections:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission(name)
            )


def is_there(name: str) -> bool:
    """The mailing list can be left out of a site."""
    return name.partition(".")[0] in apps.app_configs


def permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def seed_review() -> None:
    """One workflow for the whole tree: what somebody submits is approved by anyone who may publish."""
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.set(Group.objects.filter(name__in=REVIEWERS))
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})


def remove_wagtail_defaults() -> None:
    """Wagtail starts with a group and a workflow of its own; they go unless somebody has come to use them."""
    Group.objects.filter(name="Moderators", user=None).delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states=None).delete()
    Task.objects.filter(name="Moderators approval", workflow_tasks=None, task_states=None).delete()


def seed_groups_of_new_site(plan=(), using="default", **kwargs) -> None:
    """After the very first migration, and never again."""
    applied = {(migration.app_label, migration.name) for migration, is_backwards in plan if not is_backwards}
    if FIRST_MIGRATION in applied:
        for app_config in apps.get_app_configs():
            create_permissions(app_config, verbosity=0, using=using)
        seed_groups()
        remove_wagtail_defaults()
        seed_review()
