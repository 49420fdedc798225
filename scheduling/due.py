"""What is due, and when something will be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BigIntegerField, CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from wagtail.models import Page, Revision

from scheduling.models import Setback

WORK_AT_ONCE = 200


@dataclass(frozen=True)
class Due:
    """One thing to do for one page; the revision is the one to publish, and none where the page expires."""

    page_id: int
    planned_at: datetime
    revision_id: int | None = None

    @property
    def action(self) -> str:
        return Setback.Action.GO_LIVE if self.revision_id else Setback.Action.EXPIRE


def expired_pages(now: datetime) -> QuerySet[Page]:
    return Page.objects.filter(live=True, expire_at__lte=now)


def due_revisions(now: datetime) -> QuerySet[Revision]:
    return Revision.page_revisions.filter(approved_go_live_at__lte=now)


def work(now: datetime) -> list[Due]:
    """What is due and need not wait for its next attempt, as much of it as is done before anybody looks again.

    Expiries come before what goes live, earlier moments before later ones, and pages before those below them.
    """
    return [*expiries(now), *go_lives(now)]


def expiries(now: datetime) -> list[Due]:
    pages = expired_pages(now).exclude(pk__in=held_back(Setback.Action.EXPIRE, now).values("page_id"))
    rows = pages.order_by("expire_at", "pk").values_list("pk", "expire_at")
    return [Due(page_id, planned_at) for page_id, planned_at in rows[:WORK_AT_ONCE]]


def go_lives(now: datetime) -> list[Due]:
    held = held_back(Setback.Action.GO_LIVE, now).values(key=Cast("page_id", CharField()))
    page = Page.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField()))
    # An approved revision whose page is gone has no depth, and is nobody's plan.
    revisions = due_revisions(now).exclude(object_id__in=held).annotate(depth=Subquery(page.values("depth")[:1]))
    revisions = revisions.filter(depth__isnull=False).order_by("approved_go_live_at", "depth", "pk")
    rows = revisions.values_list("object_id", "approved_go_live_at", "pk")
    return [Due(int(page_id), planned_at, revision_id) for page_id, planned_at, revision_id in rows[:WORK_AT_ONCE]]


def held_back(action: str, now: datetime) -> QuerySet[Setback]:
    """What was tried, and is to be tried again later."""
    return Setback.objects.filter(action=action, next_attempt_at__gt=now).order_by()


def planned_moments() -> list[QuerySet]:
    """The earliest moment of each kind for which anything is planned, be it past or to come."""
    approved = Revision.page_revisions.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at")
    expiring = Page.objects.filter(live=True, expire_at__isnull=False).order_by("expire_at")
    return [
        approved.values_list("approved_go_live_at", flat=True)[:1],
        expiring.values_list("expire_at", flat=True)[:1],
    ]


class Watch:
    """Asks for the next moment as often as wanted: only after a change where the database tells of one, and else with
    statements that were made once."""

    def __init__(self) -> None:
        self.moment: datetime | None = None
        self.version: int | None = None
        self.statements = [moments.query.sql_with_params() for moments in planned_moments()]

    def next_moment(self) -> datetime | None:
        if connection.vendor != "sqlite":
            return min(self.ask(), default=None)
        version = data_version()
        if version != self.version:
            self.moment = min((moment for moments in planned_moments() for moment in moments), default=None)
            self.version = version
        return self.moment

    def ask(self) -> Iterator[datetime]:
        with connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(*statement)
                yield from (moment for (moment,) in cursor.fetchall())

    def forget(self) -> None:
        """What this process writes itself does not change the number that SQLite gives it."""
        self.version = None


def data_version() -> int:
    """SQLite's number for what others have written since this connection was opened."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return cursor.fetchone()[0]
