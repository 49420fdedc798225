"""Which updates and reports an announcement tells of, as they are public at this moment."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from blog.models import ReportPage, UpdatePage
from site_core.querysets import asking_once
from subscriptions.models import Announcement, Delivery, Subscriber

MODELS: dict[str, Any] = {Announcement.Kind.UPDATE: UpdatePage, Announcement.Kind.REPORT: ReportPage}
KINDS = {model: kind for kind, model in MODELS.items()}
# Nobody shall hear of these now, neither at once nor in a digest.
UNTOLD = [Announcement.State.ASKING, Announcement.State.PAUSED, Announcement.State.STOPPED]


class Version(NamedTuple):
    """A work that is public, and which words of it: other words make another version."""

    kind: str
    page_id: int
    revision_id: int | None
    published_at: datetime | None


def versions_for(announcement: Announcement, subscriber: Subscriber | None = None) -> list[Version]:
    """What to tell a subscriber, or everybody; empty where nothing of it is public now."""
    if announcement.kind in MODELS:
        return public_versions({announcement.kind: [announcement.page_id]} if announcement.page_id else {})
    told = told_in(announcement)
    if subscriber is not None:
        told = new_to(subscriber, told, announcement)
    ids: dict[str, list[int]] = {}
    for kind, page_id in told.values_list("kind", "page_id"):
        ids.setdefault(kind, []).append(page_id)
    return public_versions(ids, subscriber.language if subscriber else "")


def told_in(digest: Announcement) -> QuerySet[Announcement]:
    """What it tells of: as it was noted when its recipients were fixed, before that what would be."""
    if digest.frozen_at:
        return digest.told.filter(page__isnull=False).exclude(state__in=UNTOLD).order_by("pk")
    return opened_between(digest.period_from, digest.period_until)


def opened_between(start: datetime | None, end: datetime | None) -> QuerySet[Announcement]:
    """What went out to those who hear at once; what is still held is told in a later digest."""
    opened = Announcement.objects.filter(kind__in=MODELS, page__isnull=False, opened_at__gte=start, opened_at__lt=end)
    return opened.exclude(state__in=UNTOLD).order_by("pk")


def new_to(subscriber: Subscriber, told: QuerySet[Announcement], digest: Announcement) -> QuerySet[Announcement]:
    """What they want, and were sent neither at once nor by another digest."""
    wanted = {
        Announcement.Kind.UPDATE: subscriber.wants_updates,
        Announcement.Kind.REPORT: subscriber.wants_reports,
    }
    kinds = [kind for kind, is_wanted in wanted.items() if is_wanted]
    sent = Delivery.objects.filter(subscriber=subscriber, state=Delivery.State.SENT)
    at_once = sent.filter(announcement=OuterRef("pk"))
    by_digest = sent.filter(announcement__told=OuterRef("pk")).exclude(announcement=digest)
    since = subscriber.listening_since
    return told.filter(~Exists(at_once), ~Exists(by_digest), kind__in=kinds, opened_at__gte=since)


def public_versions(ids: dict[str, list[int]], language: str = "") -> list[Version]:
    found: list[Version] = []
    with asking_once():
        for kind, page_ids in ids.items():
            pages = MODELS[kind].objects.listed().filter(pk__in=page_ids)
            if language:
                pages = pages.filter(language=language)
            rows = pages.order_by("pk").values_list("pk", "live_revision_id", "last_published_at")
            found += [Version(kind, *row) for row in rows]
    return found


def pages_of(versions: Iterable[Version]) -> list[Page]:
    """The pages with all that a mail shows of them, newest first."""
    ids: dict[str, list[int]] = {}
    for version in versions:
        ids.setdefault(version.kind, []).append(version.page_id)
    pages = [page for kind, page_ids in ids.items() for page in MODELS[kind].objects.filter(pk__in=page_ids).cards()]
    return sorted(pages, key=attrgetter("publication_date", "pk"), reverse=True)
