"""The moments at which digests are put together, by the clock of the site."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from subscriptions.models import Announcement, MailingSettings

Kind = Announcement.Kind


def latest_boundary(kind: Kind, mailing: MailingSettings, now: datetime) -> datetime:
    """The last moment, up to now, at which such a digest was due."""
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    day = latest_day(kind, mailing, today)
    boundary = moment(day, mailing)
    return boundary if boundary <= now else moment(latest_day(kind, mailing, day - timedelta(days=1)), mailing)


def boundary_before(kind: Kind, mailing: MailingSettings, boundary: datetime) -> datetime:
    return latest_boundary(kind, mailing, boundary - timedelta(seconds=1))


def latest_day(kind: Kind, mailing: MailingSettings, today: date) -> date:
    if kind == Kind.MONTHLY:
        return today.replace(day=1)
    return today - timedelta(days=(today.weekday() - mailing.digest_weekday) % 7)


def moment(day: date, mailing: MailingSettings) -> datetime:
    """An hour that a clock skips is the hour it skips to; of one that comes twice it is the first."""
    local = datetime.combine(day, time(mailing.digest_hour), tzinfo=timezone.get_default_timezone())
    return local.astimezone(UTC)
