"""SQLite: copied by its own backup, page by page, while others read and write."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from site_core.backup.archives import pieces
from site_core.backup.databases import Database, Show, Snapshot
from site_core.backup.refusals import BackupError
from site_core.backup.tables import EMPTY, LEFT_EMPTY, applied_migrations, count_rows, file_names, rows

PAGES_AT_ONCE = 5_000
TIMEOUT_SECONDS = 10
# The tables of the full-text index hold what it needs, not rows.
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
INDEX_PART = "_fts"


def connect(path: Path | str) -> closing[sqlite3.Connection]:
    # Django's own connections have a file that they watch for changes; this is none of them.
    return closing(sqlite3.connect(path, timeout=TIMEOUT_SECONDS, isolation_level=None))


def live_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def tables_in(cursor: sqlite3.Cursor) -> list[str]:
    return [name for (name,) in rows(cursor, TABLES) if INDEX_PART not in name and name not in LEFT_EMPTY]


def copy_all(source: sqlite3.Connection, target: sqlite3.Connection, show: Show, words: str) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        show(f"{words}: {100 * (total - remaining) // max(total, 1)} %")

    source.backup(target, pages=PAGES_AT_ONCE, progress=tell)


class SQLite(Database):
    """The file that the site works on."""

    kind = "sqlite"
    member = "database.sqlite3"
    is_to_be_compressed = True

    def file_names(self) -> list[str]:
        with connect(live_path()) as live, closing(live.cursor()) as cursor:
            return file_names(cursor, tables_in(cursor))

    def tables(self) -> dict[str, int]:
        with connect(live_path()) as live, closing(live.cursor()) as cursor:
            return count_rows(cursor, tables_in(cursor))

    @contextmanager
    def snapshot(self, place: Path, show: Show) -> Iterator[Snapshot]:
        path = place / self.member
        with connect(live_path()) as live, connect(path) as copy:
            # What one transaction sees: otherwise the copying begins anew with each change that somebody makes.
            live.execute("BEGIN")
            live.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
            copy_all(live, copy, show, "Copying the database")
            live.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()
            # What is deleted is written over, not only forgotten.
            copy.execute("PRAGMA secure_delete = ON").fetchall()
            for table in LEFT_EMPTY:
                copy.execute(EMPTY.format(table))
        with connect(path) as copy, closing(copy.cursor()) as cursor, path.open("rb") as file:
            names = tables_in(cursor)
            yield Snapshot(
                version=sqlite3.sqlite_version,
                migrations=applied_migrations(cursor),
                tables=count_rows(cursor, names),
                file_names=file_names(cursor, names),
                content=pieces(file),
            )

    def check(self, copy: Path) -> None:
        try:
            with connect(copy) as opened:
                (answer,) = opened.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            raise BackupError(f"The database in this backup cannot be read: {error}.") from error
        if answer != "ok":
            raise BackupError(f"The database in this backup is damaged: {answer}.")

    def check_that_nobody_is_at_it(self, left: Collection[str] = ()) -> None:
        """The write-ahead log can be given up only while nobody else has the file open."""
        connection.close()
        if not live_path().exists():
            return
        try:
            with connect(live_path()) as live:
                live.execute("PRAGMA busy_timeout = 0").fetchall()
                live.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.OperationalError as error:
            raise BackupError(
                "The database is in use: stop the web server, the scheduler and the mailer first."
            ) from error

    def load(self, copy: Path, show: Show) -> None:
        """One transaction: who is killed in it leaves the database as it was."""
        live_path().parent.mkdir(parents=True, exist_ok=True)
        with connect(copy) as source, connect(live_path()) as live:
            copy_all(source, live, show, "Loading the database")

    def space_needed(self, size: int) -> tuple[Path, int] | None:
        return live_path().parent, size


database = SQLite()
