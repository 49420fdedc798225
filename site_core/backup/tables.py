"""What a database holds, asked by plain SQL: it may be a copy that Django knows nothing of, or older than this code."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import FileField

from site_core.models import BackgroundWork

# Empty in every copy: the permission to act by itself, and the sessions, whose keys are as good as signing in. Of those
# that had ended since, a copy would bring some back.
LEFT_EMPTY = (BackgroundWork._meta.db_table, Session._meta.db_table)
# Names of tables and columns come from the database itself, or from our models.
COUNT = 'SELECT COUNT(*) FROM "{}"'
EMPTY = 'DELETE FROM "{}"'
VALUES = 'SELECT DISTINCT "{}" FROM "{}"'


class Cursor(Protocol):
    def execute(self, sql: str) -> Any: ...

    def fetchall(self) -> list[tuple]: ...


def rows(cursor: Cursor, sql: str) -> list[tuple]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def count_rows(cursor: Cursor, tables: Iterable[str]) -> dict[str, int]:
    return {table: rows(cursor, COUNT.format(table))[0][0] for table in sorted(tables)}


def file_names(cursor: Cursor, tables: Iterable[str]) -> list[str]:
    """Every file that a row names, whichever model it is of."""
    present, names = set(tables), set()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in present:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, FileField):
                    found = rows(cursor, VALUES.format(field.column, model._meta.db_table))
                    names.update(name for (name,) in found if name)
    return sorted(names)


def applied_migrations(cursor: Cursor) -> list[str]:
    return [f"{app}.{name}" for app, name in rows(cursor, "SELECT app, name FROM django_migrations ORDER BY id")]
