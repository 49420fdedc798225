"""The stretches of time that the calendar shows, counted in days on the clocks of the site."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, get_format
from django.utils.timezone import get_default_timezone, now
from django.utils.translation import gettext as _

from site_core.zones import in_site_zone

MONTH, WEEK, AGENDA = "month", "week", "agenda"
AGENDA_DAYS = 30
MOST_AGENDA_DAYS = 366
# Beyond these the calendar shows today: some zones have no day before the first or after the last that there is.
YEARS = range(1970, 3000)
WEEK_DAYS = 7


@dataclass(frozen=True)
class Span:
    """What one screen of the calendar shows: from the first day to the last, around the day that was asked for."""

    view: str
    day: date
    first: date
    last: date

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]

    @property
    def weeks(self) -> list[list[date]]:
        return [self.days[number : number + WEEK_DAYS] for number in range(0, self.length, WEEK_DAYS)]

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> date:
        if self.view == MONTH:
            return (self.day.replace(day=1) - timedelta(days=1)).replace(day=1)
        return self.day - timedelta(days=self.length)

    @property
    def next(self) -> date:
        if self.view == MONTH:
            return (self.day.replace(day=1) + timedelta(days=31)).replace(day=1)
        return self.day + timedelta(days=self.length)

    @property
    def title(self) -> str:
        if self.view == MONTH:
            return date_format(self.day, "YEAR_MONTH_FORMAT")
        if self.length == 1:
            return f"{date_format(self.first, 'l')}, {date_format(self.first, 'DATE_FORMAT')}"
        dates = {"first": date_format(self.first, "DATE_FORMAT"), "last": date_format(self.last, "DATE_FORMAT")}
        return _("%(first)s to %(last)s") % dates

    def shows(self, day: date) -> bool:
        """Whether a day belongs to what was asked for, and does not only fill a week."""
        return self.view != MONTH or (day.year, day.month) == (self.day.year, self.day.month)


def span_of(view: str, day: date, days: int = AGENDA_DAYS) -> Span:
    span = Span(view, day, day, day)
    if view == MONTH:
        first = day.replace(day=1)
        return replace(span, first=week_of(first)[0], last=week_of(span.next - timedelta(days=1))[1])
    if view == WEEK:
        first, last = week_of(day)
        return replace(span, first=first, last=last)
    return replace(span, last=day + timedelta(days=days - 1))


def week_of(day: date) -> tuple[date, date]:
    """The first and the last day of its week, which begins as the language of the admin has it."""
    first = day - timedelta(days=(day.isoweekday() - get_format("FIRST_DAY_OF_WEEK")) % WEEK_DAYS)
    return first, first + timedelta(days=WEEK_DAYS - 1)


def today() -> date:
    return in_site_zone(now()).date()


def asked_day(text: str) -> date:
    """The day that an address names, or today."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return day if day and day.year in YEARS else today()


def asked_days(text: str) -> int:
    return min(int(text), MOST_AGENDA_DAYS) if text.isdecimal() and len(text) < 5 and int(text) else AGENDA_DAYS


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_default_timezone())
