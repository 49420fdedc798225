"""Moments in words, with their time zone, and what a time on the clock means where an hour is skipped or doubled."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.timezone import (
    get_current_timezone_name,
    get_default_timezone,
    get_default_timezone_name,
    localtime,
)
from django.utils.translation import gettext as _

ONCE, SKIPPED, TWICE = "once", "skipped", "twice"


@dataclass(frozen=True)
class Choice:
    """A moment that somebody may have meant, in UTC, and how it is told from the other."""

    moment: datetime
    label: str

    @property
    def value(self) -> str:
        """The moment as a form carries it."""
        return self.moment.isoformat()


@dataclass(frozen=True)
class Explanation:
    """How often a time on the clock occurs in a zone, and the moments it may mean: one, or two to choose from."""

    case: str
    choices: tuple[Choice, ...]
    sentence: str = ""

    @property
    def is_clear(self) -> bool:
        return self.case == ONCE


def explain(naive: datetime, zone: tzinfo) -> Explanation:
    """What `naive`, read from a clock in `zone`, may mean."""
    earlier, later = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if earlier.utcoffset() == later.utcoffset():
        return Explanation(ONCE, (choice(earlier),))
    words = {"time": shown(naive), "zone": zone_name(zone)}
    if is_real(earlier):
        return Explanation(
            TWICE,
            (choice(earlier), choice(later)),
            _("%(time)s occurs twice in %(zone)s, because the clocks go back. Choose which of the two you mean.")
            % words,
        )
    # By the clock as it was before the change this is an hour later on the new one; by the new one, an hour earlier.
    return Explanation(
        SKIPPED,
        (choice(normal(later)), choice(normal(earlier))),
        _("%(time)s does not occur in %(zone)s, because the clocks go forward. Choose a time before or after.") % words,
    )


def named_time(moment: datetime) -> str:
    """A moment on the clock of whoever looks, with its zone; and on the site's clock, where that shows another time."""
    own, site = localtime(moment), in_site_zone(moment)
    words = f"{shown(own)} {get_current_timezone_name()}"
    if own.utcoffset() == site.utcoffset():
        return words
    return _("%(words)s (on the site’s clock %(time)s %(zone)s)") % {
        "words": words,
        "time": date_format(site, "TIME_FORMAT" if own.date() == site.date() else "DATETIME_FORMAT"),
        "zone": get_default_timezone_name(),
    }


def zone_words() -> str:
    """The time zone of whoever looks, and that of the site where it is another one."""
    own, site = get_current_timezone_name(), get_default_timezone_name()
    return own if own == site else _("%(zone)s, your own; the site’s is %(site)s") % {"zone": own, "site": site}


def in_site_zone(moment: datetime) -> datetime:
    return localtime(moment, get_default_timezone())


def site_time(moment: datetime) -> str:
    """A moment as the clocks of the site show it, with the name of their zone."""
    return f"{shown(in_site_zone(moment))} ({get_default_timezone_name()})"


def is_real(moment: datetime) -> bool:
    """Whether a clock in its zone ever shows this time."""
    return normal(moment).replace(tzinfo=None, fold=0) == moment.replace(tzinfo=None, fold=0)


def normal(moment: datetime) -> datetime:
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def choice(moment: datetime) -> Choice:
    # In UTC, because Python holds a time that occurs twice for equal to none in another zone.
    return Choice(moment.astimezone(UTC), f"{shown(moment)} ({moment.tzname()}, {offset(moment)})")


def shown(moment: datetime) -> str:
    return date_format(moment, "DATETIME_FORMAT")


def offset(moment: datetime) -> str:
    """How far the clocks are from UTC, such as UTC+2 or UTC-3:30."""
    ahead = moment.utcoffset() or timedelta()
    hours, minutes = divmod(round(abs(ahead).total_seconds()) // 60, 60)
    sign = "−" if ahead < timedelta() else "+"
    return f"UTC{sign}{hours}{f':{minutes:02}' if minutes else ''}" if ahead else "UTC"


def zone_name(zone: tzinfo) -> str:
    return str(getattr(zone, "key", zone))
