"""The files that the database names, wherever they are kept."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage

from site_core.backup.archives import ArchiveWriter, pieces
from site_core.backup.databases import Show
from site_core.backup.manifest import FilePart, is_plain

FOLDER, SECOND_FOLDER = "media", "media-changed"


class NotToBeHadError(Exception):
    """A file that is not there, cannot be read, or is none of ours; the archive is made without it."""


@contextmanager
def told_as_not_to_be_had() -> Iterator[None]:
    try:
        yield
    except (OSError, SuspiciousOperation, ValueError) as error:
        raise NotToBeHadError(getattr(error, "strerror", None) or type(error).__name__) from error


def state_of(name: str) -> tuple:
    """Changes when another file takes this name."""
    if not is_plain(name):
        raise ValueError(name)
    return default_storage.size(name), default_storage.get_modified_time(name)


def readable_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A disk that fails in reading is told from one that is full in writing."""
    reading = pieces(file)
    while True:
        with told_as_not_to_be_had():
            piece = next(reading, b"")
        if not piece:
            return
        yield piece


class FileCopier:
    """Copies files into the archive before the database is, and once more what changed until then.

    So a file that somebody deletes or replaces while a large library is copied is in the archive all the same.
    """

    def __init__(self, archive: ArchiveWriter, show: Show) -> None:
        self.archive = archive
        self.show = show
        self.copied: dict[str, FilePart] = {}
        self.states: dict[str, Any] = {}
        self.missing: dict[str, str] = {}
        self.left_out: list[str] = []

    def copy(self, names: list[str]) -> None:
        for number, name in enumerate(names):
            self.show(f"Copying files: {number:,} of {len(names):,}")
            try:
                self.copy_one(name)
            except NotToBeHadError as error:
                if name not in self.copied:
                    self.missing[name] = str(error)

    def copy_one(self, name: str) -> None:
        with told_as_not_to_be_had():
            state = state_of(name)
            if self.states.get(name) == state:
                return
            file = default_storage.open(name)
        member = f"{SECOND_FOLDER if name in self.copied else FOLDER}/{name}"
        try:
            with file:
                part = self.archive.add(member, readable_pieces(file))
        except NotToBeHadError:
            self.left_out.append(member)
            raise
        if name in self.copied:
            self.left_out.append(self.copied[name].member)
        self.copied[name] = FilePart(part.member, part.bytes, part.sha256, name)
        self.states[name] = state
        self.missing.pop(name, None)

    def parts_of(self, names: Iterable[str]) -> list[FilePart]:
        """Of the files that were copied, those with these names; the others are left out."""
        wanted = set(names)
        self.missing = {name: reason for name, reason in self.missing.items() if name in wanted}
        self.left_out += [part.member for name, part in self.copied.items() if name not in wanted]
        return [part for name, part in sorted(self.copied.items()) if name in wanted]


def stored_files(folder: str = "") -> Iterator[str]:
    """Every file that is kept, whether a row names it or not."""
    try:
        folders, files = default_storage.listdir(folder)
    except OSError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in files)
    for name in folders:
        yield from stored_files(prefix + name)
