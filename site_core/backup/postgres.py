"""PostgreSQL: copied by pg_dump from a snapshot, loaded by pg_restore in one transaction."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from site_core.backup.archives import pieces
from site_core.backup.databases import Database, Show, Snapshot
from site_core.backup.refusals import BackupError
from site_core.backup.tables import LEFT_EMPTY, applied_migrations, count_rows, file_names, rows

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
OTHERS = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
LEAVE_OWNERS = ["--no-owner", "--no-privileges", "--no-comments"]


def connect() -> closing[psycopg.Connection]:
    """Past the pool of the site, whose connections belong to others."""
    return closing(psycopg.connect(**connection.get_connection_params()))


def tables_in(cursor) -> list[str]:
    return [name for (name,) in rows(cursor, TABLES) if name not in LEFT_EMPTY]


def server_version(cursor) -> str:
    return rows(cursor, "SHOW server_version")[0][0].split()[0]


def tool(name: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command, and an environment with the password in it: arguments are for everybody on the machine to see."""
    if not shutil.which(name):
        with connect() as live:
            major = server_version(live.cursor()).partition(".")[0]
        raise BackupError(
            f"{name} is not installed: the database cannot be copied without it. Install the client programs of "
            f"PostgreSQL, version {major} or newer (Debian: apt-get install postgresql-client)."
        )
    parts = connection.settings_dict
    words, environment = DatabaseClient.settings_to_cmd_args_env(parts, [])
    where = words[1 : words.index(parts["NAME"])] if parts["NAME"] in words else words[1:]
    database = [f"--dbname={parts['NAME']}"] if parts["NAME"] else []
    command = [name, *where, *database, "--no-password", *arguments]
    return command, os.environ | (environment or {})


def run(name: str, *arguments: str, words: str) -> None:
    command, environment = tool(name, *arguments)
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise failed(words, finished.stderr)


def failed(words: str, stderr: str) -> BackupError:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return BackupError(f"{words}: {' '.join(lines[:3]) or 'it gave no reason'}")


class PostgreSQL(Database):
    """The database that DATABASE_URL names."""

    kind = "postgresql"
    member = "database.pgdump"

    def file_names(self) -> list[str]:
        with connect() as live, live.cursor() as cursor:
            return file_names(cursor, tables_in(cursor))

    def tables(self) -> dict[str, int]:
        with connect() as live, live.cursor() as cursor:
            return count_rows(cursor, tables_in(cursor))

    @contextmanager
    def snapshot(self, place: Path, show: Show) -> Iterator[Snapshot]:
        """One transaction sees what pg_dump sees, as long as both are at it."""
        with connect() as live, live.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            name = rows(cursor, "SELECT pg_export_snapshot()")[0][0]
            names = tables_in(cursor)
            yield Snapshot(
                version=server_version(cursor),
                migrations=applied_migrations(cursor),
                tables=count_rows(cursor, names),
                file_names=file_names(cursor, names),
                content=self.dump(name),
            )

    def dump(self, snapshot: str) -> Iterator[bytes]:
        empty = [f"--exclude-table-data={table}" for table in LEFT_EMPTY]
        command, environment = tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", *empty, *LEAVE_OWNERS)
        reading, writing = os.pipe()
        with tempfile.TemporaryFile() as errors, os.fdopen(reading, "rb") as output:
            process = subprocess.Popen(command, env=environment, stdout=writing, stderr=errors)
            os.close(writing)
            try:
                yield from pieces(output)
            except BaseException:
                process.kill()
                raise
            finally:
                code = process.wait()
            if code:
                errors.seek(0)
                raise failed("pg_dump could not copy the database", errors.read().decode(errors="replace"))

    def check(self, copy: Path) -> None:
        run("pg_restore", "--list", str(copy), words="The database in this backup cannot be read")

    def check_that_nobody_is_at_it(self, left: Collection[str] = ()) -> None:
        connection.close()
        with connect() as live, live.cursor() as cursor:
            others = rows(cursor, OTHERS)[0][0]
            strangers = set(tables_in(cursor)) - known_tables() - set(left)
        if others:
            raise BackupError(
                f"The database is in use by {others} other connections: stop the web server, the scheduler and the "
                "mailer first, and whatever else is connected."
            )
        if strangers:
            raise BackupError(f"The database holds tables that are not of this site, such as {min(strangers)}.")

    def load(self, copy: Path, show: Show) -> None:
        """An empty database is emptied of its tables first; who is killed in between begins anew with restoring."""
        show("Loading the database")
        with connect() as live, live.cursor() as cursor:
            for table in [*tables_in(cursor), *LEFT_EMPTY]:
                cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
            live.commit()
        arguments = ["--single-transaction", "--exit-on-error", *LEAVE_OWNERS]
        run("pg_restore", *arguments, str(copy), words="The database could not be loaded")

    def space_needed(self, size: int) -> tuple[Path, int] | None:
        return None


def known_tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {"django_migrations", *(model._meta.db_table for model in models)}


database = PostgreSQL()
