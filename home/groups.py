"""The groups a new site starts with. Later changes are the staff's: nothing here runs again on a site that has them."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

FIRST_MIGRATION = ("home", "0001_initial")

EDITING = (
    "wagtailadmin.access_admin",
    "blog.add_person",
    "blog.change_person",
    "blog.delete_person",
    "blog.view_person",
    "blog.add_tag",
    "blog.change_tag",
    "blog.delete_tag",
    "blog.view_tag",
)
FILES = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
MANAGING = (
    "site_core.change_sitesettings",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
    "users.add_user",
    "users.change_user",
    "users.delete_user",
)
COLLECTIONS = ("wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection")


@dataclass(frozen=True)
class Role:
    """What the members of a group may do, on the whole tree of pages and in all collections."""

    name: str
    pages: tuple[str, ...]
    models: tuple[str, ...]
    collections: tuple[str, ...] = FILES


ROLES = (
    Role("Editors", ("add", "change", "publish"), EDITING),
    Role("Moderators", ("add", "change", "publish", "lock", "unlock"), EDITING),
    Role(
        "Site managers",
        ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
        EDITING + MANAGING,
        FILES + COLLECTIONS,
    ),
)


def seed_groups() -> None:
    """Give each role its group and permissions; adds what is missing and takes nothing away."""
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.add(*[permission(name) for name in role.models])
        for action in role.pages:
            GroupPagePermission.objects.get_or_create(
                group=group, page=Page.get_first_root_node(), permission=permission(f"wagtailcore.{action}_page")
            )
        for name in role.collections:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission(name)
            )


def permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def seed_groups_of_new_site(plan=(), using="default", **kwargs) -> None:
    """After the very first migration, and never again."""
    applied = {(migration.app_label, migration.name) for migration, is_backwards in plan if not is_backwards}
    if FIRST_MIGRATION in applied:
        for app_config in apps.get_app_configs():
            create_permissions(app_config, verbosity=0, using=using)
        seed_groups()
