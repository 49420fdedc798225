"""Indexes on Wagtail's table of pages, by which lists find their first rows among a hundred thousand.

They are made after each deployment, not by a migration: when one of Wagtail writes that table anew, as on
SQLite, what it does not know of is gone.
"""

from django.db import connections

INDEXES = {
    "site_core_page_expiry": "(expire_at) WHERE expire_at IS NOT NULL",
    "site_core_page_last_published": "(last_published_at)",
    "site_core_page_latest_revision": "(latest_revision_created_at)",
}


def make_indexes(database: str) -> None:
    with connections[database].cursor() as cursor:
        for name, columns in INDEXES.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON wagtailcore_page {columns}")
