"""Digests: made at their hour from what went out since the last one, and held and sent as announcements are."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from site_core.dates import long_date
from subscriptions.models import Announcement, MailingSettings
from subscriptions.periods import boundary_before, latest_boundary
from subscriptions.works import opened_between

Kind = Announcement.Kind


def make_digests(now: datetime) -> None:
    """One of each kind at most, however many were missed; any number of mailers may do it at once."""
    mailing = MailingSettings.current()
    for kind in (Kind.WEEKLY, Kind.MONTHLY):
        make_digest(kind, mailing, now)


def make_digest(kind: Kind, mailing: MailingSettings, now: datetime) -> None:
    until = latest_boundary(kind, mailing, now)
    last = Announcement.objects.filter(kind=kind).order_by("-period_until").first()
    start = last.period_until if last and last.period_until else boundary_before(kind, mailing, until)
    if start >= until or not opened_between(start, until).exists():
        return
    title = _("Weekly digest, %(date)s") if kind == Kind.WEEKLY else _("Monthly digest, %(date)s")
    Announcement.objects.get_or_create(
        kind=kind,
        period_from=start,
        defaults={
            "title": title % {"date": long_date(timezone.localtime(until, timezone.get_default_timezone()))},
            "period_until": until,
            "made_at": now,
            "send_at": now + timedelta(minutes=mailing.delay_minutes),
        },
    )
