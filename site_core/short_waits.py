"""Writing for the sake of a number, for which nobody is kept waiting."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# In milliseconds, for others who write.
WAITS = 100


@contextmanager
def waiting_briefly() -> Iterator[None]:
    """A transaction in which the database gives up soon where others keep it from writing."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {WAITS}")
                yield
            return
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {WAITS}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
