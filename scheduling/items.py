from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

# What is due is done within a second; what is not done after this is late.
GRACE = timedelta(seconds=5)


class Action(TextChoices):
    """What happens, or has happened, to a page at a moment."""

    NEW = "new", _("New page goes live")
    CHANGE = "change", _("Change to a live page")
    EXPIRE = "expire", _("Page expires")
    PUBLISH = "publish", _("Went live")


class State(TextChoices):
    """How sure it is, or how it ended."""

    SCHEDULED = "scheduled", _("Scheduled")
    WISHED = "wished", _("Wished, not approved")
    FAILED = "failed", _("Failed")
    WAITING = "waiting", _("Waiting for parent")
    PUBLISHED = "published", _("Published")
    EXPIRED = "expired", _("Expired")


@dataclass(frozen=True)
class Item:
    """One thing in the calendar: a page and what happens to it at a moment."""

    page: Page
    title: str
    at: datetime
    action: str
    state: str
    kind: str
    revision_id: int | None = None
    approved_by: str = ""
    # In words, for what failed or waits.
    reason: str = ""
    # Whether a wished date lies before somebody who may approve it.
    is_submitted: bool = False

    @property
    def key(self) -> str:
        """The same for as long as the page has a date of this sort, whatever the moment."""
        return f"{self.page.pk}-{'expire' if self.action == Action.EXPIRE else 'live'}"
