"""The archive: a ZIP file, which any system can read, written and read piece by piece."""

import hashlib
import lzma
import shutil
import stat
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from site_core.backup.manifest import MEMBER, MOST_BYTES, Manifest, Part, read_manifest
from site_core.backup.refusals import BackupError

PIECE = 1 << 20
MODE = (stat.S_IFREG | 0o600) << 16
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


class ArchiveWriter:
    """Puts one member after the other into an archive, and hashes each on its way."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(file, "w", allowZip64=True)

    def add(self, member: str, content: Iterable[bytes], is_compressed: bool = False) -> Part:
        info = zipfile.ZipInfo(member, date_time=time.gmtime()[:6])
        info.external_attr = MODE
        if is_compressed:
            info.compress_type = zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as written:
            for piece in content:
                written.write(piece)
                digest.update(piece)
                size += len(piece)
        return Part(member, size, digest.hexdigest())

    def __enter__(self) -> "ArchiveWriter":
        return self

    def __exit__(self, failure, *error) -> None:
        if failure:  # otherwise Python would write the end of the archive, and fail once more
            self.zip.fp = None

    def close(self, manifest: Manifest) -> None:
        self.add(MEMBER, [manifest.as_json()], is_compressed=True)
        self.zip.close()


class ArchiveReader:
    """An archive of which only what its manifest names is believed, and nothing is unpacked by its own name."""

    def __init__(self, path: Path) -> None:
        with told_as_damaged():
            self.zip = zipfile.ZipFile(path)
            self.manifest = self.read_manifest()
        self.check_members()

    def __enter__(self) -> "ArchiveReader":
        return self

    def __exit__(self, *error) -> None:
        self.zip.close()

    def read_manifest(self) -> Manifest:
        if MEMBER not in self.zip.namelist():
            raise BackupError("This is no backup of a site: it has no manifest.")
        if self.zip.getinfo(MEMBER).file_size > MOST_BYTES:
            raise BackupError("This is no backup of a site: its manifest is too large.")
        with self.zip.open(MEMBER) as file:
            return read_manifest(file.read(MOST_BYTES))

    def check_members(self) -> None:
        """The members are those that the manifest names, no other, each once, and all of them plain files."""
        names = self.zip.namelist()
        known = [MEMBER, *(part.member for part in self.manifest.parts), *self.manifest.left_out]
        if sorted(names) != sorted(known):
            raise BackupError("This backup is damaged or was tampered with: its members are not those it names.")
        for info in self.zip.infolist():
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG) or info.is_dir():
                raise BackupError(f"This backup was tampered with: {info.filename!r} is no plain file.")

    def check_hashes(self, show) -> None:
        """Reads all that will be restored, from the first byte to the last."""
        for number, part in enumerate(self.manifest.parts):
            show(f"Checking {number} of {len(self.manifest.parts)} parts")
            for _piece in self.content(part):
                pass

    def content(self, part: Part) -> Iterator[bytes]:
        """The bytes of a part; raises at its end, or before, where they are not those that were put in."""
        digest, left = hashlib.sha256(), part.bytes
        with told_as_damaged(part), self.zip.open(part.member) as file:
            # No more than was promised is read, however much would come.
            while left and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                digest.update(piece)
                yield piece
            is_more = bool(file.read(1))
        if left or is_more or digest.hexdigest() != part.sha256:
            raise damaged(part)

    def extract(self, part: Part, path: Path) -> None:
        with path.open("wb") as file:
            for piece in self.content(part):
                file.write(piece)


@contextmanager
def told_as_damaged(part: Part | None = None) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise damaged(part) from error


def damaged(part: Part | None) -> BackupError:
    where = f": {part.member!r} is not what was put in" if part else ", cut off, or no backup at all"
    return BackupError(f"This backup is damaged{where}. Nothing was changed; take another one.")


def need_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(f"There is too little space in {folder}: {needed:,} bytes are needed, {free:,} are free.")
