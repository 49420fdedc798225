"""What is approved to go live, when, and who approved it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, PageLogEntry, Revision

from site_core.zones import named_time

AMEND = "scheduling.amend"
# Of the calendar.
RESCHEDULE = "scheduling.reschedule"
# What makes somebody the one who approved a version.
APPROVALS = ["wagtail.publish.schedule", AMEND]


@dataclass(frozen=True)
class Slot:
    """The version of a page that goes live by itself, and its moment."""

    revision: Revision
    at: datetime

    @property
    def key(self) -> str:
        """What a form was based on, so that nobody replaces what they have not seen."""
        return f"{self.revision.pk}-{self.at.isoformat()}"

    @cached_property
    def number(self) -> int:
        return version_number(self.revision)

    @cached_property
    def approval(self) -> PageLogEntry | None:
        entries = PageLogEntry.objects.filter(page=int(self.revision.object_id), revision=self.revision)
        entries = entries.filter(action__in=APPROVALS, user__isnull=False).select_related("user")
        return entries.order_by("-timestamp", "-pk").first()

    @property
    def words(self) -> str:
        """Which version goes live, and when."""
        facts = {"number": self.number, "time": named_time(self.at)}
        if self.approval is None:
            return _("Version %(number)d goes live %(time)s.") % facts
        day = date_format(localtime(self.approval.timestamp), "DATE_FORMAT")
        facts |= {"name": get_user_display_name(self.approval.user), "date": day}
        return _("Version %(number)d, approved by %(name)s on %(date)s, goes live %(time)s.") % facts


def slot_of(page: Page) -> Slot | None:
    return slot_of_page_id(page.pk)


def slot_of_page_id(page_id: int) -> Slot | None:
    return next(iter(slots_of([page_id])), None)


def slots_of(page_ids: Iterable[int]) -> list[Slot]:
    """What is approved of these pages, the next first."""
    wanted = {str(page_id) for page_id in page_ids}
    approved = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    if len(wanted) == 1:
        approved = approved.filter(object_id__in=wanted)
    revisions = approved.order_by("approved_go_live_at", "pk")
    return [Slot(revision, revision.approved_go_live_at) for revision in revisions if revision.object_id in wanted]


def version_number(revision: Revision) -> int:
    """The place of a version among all that are kept of its page."""
    versions = Revision.objects.filter(
        base_content_type=revision.base_content_type_id, object_id=revision.object_id, pk__lte=revision.pk
    )
    return versions.count()
