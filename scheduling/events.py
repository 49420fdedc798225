from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page, Revision

from scheduling.engine import approver_of
from scheduling.models import FirstPublication, Notice, Setback


@dataclass(frozen=True)
class Event:
    """Something that became of a page's schedule, or threatens to, and of which people are told once."""

    kind: str
    page: Page
    title: str
    planned_at: datetime
    happened_at: datetime
    action: str = Setback.Action.GO_LIVE
    revision_id: int | None = None
    approver_id: int | None = None
    reason: str = ""


def going_live(page: Page, planned_at: datetime, revision: Revision, happened_at: datetime) -> Event:
    return Event(
        kind=Notice.Kind.WENT_LIVE,
        page=page,
        title=page.title,
        planned_at=planned_at,
        happened_at=happened_at,
        revision_id=revision.pk,
        approver_id=approver_of(revision),
    )


def being_set_back(setback: Setback) -> Event:
    page = setback.page
    approved = page.revisions.filter(approved_go_live_at=setback.planned_at)
    is_expiry = setback.action == Setback.Action.EXPIRE
    revision = page.live_revision if is_expiry else approved.order_by("-pk").first()
    return Event(
        kind=setback.state,
        page=page,
        title=page.title if is_expiry or revision is None else revision.object_str,
        planned_at=setback.planned_at,
        happened_at=setback.since,
        action=setback.action,
        revision_id=revision.pk if revision else None,
        approver_id=approver_of(revision) if revision else None,
        reason=setback.reason,
    )


def lacking_approval(page: Page, planned_at: datetime, now: datetime) -> Event:
    return Event(
        kind=Notice.Kind.NOT_APPROVED,
        page=page,
        title=page.get_admin_display_title(),
        planned_at=planned_at,
        happened_at=now,
        revision_id=page.latest_revision_id,
    )


def planned_time(page: Page, revision: Revision, published_at: datetime) -> datetime:
    """For when a revision was planned that has been published since."""
    if page.live_revision_id == revision.pk and page.go_live_at:
        return page.go_live_at
    row = FirstPublication.objects.filter(page=page.pk, revision=revision).first()
    return row.planned_at if row else published_at
