"""Two deploys at once: one migrates, the other waits and finds nothing left to do."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

WAITING = "Another process is migrating this database; waiting for it."
# Any number, as long as no other program locks the same one in this database.
POSTGRES_LOCK = 8_014_711


def one_at_a_time(connection, say: Callable[[str], object]):
    """Holds the right to migrate this database for as long as the block runs, having waited for it if need be."""
    if connection.vendor == "postgresql":
        return locked_in_postgres(connection, say)
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        return locked_beside(Path(connection.settings_dict["NAME"]), say)
    return nullcontext()


@contextmanager
def locked_in_postgres(connection, say) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [POSTGRES_LOCK])
        if not cursor.fetchone()[0]:
            say(WAITING)
            cursor.execute("SELECT pg_advisory_lock(%s)", [POSTGRES_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTGRES_LOCK])


@contextmanager
def locked_beside(database: Path, say) -> Iterator[None]:
    """The lock ends with the process, however it ends; the empty file stays."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with database.with_name(f"{database.name}.migrating").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
