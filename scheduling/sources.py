"""Where the dates of pages stand. Each source answers with few queries, however many pages there are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState
from wagtail.query import PageQuerySet

from scheduling.items import Action, Item, State
from scheduling.models import FirstPublication, Setback
from site_core.amending.slots import APPROVALS

# What the history calls a version that went live by itself.
RELEASE = "wagtail.publish.scheduled"


@dataclass(frozen=True)
class Plan:
    """An approved revision that waits for its moment."""

    revision_id: int
    page_id: int
    title: str
    at: datetime
    expires_at: datetime | None


def approved_revisions() -> QuerySet[Revision]:
    return Revision.page_revisions.filter(approved_go_live_at__isnull=False)


def read_plans() -> dict[int, Plan]:
    """The approved revisions of all pages, by page."""
    approved = approved_revisions().order_by("-approved_go_live_at", "-pk")
    fields = ("pk", "object_id", "object_str", "approved_go_live_at", "content__expire_at")
    return {
        int(object_id): Plan(pk, int(object_id), title, at, parse_datetime(expiry) if expiry else None)
        for pk, object_id, title, at, expiry in approved.values_list(*fields)
    }


def planned(pages: PageQuerySet, start: datetime, end: datetime) -> Iterator[Item]:
    """What happens by itself: pages and changes that go live, and pages that expire."""
    plans = read_plans()
    chosen = {plan.page_id for plan in plans.values() if is_within(plan, start, end)}
    approvers = read_approvers(approved_revisions())
    setbacks = {(setback.page_id, setback.action): setback for setback in Setback.objects.all()}
    expires = Q(live=True, expire_at__gte=start, expire_at__lt=end)
    for page in pages.filter(Q(pk__in=chosen) | expires):
        plan = plans.get(page.pk)
        if plan and start <= plan.at < end:
            item = Item(
                page=page,
                title=plan.title,
                at=plan.at,
                action=Action.CHANGE if page.live else Action.NEW,
                state=State.SCHEDULED,
                kind=page.page_type_display_name,
                revision_id=plan.revision_id,
                approved_by=approvers.get(plan.revision_id, ""),
            )
            yield with_setback(item, setbacks.get((page.pk, Setback.Action.GO_LIVE)))
        for title, at in expiries(page, plan):
            if start <= at < end:
                kind = page.page_type_display_name
                item = Item(page, title, at, Action.EXPIRE, State.SCHEDULED, kind)
                yield with_setback(item, setbacks.get((page.pk, Setback.Action.EXPIRE)))


def is_within(plan: Plan, start: datetime, end: datetime) -> bool:
    return start <= plan.at < end or (plan.expires_at is not None and start <= plan.expires_at < end)


def expiries(page: Page, plan: Plan | None) -> Iterator[tuple[str, datetime]]:
    """The expiry of what is live, unless a planned version comes first, and the expiry of that version."""
    if page.live and page.expire_at and (plan is None or page.expire_at <= plan.at):
        yield page.title, page.expire_at
    if plan and plan.expires_at and plan.expires_at > plan.at:
        yield plan.title, plan.expires_at


def with_setback(item: Item, setback: Setback | None) -> Item:
    return replace(item, state=State(setback.state), reason=setback.reason) if setback else item


def read_approvers(revisions: QuerySet[Revision]) -> dict[int, str]:
    """Who set each revision to go live last; where the history does not tell, who wrote it."""
    people = dict(revisions.values_list("pk", "user_id"))
    entries = PageLogEntry.objects.filter(action__in=APPROVALS, revision__in=revisions.order_by().values("pk"))
    rows = entries.order_by("timestamp").values_list("revision_id", "user_id")
    people |= {revision_id: user_id for revision_id, user_id in rows if revision_id and user_id}
    users = get_user_model()._default_manager.filter(pk__in={user_id for user_id in people.values() if user_id})
    names = {user.pk: get_user_display_name(user) for user in users}
    return {revision_id: names.get(user_id, "") for revision_id, user_id in people.items() if user_id}


def wished(pages: PageQuerySet, start: datetime, end: datetime) -> Iterator[Item]:
    """Dates that stand in drafts: nothing happens at them unless somebody approves."""
    asked = Q(wish__gte=f"{start:%Y-%m-%d}", wish__lt=f"{end:%Y-%m-%d}~")
    stored = KeyTextTransform("go_live_at", "latest_revision__content")
    drafts = pages.filter(has_unpublished_changes=True)
    drafts = drafts.exclude(pk__in=approved_revisions().values(key=Cast("object_id", BigIntegerField())))
    drafts = drafts.annotate(wish=Cast(stored, CharField())).filter(asked)
    in_review = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    submitted = set(in_review.values_list("object_id", flat=True))
    for page in drafts:
        wish = parse_datetime(page.wish)
        if wish is None or not start <= wish < end:
            continue
        # A date that has come true stays in the drafts that follow.
        if page.last_published_at is None or wish > page.last_published_at:
            yield Item(
                page=page,
                title=page.get_admin_display_title(),
                at=wish,
                action=Action.CHANGE if page.live else Action.NEW,
                state=State.WISHED,
                kind=page.page_type_display_name,
                revision_id=page.latest_revision_id,
                is_submitted=str(page.pk) in submitted,
            )


def among(pages: PageQuerySet) -> Exists:
    """That a row is of one of these pages: asked for each row of some weeks, while the pages are all that there are."""
    return Exists(pages.filter(pk=OuterRef("page")))


def published(pages: PageQuerySet, start: datetime, end: datetime) -> Iterator[Item]:
    """What became public for the first time, at the moment it was meant to."""
    rows = FirstPublication.objects.filter(planned_at__gte=start, planned_at__lt=end).filter(among(pages))
    for row in rows.select_related("page", "approved_by"):
        page: Page = row.page
        yield Item(
            page=page,
            title=page.title,
            at=row.planned_at,
            action=Action.PUBLISH,
            state=State.PUBLISHED,
            kind=page.page_type_display_name,
            revision_id=row.revision_id,
            approved_by=get_user_display_name(row.approved_by) if row.approved_by else "",
        )


def changed(pages: PageQuerySet, start: datetime, end: datetime) -> Iterator[Item]:
    """Changes to what was public already, that went live by themselves."""
    entries = PageLogEntry.objects.filter(action=RELEASE, timestamp__gte=start, timestamp__lt=end).filter(among(pages))
    first = FirstPublication.objects.filter(revision__isnull=False).values("revision")
    entries = entries.exclude(revision__in=first)
    approvers = read_approvers(Revision.page_revisions.filter(pk__in=entries.order_by().values("revision")))
    for entry in entries.select_related("page"):
        yield Item(
            page=entry.page,
            title=entry.label,
            at=entry.timestamp,
            action=Action.CHANGE,
            state=State.PUBLISHED,
            kind=entry.page.page_type_display_name,
            revision_id=entry.revision_id,
            approved_by=approvers.get(entry.revision_id, ""),
        )


def expired(pages: PageQuerySet, start: datetime, end: datetime) -> Iterator[Item]:
    """What was public and has been taken down at its time."""
    for page in pages.filter(live=False, expired=True, expire_at__gte=start, expire_at__lt=end):
        yield Item(
            page=page,
            title=page.title,
            at=page.expire_at,
            action=Action.EXPIRE,
            state=State.EXPIRED,
            kind=page.page_type_display_name,
        )
