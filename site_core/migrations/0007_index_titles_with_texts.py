from django.db import migrations

# What Wagtail's search on PostgreSQL compares, letter by letter: its own indexes hold titles and texts apart, and are
# not used for it.
CREATE = "CREATE INDEX IF NOT EXISTS site_core_search_words ON wagtailsearch_indexentry USING gin ((title || body))"
DROP = "DROP INDEX IF EXISTS site_core_search_words"


def on_postgresql(statement: str):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("site_core", "0006_allow_background_work"),
        ("wagtailsearch", "0006_customise_indexentry"),
    ]

    operations = [migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP))]
