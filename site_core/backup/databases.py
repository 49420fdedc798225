"""The database as it was at one moment, and how an empty one becomes that: the same for each kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.db import connection

from site_core.backup.refusals import BackupError

Show = Callable[[str], None]
MODULES = {"sqlite": "site_core.backup.sqlite", "postgresql": "site_core.backup.postgres"}


@dataclass
class Snapshot:
    """What the database held at one moment. Its content is read once, while the snapshot is open."""

    version: str
    migrations: list[str]
    tables: dict[str, int]
    file_names: list[str]
    content: Iterator[bytes]


class Database(ABC):
    """One kind of database, with the tools that copy it."""

    kind: str
    member: str
    is_to_be_compressed = False

    @abstractmethod
    def file_names(self) -> list[str]:
        """Files that rows name now."""

    @abstractmethod
    def snapshot(self, place: Path, show: Show) -> AbstractContextManager[Snapshot]: ...

    @abstractmethod
    def tables(self) -> dict[str, int]:
        """How many rows each table has."""

    @abstractmethod
    def check(self, copy: Path) -> None:
        """Raises BackupError where this is no copy that could be loaded here."""

    @abstractmethod
    def check_that_nobody_is_at_it(self, left: Collection[str] = ()) -> None:
        """Nor is anything in it that is somebody else's: `left` are tables of an attempt that was stopped."""

    @abstractmethod
    def load(self, copy: Path, show: Show) -> None:
        """Puts the copy in the place of all there is, wholly or not at all."""

    @abstractmethod
    def space_needed(self, size: int) -> tuple[Path, int] | None:
        """Where on this machine the database will grow, and by how much."""


def database() -> Database:
    if connection.vendor not in MODULES:
        raise BackupError(f"Backups are made of SQLite and PostgreSQL, not of {connection.display_name}.")
    # Only one of them can be imported where the other's driver is not installed.
    return import_module(MODULES[connection.vendor]).database
