"""A hidden folder beside the archive in which it is made, so that nothing half-made ever has its name."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nobody calls a folder of their own so: what has such a name is cleared away.
PREFIX, SUFFIX = ".backup-", ".unfinished"


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A folder for its owner alone. It goes at the end; what a process that was killed has left goes at the next."""
    clear_leftovers(folder)
    place = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=folder))
    lock = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(lock)


def clear_leftovers(folder: Path) -> None:
    for place in folder.glob(f"{PREFIX}*{SUFFIX}/"):
        try:
            lock = os.open(place, os.O_RDONLY)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(place, ignore_errors=True)
        except OSError:  # somebody is at it
            pass
        finally:
            os.close(lock)


def put_in_place(made: Path, target: Path) -> None:
    """On the disk for good before it gets its name."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
