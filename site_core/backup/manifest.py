"""What an archive says of itself: what it is a copy of, and the hash of each of its parts."""

import json
import tomllib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings

from site_core.backup.refusals import BackupError

MEMBER = "manifest.json"
MOST_BYTES = 500_000_000
FORMAT = 1
ABOUT = (
    "A backup of a site. `manage.py restore FILE` of the product and version named here makes a site of it. By hand: "
    "the member of `database` is an SQLite file or an archive for pg_restore; each of `files` goes by its `name` below "
    "the media folder; `sha256` is the hash of a member's bytes. The secret key of the site is not in it."
)


@dataclass(frozen=True)
class Part:
    """One member of the archive, as it was when it was put in."""

    member: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DatabasePart(Part):
    """The database, and the kind of database that can read it."""

    kind: str
    version: str


@dataclass(frozen=True)
class FilePart(Part):
    """A file of the media folder, by its name there."""

    name: str


@dataclass
class Manifest:
    """All of it, in the order in which a person would read it."""

    product: str
    version: str
    site: str
    made_at: str
    database: DatabasePart
    migrations: list[str]
    # How many rows each table has.
    tables: dict[str, int]
    files: list[FilePart]
    # Files that the database names and the media folder had not, with the reason.
    missing: dict[str, str] = field(default_factory=dict)
    # Members that are of no use: files that were deleted or replaced while the backup was made.
    left_out: list[str] = field(default_factory=list)
    format: int = FORMAT
    about: str = ABOUT

    @property
    def parts(self) -> list[Part]:
        return [*self.files, self.database]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=False).encode()


def product() -> tuple[str, str]:
    """The name and the version of this code."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return project["name"], project["version"]


def read_manifest(content: bytes) -> Manifest:
    """Refuses what no code of ours has written, and what a newer one has."""
    try:
        facts = json.loads(content)
        if not isinstance(facts["format"], int) or facts["product"] != product()[0]:
            raise BackupError(f"This is a backup of something else: {str(facts['product'])[:80]!r}.")
        if facts["format"] > FORMAT:
            raise BackupError(f"This backup was made by a newer version ({facts['version']}): install that one first.")
        return build(facts)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise BackupError("This is no backup of a site, or it is damaged: its manifest cannot be read.") from error


def build(facts: dict[str, Any]) -> Manifest:
    manifest = Manifest(
        **{
            **facts,
            "database": DatabasePart(**facts["database"]),
            "files": [FilePart(**file) for file in facts["files"]],
        }
    )
    for part in manifest.parts:
        check_part(part)
    names = [file.name for file in manifest.files]
    if len(set(names)) < len(names) or not all(map(is_plain, names)):
        raise ValueError("names")
    if not all(isinstance(name, str) for name in (*manifest.migrations, *manifest.left_out, *manifest.tables)):
        raise ValueError("lists")
    if manifest.moment.tzinfo is None:
        raise ValueError("moment")
    return manifest


def check_part(part: Part) -> None:
    if not (isinstance(part.bytes, int) and part.bytes >= 0 and isinstance(part.sha256, str)):
        raise ValueError("part")
    if not is_plain(part.member):
        raise ValueError("member")


def is_plain(name: str) -> bool:
    """Whether this names a file below a folder, whatever the system: no way out of it, no odd character."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and name == str(path)
        and not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in name
        and ":" not in path.parts[0]
        and name.isprintable()
    )
