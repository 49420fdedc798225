"""Makes a site of an archive: all is looked at before anything is touched, and the database comes last."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from site_core.background_work import hold
from site_core.backup.archives import ArchiveReader, need_space
from site_core.backup.databases import Database, Show, database
from site_core.backup.emptiness import refuse_full_site
from site_core.backup.manifest import FilePart, Manifest, product
from site_core.backup.marker import is_begun, note_beginning, note_end
from site_core.backup.refusals import BackupError
from site_core.backup.settling import settle
from site_core.backup.tables import LEFT_EMPTY
from site_core.backup.workplace import workplace
from site_core.generation import next_generation
from site_core.health import unapplied_migrations

Say = Callable[[str], None]


def restore(path: Path, *, say: Say, show: Show) -> Manifest:
    """Who is stopped on the way begins anew with the same call."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    target = database()
    with ArchiveReader(path) as archive:
        manifest = archive.manifest
        refuse_what_cannot_be_loaded(manifest, target)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        target.check_that_nobody_is_at_it(left=manifest.tables if is_begun() else ())
        if not is_begun():
            refuse_full_site()
        check_space(manifest, target)
        archive.check_hashes(show)
        with workplace(settings.DATA_DIR) as place:
            copy = place / target.member
            archive.extract(manifest.database, copy)
            target.check(copy)
            say(f"The backup is whole: {len(manifest.files):,} files, {sum(manifest.tables.values()):,} rows.")
            note_beginning(path)
            put_files(archive, show)
            target.load(copy, show)
    finish(manifest, target, say)
    return manifest


def refuse_what_cannot_be_loaded(manifest: Manifest, target: Database) -> None:
    if manifest.database.kind != target.kind:
        raise BackupError(
            f"This is a backup of a site on {manifest.database.kind}, and this site is on {target.kind}: name a "
            "database of the same kind in DATABASE_URL."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    # Of an app that this site does without, and Django's own replaced migrations, nothing is known.
    labels = {name.partition(".")[0] for name in known}
    newer = [name for name in manifest.migrations if name.partition(".")[0] in labels and name not in known]
    if newer or as_numbers(manifest.version) > as_numbers(product()[1]):
        what = f" and has migrations that this code does not know, such as {newer[-1]}" if newer else ""
        raise BackupError(
            f"This backup was made by version {manifest.version}{what}; this is {product()[1]}. Install that version "
            "first, restore, and then go on to a newer one."
        )


def as_numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdecimal()]


def check_space(manifest: Manifest, target: Database) -> None:
    needed = sum(part.bytes for part in manifest.files) + manifest.database.bytes
    if grows := target.space_needed(manifest.database.bytes):
        folder, more = grows
        existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
        need_space(existing, more)
    need_space(settings.DATA_DIR, needed)


def put_files(archive: ArchiveReader, show: Show) -> None:
    parts = archive.manifest.files
    for number, part in enumerate(parts):
        show(f"Writing files: {number:,} of {len(parts):,}")
        put_file(archive, part)
    os.sync()


def put_file(archive: ArchiveReader, part: FilePart) -> None:
    """Under its own name, also where an earlier attempt has left some of it."""
    if default_storage.exists(part.name):
        default_storage.delete(part.name)
    name = default_storage.save(part.name, ArchivedFile(archive, part))
    if name != part.name:
        raise BackupError(f"The file {part.name!r} cannot be kept under its name here.")


class ArchivedFile(File):
    """A member of an archive, as a storage takes files: piece by piece."""

    def __init__(self, archive: ArchiveReader, part: FilePart) -> None:
        super().__init__(None, part.name)
        self.archive, self.part = archive, part
        self.size = part.bytes

    def chunks(self, chunk_size=None):
        return self.archive.content(self.part)


def finish(manifest: Manifest, target: Database, say: Say) -> None:
    connection.close()
    ContentType.objects.clear_cache()
    counts = target.tables()
    expected = {table: count for table, count in manifest.tables.items() if table not in LEFT_EMPTY}
    if differing := [table for table, count in expected.items() if counts.get(table) != count]:
        raise BackupError(f"The database was loaded, but not all of it: {', '.join(differing[:5])}. Restore again.")
    say(f"The database is loaded: all {len(counts)} tables have the rows they had.")
    migrate(say)
    Session.objects.all().delete()  # older backups have some
    hold(manifest.moment)
    settle(manifest.moment)
    next_generation()
    note_end()


def migrate(say: Say) -> None:
    older = len(unapplied_migrations())
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    if older:
        say(f"The backup is of an older version. Migrations applied: {older}.")
