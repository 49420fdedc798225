from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ("Editors", "Site managers")
PERMISSIONS = ("add_searchpromotion", "change_searchpromotion", "delete_searchpromotion")


def let_groups_promote(apps, schema_editor):
    """The groups of a site that has them may promote results; a new site gets them with that permission."""
    groups = apps.get_model("auth", "Group").objects.filter(name__in=GROUPS)
    if not groups:
        return
    # Permissions are made after all migrations as a rule.
    create_permissions(installed.get_app_config("wagtailsearchpromotions"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="wagtailsearchpromotions", codename__in=PERMISSIONS
    )
    for group in groups:
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("home", "0001_initial"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    # What groups may do is left alone on the way back: staff may have given it themselves.
    operations = [migrations.RunPython(let_groups_promote, migrations.RunPython.noop)]
