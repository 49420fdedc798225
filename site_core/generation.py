"""What may be kept between requests, until something on the site changes."""

from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

GENERATION_KEY = "site-generation"
KEPT_SECONDS = 60

T = TypeVar("T")


def current_generation() -> str:
    """The name of the present state of the site; whatever is kept is kept under it."""
    generation = cache.get(GENERATION_KEY)
    if generation is None:
        cache.add(GENERATION_KEY, uuid4().hex, timeout=None)
        generation = cache.get(GENERATION_KEY)
    return generation or ""


def next_generation() -> None:
    """Leave all that was kept behind: now, and again when the change can be seen by others."""
    start_generation()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(start_generation)


def start_generation() -> None:
    cache.set(GENERATION_KEY, uuid4().hex, timeout=None)


def remember(name: str, make: Callable[[], T]) -> T:
    """The value made for this generation, made now if nobody has."""
    generation = current_generation()
    if not generation:  # the cache keeps nothing: what it kept by chance nobody could leave behind
        return make()
    key = f"{generation}:{name}"
    value = cache.get(key)
    if value is None:
        value = make()
        cache.set(key, value, timeout=KEPT_SECONDS)
    return value
