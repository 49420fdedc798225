"""The calendar: month, week and agenda of everything with a date, and the board of what needs somebody."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.timezone import get_current_timezone_name, get_default_timezone_name
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from scheduling.agenda import BEGINNING, FAR_AHEAD, failed_items, items, overdue_items
from scheduling.filters import CalendarFilterForm
from scheduling.items import Item, State
from scheduling.shown import ShownItem, Viewer
from scheduling.spans import AGENDA, AGENDA_DAYS, MONTH, WEEK, Span, asked_day, asked_days, span_of, today
from scheduling.undo import take_last_move

VIEWS = {MONTH: _("Month"), WEEK: _("Week"), AGENDA: _("Agenda")}
# So many are shown of one day; the agenda of the day has them all.
SHOWN_OF_DAY = {MONTH: 4, WEEK: 12}
ROWS = 100
ACTIONS = {"add", "change", "publish"}


def may_see_calendar(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_any_permission(user, ACTIONS)


class CalendarAccessMixin(WagtailAdminTemplateMixin):
    """For those who write, edit or publish pages."""

    header_icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        if not may_see_calendar(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def viewer(self) -> Viewer:
        return Viewer(self.request.user)

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "site_zone": get_default_timezone_name(),
            "own_zone": get_current_timezone_name() if self.viewer.has_own_zone else "",
        }


@dataclass(frozen=True)
class Day:
    """A day of the month or the week with what is shown of it."""

    date: date
    shown: list[ShownItem]
    hidden: list[ShownItem]
    is_inside: bool
    is_today: bool

    @property
    def hidden_trouble(self) -> int:
        return sum(item.is_trouble for item in self.hidden)


class CalendarView(CalendarAccessMixin, TemplateView):
    """What has a date, by month, week or as a list; the address says all of it."""

    template_name = "scheduling/admin/calendar.html"
    page_title = _("Calendar")

    @cached_property
    def span(self) -> Span:
        asked = self.request.GET
        view = asked.get("view", "")
        return span_of(
            view if view in VIEWS else MONTH, asked_day(asked.get("date", "")), asked_days(asked.get("days", ""))
        )

    @cached_property
    def form(self) -> CalendarFilterForm:
        return CalendarFilterForm(self.request.GET, label_suffix="")

    @cached_property
    def items(self) -> list[ShownItem]:
        found = items(self.viewer.user, self.span.start, self.span.end, **self.form.chosen)
        return self.viewer.show(found)

    def get_breadcrumbs_items(self):
        return [{"url": "", "label": self.get_page_title()}]

    def address(self, **changes) -> str:
        """The address of this view with something changed; what is not said is left out."""
        said = {
            "view": self.span.view,
            "date": self.span.day.isoformat(),
            "days": self.span.length if self.span.view == AGENDA and self.span.length != AGENDA_DAYS else "",
            **{name: self.request.GET.get(name, "") for name in self.form.fields},
            **changes,
        }
        return f"{reverse('calendar')}?{urlencode({name: value for name, value in said.items() if value})}"

    def days(self) -> Iterator[Day]:
        by_day = {day: list(found) for day, found in groupby(self.items, key=lambda shown: shown.day)}
        limit, now = SHOWN_OF_DAY[self.span.view], today()
        for day in self.span.days:
            found = by_day.get(day, [])
            # What went wrong is never among those that are only counted.
            first = sorted(found, key=lambda shown: not shown.is_trouble)[:limit]
            shown = [item for item in found if item in first]
            hidden = [item for item in found if item not in first]
            yield Day(day, shown, hidden, self.span.shows(day), day == now)

    def agenda(self) -> dict:
        page = Paginator(self.items, ROWS).get_page(self.request.GET.get("p"))
        days = [(day, list(found)) for day, found in groupby(page.object_list, key=lambda shown: shown.day)]
        return {
            "agenda_days": days,
            "page_obj": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
        }

    def counts(self) -> list[tuple[ShownItem, int]]:
        """One item of each look that there is, with how many look so: what went wrong comes first."""
        counted = Counter(shown.look for shown in self.items)
        samples = {shown.look: shown for shown in self.items}
        order = sorted(samples, key=lambda look: (not samples[look].is_trouble, look))
        return [(samples[look], counted[look]) for look in order]

    def get_context_data(self, **kwargs):
        span = self.span
        context = {
            **super().get_context_data(**kwargs),
            "span": span,
            "form": self.form,
            "is_filtered": bool(self.form.chosen),
            "counts": self.counts(),
            "views": [(view, label, self.address(view=view, days="")) for view, label in VIEWS.items()],
            "previous_url": self.address(date=span.previous.isoformat()),
            "today_url": self.address(date=""),
            "next_url": self.address(date=span.next.isoformat()),
            "unfiltered_url": self.address(**dict.fromkeys(self.form.fields, "")),
            "here": self.request.get_full_path(),
            "last_move": take_last_move(self.request),
        }
        return context | (self.agenda() if span.view == AGENDA else {"days": self.with_addresses()})

    def with_addresses(self) -> list[tuple[Day, str]]:
        return [(day, self.address(view=AGENDA, date=day.date.isoformat(), days=1)) for day in self.days()]


class BoardView(CalendarAccessMixin, TemplateView):
    """What needs somebody: late, failed, waiting, and wished dates that nobody has approved."""

    template_name = "scheduling/admin/board.html"
    page_title = _("Board")

    def get_breadcrumbs_items(self):
        return [{"url": reverse("calendar"), "label": _("Calendar")}, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "views": [(view, label, f"{reverse('calendar')}?view={view}") for view, label in VIEWS.items()],
            "sections": [(heading, self.viewer.show(found), nothing) for heading, found, nothing in self.sections()],
            "here": self.request.get_full_path(),
            "last_move": take_last_move(self.request),
        }

    def sections(self) -> Iterator[tuple[str | Promise, list[Item], str | Promise]]:
        """A heading, what stands below it, and what is said where that is nothing."""
        user = self.viewer.user
        wished = items(user, BEGINNING, timezone.now() + FAR_AHEAD, states=[State.WISHED])
        yield _("Overdue"), overdue_items(user), _("Nothing is late.")
        yield _("Failed or waiting"), failed_items(user), _("Nothing has failed, and nothing waits for its parent.")
        yield (
            _("Waiting for approval"),
            [item for item in wished if item.is_submitted],
            _("Nobody has submitted a page with a date."),
        )
        yield (
            _("Drafts with a wished date"),
            [item for item in wished if not item.is_submitted],
            _("No draft names a date."),
        )
