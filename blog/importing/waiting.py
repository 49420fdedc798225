"""Keeps what was read until its reader has looked at it: for a while, in the cache that all web workers share."""

import secrets
from dataclasses import dataclass

from django.core.cache import cache

from blog.importing.reading import Document

LIFETIME_SECONDS = 2 * 60 * 60


@dataclass
class Waiting:
    """A document that was read, and what it is to become."""

    kind: str
    document: Document


def cache_key(user, token: str) -> str:
    """Names the person, too: what somebody uploaded is there for nobody else."""
    return f"import:{user.pk}:{token}"


def keep(user, waiting: Waiting) -> str:
    """The word by which its owner finds it again; empty where the cache cannot keep it."""
    token = secrets.token_urlsafe(16)
    cache.set(cache_key(user, token), waiting, LIFETIME_SECONDS)
    return token if find(user, token) else ""


def find(user, token: str) -> Waiting | None:
    waiting = cache.get(cache_key(user, token))
    return waiting if isinstance(waiting, Waiting) else None


def forget(user, token: str) -> None:
    cache.delete(cache_key(user, token))
