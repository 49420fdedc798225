"""What is said of dates of a page that have passed before it is published."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from site_core.readiness.findings import Finding
from site_core.zones import named_time


def passed_expiry(moment: datetime) -> str:
    words = _("The expiry, %(time)s, has passed: published, the page would be taken down at once.")
    return words % {"time": named_time(moment)}


def find_passed_times(page) -> Iterator[Finding]:
    """Wagtail publishes at once what was to go live in the past, and takes down at once what has expired."""
    now = timezone.now()
    if page.expire_at and page.expire_at <= now:
        reason = _("Choose a later time under “Schedule” in the panel “Status”, or leave it empty.")
        yield Finding("expiry passed", passed_expiry(page.expire_at), reason, is_hard=True)
    if page.go_live_at and page.go_live_at <= now and not has_come_true(page):
        message = _("The time to go live, %(time)s, has passed.") % {"time": named_time(page.go_live_at)}
        reason = _("Published now, the page is public at once. For another time, change it in the panel “Status”.")
        yield Finding("go-live passed", message, reason, subject=page.go_live_at.isoformat())


def has_come_true(page) -> bool:
    """Wagtail keeps the time at which a page went live for ever; what is approved and overdue is meant to be late."""
    if page.last_published_at and page.go_live_at <= page.last_published_at:
        return True
    return bool(page.pk and page.revisions.filter(approved_go_live_at=page.go_live_at).exists())
