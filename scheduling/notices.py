"""Notices to staff: made after the commit by whoever hears of an event, and made up for when nobody did."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Page, PageLogEntry

from scheduling.events import Event, being_set_back, going_live, lacking_approval, planned_time
from scheduling.models import Notice, NoticePreference, Setback
from scheduling.notice_mail import mail_notice
from scheduling.recipients import recipients
from scheduling.sources import wished

# So long whoever did it has time to tell it.
GRACE = timedelta(seconds=60)
LOOKS_BACK = timedelta(days=3)
WARNS_BEFORE = timedelta(hours=24)


@transaction.atomic
def tell(event: Event) -> None:
    """Makes the notices of an event and queues their mail, all or none; told again, it does nothing."""
    told = recipients(event)
    if not told:
        return
    Notice.objects.bulk_create([notice_of(event, user) for user in told], ignore_conflicts=True)
    if settings.MAIL_IS_SET_UP:
        made = Notice.objects.filter(
            user__in=[user.pk for user in told], page=event.page.pk, kind=event.kind, planned_at=event.planned_at
        ).exclude(user__in=NoticePreference.objects.filter(by_mail=False).values("user"))
        for notice in made.select_related("page", "user__wagtail_userprofile", "approved_by"):
            mail_notice(notice)


def notice_of(event: Event, user) -> Notice:
    return Notice(
        user=user,
        page_id=event.page.pk,
        kind=event.kind,
        action=event.action,
        title=event.title,
        planned_at=event.planned_at,
        happened_at=event.happened_at,
        revision_id=event.revision_id,
        approved_by_id=event.approver_id,
        reason=event.reason,
    )


def catch_up(now: datetime, since: datetime | None = None) -> None:
    """For a process that died between its commit and its word to others. Safe to run at any time, and twice."""
    for event in chain(untold_publications(now, since or now - LOOKS_BACK), untold_setbacks(now)):
        tell(event)


def untold_publications(now: datetime, since: datetime) -> Iterator[Event]:
    told = Notice.objects.filter(kind=Notice.Kind.WENT_LIVE, page=OuterRef("page"), revision=OuterRef("revision"))
    entries = PageLogEntry.objects.filter(
        ~Exists(told),
        action="wagtail.publish.scheduled",
        timestamp__range=(since, now - GRACE),
        revision__isnull=False,
    )
    # One after the other: with their versions, a thousand of them are a lot to hold.
    for key in list(entries.order_by("timestamp").values_list("pk", flat=True)):
        entry = PageLogEntry.objects.select_related("revision").filter(pk=key, revision__isnull=False).first()
        page = Page.objects.filter(pk=entry.page_id).first() if entry else None
        if entry and page:
            planned_at = planned_time(page, entry.revision, entry.timestamp)
            yield going_live(page, planned_at, entry.revision, entry.timestamp)


def untold_setbacks(now: datetime) -> Iterator[Event]:
    told = Notice.objects.filter(page=OuterRef("page"), kind=OuterRef("state"), planned_at=OuterRef("planned_at"))
    for setback in Setback.objects.filter(~Exists(told), since__lte=now - GRACE).select_related("page"):
        yield being_set_back(setback)


def warn_of_unapproved(now: datetime) -> None:
    """For drafts whose date comes within a day: without an approval nothing will happen then. Once for each plan."""
    for item in wished(Page.objects.all(), now, now + WARNS_BEFORE):
        told = Notice.objects.filter(page=item.page.pk, kind=Notice.Kind.NOT_APPROVED, planned_at=item.at)
        if not told.exists():
            tell(lacking_approval(item.page, item.at, now))
