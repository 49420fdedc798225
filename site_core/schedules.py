"""What is planned for a page: when it or a change of it goes live, and when it expires."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

WISH = Cast(KeyTextTransform("go_live_at", "latest_revision__content"), output_field=CharField())


@dataclass(frozen=True)
class Prospect:
    """What will happen to a page, or should have happened, in words."""

    words: str
    state: str = "scheduled"
    reason: str = ""


def with_planned_times(pages: QuerySet) -> QuerySet:
    """Pages that know as `planned_at` when their approved revision goes live, and what time their draft names."""
    approved = Revision.page_revisions.filter(
        approved_go_live_at__isnull=False, object_id=Cast(OuterRef("pk"), output_field=CharField())
    )
    times = approved.order_by("approved_go_live_at").values("approved_go_live_at")
    return pages.annotate(planned_at=Subquery(times[:1]), wish=WISH)


def with_setbacks(pages: QuerySet) -> QuerySet:
    """Pages that know what went wrong; the rows are those of the release engine."""
    return with_planned_times(pages).prefetch_related("setbacks")


def pages_with_plans() -> list[int]:
    """Keys of the pages that have an approved revision in waiting."""
    approved = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return [int(key) for key in approved.values_list("object_id", flat=True)]


def pages_with_wishes() -> list[int]:
    """Keys of the pages whose draft names a time that nobody has approved."""
    drafts = Page.objects.filter(has_unpublished_changes=True).exclude(pk__in=pages_with_plans())
    wishes = drafts.annotate(wish=WISH).filter(wish__gt="").values_list("pk", "wish", "last_published_at")
    return [key for key, wish, published_at in wishes if is_open(parse_datetime(wish), published_at)]


def is_open(wish: datetime | None, published_at: datetime | None) -> bool:
    """A time that has come true stays in the drafts that follow."""
    return wish is not None and (published_at is None or wish > published_at)


def wished_at(page) -> datetime | None:
    if page.planned_at or not page.has_unpublished_changes or not page.wish:
        return None
    wish = parse_datetime(page.wish)
    return wish if is_open(wish, page.last_published_at) else None


def expires_at(page):
    return page.expire_at if page.expire_at and (page.live or page.planned_at) else None


def plans(page) -> Iterator[Prospect]:
    """What will happen to a page, in the time zone of whoever looks; what went wrong first."""
    setbacks = {setback.action: setback for setback in page.setbacks.all()}
    for setback in setbacks.values():
        words = _("Failed, planned for %(time)s") if setback.state == "failed" else _("Waits since %(time)s")
        yield Prospect(words % {"time": shown_time(setback.planned_at)}, setback.state, setback.reason)
    if page.planned_at and "go_live" not in setbacks:
        words = _("Changes go live %(time)s") if page.live else _("Goes live %(time)s")
        yield Prospect(words % {"time": shown_time(page.planned_at)})
    if wish := wished_at(page):
        yield Prospect(_("Wished for %(time)s, not approved") % {"time": shown_time(wish)}, "wished")
    if (expiry := expires_at(page)) and "expire" not in setbacks:
        yield Prospect(_("Expires %(time)s") % {"time": shown_time(expiry)})


def shown_time(moment) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


ZONE_NAME = lazy(get_current_timezone_name, str)()
SCHEDULE_LABEL = format_lazy("{} ({})", gettext_lazy("Schedule"), ZONE_NAME)
