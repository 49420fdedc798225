"""Makes an archive of the whole site while it works."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from site_core.backup.archives import ArchiveWriter
from site_core.backup.databases import Show, database
from site_core.backup.files import FileCopier
from site_core.backup.manifest import DatabasePart, Manifest, product
from site_core.backup.refusals import BackupError
from site_core.backup.workplace import put_in_place, workplace
from site_core.health import unapplied_migrations

STANDARD_OUTPUT = "-"
FIRST_MIGRATION = ("site_core", "0006_allow_background_work")


def make_backup(target: str, *, may_replace: bool, show: Show) -> Manifest:
    """Under its name the archive is whole, or is not there."""
    refuse_older_site()
    if target == STANDARD_OUTPUT:
        return make_to_standard_output(show)
    path = Path(target).absolute()
    check_target(path, may_replace)
    with workplace(path.parent) as place:
        made = place / "archive"
        made.touch(mode=0o600)
        with made.open("wb") as file:
            manifest = write_archive(file, place, show)
        check_target(path, may_replace)
        put_in_place(made, path)
    return manifest


def make_to_standard_output(show: Show) -> Manifest:
    if sys.stdout.isatty():
        raise BackupError("The archive is not for a terminal: name a file, or hand it on to another program.")
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    # A descriptor of our own: what could not be written would be tried again when Python ends.
    with workplace(settings.DATA_DIR) as place, os.fdopen(os.dup(sys.stdout.fileno()), "wb") as file:
        return write_archive(file, place, show)


def refuse_older_site() -> None:
    """Of a database that knows no hold a copy would begin to send by itself."""
    if any((migration.app_label, migration.name) == FIRST_MIGRATION for migration, _back in unapplied_migrations()):
        raise BackupError("The database is older than this code: run `manage.py migrate` first, or the former code.")


def check_target(path: Path, may_replace: bool) -> None:
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}.")
    if path.is_dir():
        raise BackupError(f"{path} is a folder: name a file in it.")
    if path.exists() and not may_replace:
        raise BackupError(f"{path} is there already: choose another name, or say --overwrite.")


def write_archive(file: IO[bytes], place: Path, show: Show) -> Manifest:
    with ArchiveWriter(file) as archive:
        return fill(archive, place, show)


def fill(archive: ArchiveWriter, place: Path, show: Show) -> Manifest:
    source = database()
    name, version = product()
    copier = FileCopier(archive, show)
    copier.copy(source.file_names())
    made_at = timezone.now()
    with source.snapshot(place, show) as snapshot:
        copier.copy(snapshot.file_names)
        show("Writing the database")
        part = archive.add(source.member, snapshot.content, source.is_to_be_compressed)
    manifest = Manifest(
        product=name,
        version=version,
        site=settings.SITE_URL,
        made_at=made_at.isoformat(),
        database=DatabasePart(**asdict(part), kind=source.kind, version=snapshot.version),
        migrations=snapshot.migrations,
        tables=snapshot.tables,
        files=copier.parts_of(snapshot.file_names),
        missing=copier.missing,
        left_out=copier.left_out,
    )
    archive.close(manifest)
    return manifest
