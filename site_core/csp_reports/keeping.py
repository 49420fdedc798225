"""Reports that are kept: one row for the same thing on the same page, few of them, and none for long."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from site_core.csp_reports.reading import Violation
from site_core.models import CspReport
from site_core.outbox import register_eraser
from site_core.short_waits import waiting_briefly

logger = logging.getLogger(__name__)

KEPT_DAYS = 30
# When there are more, those not seen for longest give way: a flood hides what is true for a while only.
MOST_KEPT = 500


def keep(violations: Iterable[Violation]) -> None:
    """Counts each once more; no browser waits for it where the database is busy."""
    try:
        with waiting_briefly():
            for violation in violations:
                count(violation, timezone.now())
    except DatabaseError as error:
        logger.info("A report of blocked content was not counted: %s", type(error).__name__)


def count(violation: Violation, now: datetime) -> None:
    """Written past `save`: nothing on the site hears of it, so that no ready page is left behind."""
    same = {"directive": violation.directive, "blocked": violation.blocked, "page": violation.page}
    newest = {"source": violation.source, "last_seen_at": now}
    if CspReport.objects.filter(**same).update(times=F("times") + 1, **newest):
        return
    CspReport.objects.bulk_create([CspReport(**same, **newest, first_seen_at=now)], ignore_conflicts=True)
    too_many = CspReport.objects.order_by("-last_seen_at", "-pk")[MOST_KEPT:]
    CspReport.objects.filter(pk__in=[report.pk for report in too_many]).delete()


def erase_old_reports(now: datetime) -> None:
    """What each mailer does once an hour."""
    CspReport.objects.filter(last_seen_at__lt=now - timedelta(days=KEPT_DAYS)).delete()


def days_kept() -> str:
    return ngettext("%(days)s day", "%(days)s days", KEPT_DAYS) % {"days": KEPT_DAYS}


def describe_privacy() -> list[str]:
    if not settings.CSP_REPORTS:
        return []
    return [
        _(
            "When your browser blocks something on a page of this site, it tells the site what and on which page. That "
            "is counted and kept for %(time)s after it was last told, without anything about who told it."
        )
        % {"time": days_kept()}
    ]


register_eraser(erase_old_reports)
