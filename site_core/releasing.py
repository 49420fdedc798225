"""What a page learns of its plan while it is being released."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True)
class Plan:
    """That a version of a page was to be public from a moment on, and who said so."""

    page_id: int
    planned_at: datetime
    approved_by_id: int | None = None


running_plans: ContextVar[dict[int, Plan] | None] = ContextVar("running_plans", default=None)


@contextmanager
def releasing(plans: list[Plan]) -> Iterator[None]:
    """Within this block these pages become public as planned, however late it is: their dates are those of the plan."""
    token = running_plans.set({plan.page_id: plan for plan in plans})
    try:
        yield
    finally:
        running_plans.reset(token)


def plan_of(page) -> Plan | None:
    return (running_plans.get() or {}).get(page.pk)


def take_dates(page) -> list[str]:
    """Gives a public page the dates of its plan, however late it is; returns the fields that changed."""
    names = []
    if plan := plan_of(page):
        if page.first_published_at == page.last_published_at:
            page.first_published_at = plan.planned_at
        page.last_published_at = plan.planned_at
        names += ["first_published_at", "last_published_at"]
    if page.publication_date is None:
        page.publication_date = page.first_published_at or timezone.now()
        names.append("publication_date")
    return names
