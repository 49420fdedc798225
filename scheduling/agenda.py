"""Everything with a date that one member of staff may see, in the order of time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from scheduling.items import GRACE, Action, Item, State
from scheduling.sources import changed, expired, planned, published, wished
from site_core.credits import credited_people

__all__ = ["Action", "Item", "State", "failed_items", "items", "next_items", "overdue_items"]

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
FAR_AHEAD = timedelta(days=36_500)
SOURCES = [
    (planned, {State.SCHEDULED, State.FAILED, State.WAITING}),
    (wished, {State.WISHED}),
    (published, {State.PUBLISHED}),
    (changed, {State.PUBLISHED}),
    (expired, {State.EXPIRED}),
]


def items(
    user: AbstractBaseUser,
    start: datetime,
    end: datetime,
    *,
    kinds: Iterable[str] = (),
    authors: Iterable[int] = (),
    states: Iterable[str] = (),
) -> list[Item]:
    """What has a date from `start` until before `end`. Kinds are labels of models, authors keys of people."""
    pages, wanted = of_kinds(visible_pages(user), set(kinds)), set(states) or set(State.values)
    found = [
        item
        for source, given in SOURCES
        if given & wanted
        for item in source(pages, start, end)
        if item.state in wanted
    ]
    return sorted(by_authors(found, set(authors)), key=lambda item: (item.at, item.page.pk, item.action))


def next_items(user: AbstractBaseUser, limit: int = 5) -> list[Item]:
    """What happens next by itself."""
    now = timezone.now()
    return items(user, now, now + FAR_AHEAD, states=[State.SCHEDULED])[:limit]


def overdue_items(user: AbstractBaseUser) -> list[Item]:
    """What should have happened, and nobody has tried."""
    return items(user, BEGINNING, timezone.now() - GRACE, states=[State.SCHEDULED])


def failed_items(user: AbstractBaseUser) -> list[Item]:
    """What was tried and failed, or waits for its parent."""
    return items(user, BEGINNING, timezone.now() + FAR_AHEAD, states=[State.FAILED, State.WAITING])


def visible_pages(user: AbstractBaseUser) -> PageQuerySet:
    return policy_registry.get_by_type(Page).explorable_instances(user).filter(depth__gt=1)


def of_kinds(pages: PageQuerySet, kinds: set[str]) -> PageQuerySet:
    models = [model for model in get_page_models() if model._meta.label_lower in kinds]
    return pages.filter(content_type__in=ContentType.objects.get_for_models(*models).values()) if kinds else pages


def by_authors(found: list[Item], authors: set[int]) -> list[Item]:
    if not authors:
        return found
    credited = credited_people({item.page.pk for item in found})
    return [item for item in found if authors & credited.get(item.page.pk, {}).keys()]
