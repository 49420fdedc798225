"""Until when what is public stays as it is by itself: the next page's end, which no commit tells of."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db.models import Min
from django.utils import timezone
from wagtail.models import Page

from site_core.generation import remember

NEVER = float("inf")

T = TypeVar("T")


def next_expiry() -> float:
    """When the next page ends by itself: to that second lists with it are good, whatever the scheduler does."""
    known = remember("next-expiry", find_next_expiry)
    return known if known > time.time() else find_next_expiry()


def find_next_expiry() -> float:
    ends = Page.objects.filter(live=True, expire_at__gt=timezone.now()).aggregate(end=Min("expire_at"))["end"]
    return ends.timestamp() if ends else NEVER


def remember_public(name: str, make: Callable[[], T]) -> T:
    """As `remember`, for what follows from which pages are public: kept no longer than the next of them ends."""
    ends_at, value = remember(name, lambda: (next_expiry(), make()))
    return value if ends_at > time.time() else make()
