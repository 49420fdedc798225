"""What may be kept between requests, until something on the site changes.

Every state of the site has a name of its own. Each process can read the present one without asking the database;
whoever commits a change that readers can see gives the site a new one (`site_core/changes.py`).
"""

import logging
import mmap
import os
from collections.abc import Callable
from functools import cache as keep_for_good
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction
from wagtail.models import Site

logger = logging.getLogger(__name__)

GENERATION_KEY = "site-generation"
NAME_BYTES = 16
KEPT_SECONDS = 60
# In the memory of each process: to make such a value once more costs less than to share it through files.
remembered = LocMemCache("remembered", {"TIMEOUT": KEPT_SECONDS, "MAX_ENTRIES": 2_000})

T = TypeVar("T")


class Board(Protocol):
    """Where the name of the present state stands for all processes to see."""

    def read(self) -> str: ...

    def write(self, name: str) -> None: ...


class SharedMemory:
    """A few bytes of a file that all processes of one machine have in their memory.

    A name is written over the former one at once and read in a tenth of a microsecond. No name ever comes twice, so two
    that write in the same instant need no lock: either name leaves behind what was kept.
    """

    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size < NAME_BYTES:
                os.pwrite(descriptor, uuid4().bytes, 0)
            self.memory = mmap.mmap(descriptor, NAME_BYTES)
        finally:
            os.close(descriptor)

    def read(self) -> str:
        return self.memory[:].hex()

    def write(self, name: str) -> None:
        self.memory[:] = bytes.fromhex(name)


class SharedCache:
    """The cache that all machines share. While it does not answer the state has no name, and nothing is kept."""

    def __init__(self) -> None:
        # A change that could not be told, as the cache did not answer.
        self.is_owed = False

    def read(self) -> str:
        if self.is_owed:
            self.write(uuid4().hex)
        return cache.get(GENERATION_KEY) or self.begin()

    def begin(self) -> str:
        cache.add(GENERATION_KEY, uuid4().hex, timeout=None)
        return cache.get(GENERATION_KEY) or ""

    def write(self, name: str) -> None:
        cache.set(GENERATION_KEY, name, timeout=None)
        self.is_owed = cache.get(GENERATION_KEY) is None


@keep_for_good
def board() -> Board:
    if settings.GENERATION_FILE:
        try:
            return SharedMemory(settings.GENERATION_FILE)
        except OSError as error:
            logger.warning("%s cannot be used, so the cache is asked each time: %s", settings.GENERATION_FILE, error)
    return SharedCache()


def current_generation() -> str:
    """The name of the present state; within a transaction that changed something, one that nobody else knows."""
    return unseen_generation() or board().read()


def unseen_generation() -> str:
    connection = transaction.get_connection()
    return getattr(connection, "unseen_generation", "") if is_noted(connection) else ""


def is_noted(connection) -> bool:
    """Whether the running transaction will give the site a new generation, if it is not rolled back."""
    return any(hook is start_generation for _savepoints, hook, _robust in connection.run_on_commit)


def next_generation() -> None:
    """Leave all that was kept behind: here at once, and for others when they can see the change."""
    connection = transaction.get_connection()
    connection.unseen_generation = uuid4().hex
    if not connection.in_atomic_block:
        start_generation()
    elif not is_noted(connection):
        # Before all other hooks: one that takes its time would leave readers with what was there before, one that fails
        # for good.
        connection.run_on_commit.insert(0, (set(connection.savepoint_ids), start_generation, False))


def start_generation() -> None:
    # Wagtail empties this when it saves, which is before others can see what it saved.
    Site.clear_site_root_paths_cache()
    board().write(uuid4().hex)


def remember(name: str, make: Callable[[], T]) -> T:
    """The value made for this generation, made now if this process has not; it takes the place of the one before."""
    generation = current_generation()
    if not generation:  # what is kept now nobody could leave behind
        return make()
    kept_for, value = remembered.get(name, ("", None))
    if kept_for != generation:
        value = make()
        remembered.set(name, (generation, value))
    return value
