from django.db import migrations


def allow_background_work(apps, schema_editor):
    """A new site works, and so does one that grew older than this table."""
    apps.get_model("site_core", "BackgroundWork").objects.get_or_create(name="site", defaults={"is_allowed": True})


class Migration(migrations.Migration):
    dependencies = [
        ("site_core", "0005_add_background_work"),
    ]

    operations = [
        migrations.RunPython(allow_background_work, migrations.RunPython.noop),
    ]
