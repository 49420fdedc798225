"""What happens next by itself, and what should have happened and did not."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn

from blog.admin_lists import PlansColumn
from home.dashboard import DashboardPanel, edit_url, title_column
from scheduling.agenda import BEGINNING, FAR_AHEAD, GRACE, Action, Item, State, items
from scheduling.calendar_views import may_see_calendar
from site_core.schedules import ZONE_NAME, Prospect, shown_time

SHOWN = 5
TROUBLE = [State.FAILED, State.WAITING]
TIME_LABEL = format_lazy("{} ({})", gettext_lazy("Time"), ZONE_NAME)


class NextPanel(DashboardPanel):
    """The next five, after what is overdue and what has failed: of the pages that this person may see."""

    name = "next"
    order = 120
    heading = gettext_lazy("What happens next")
    nothing = gettext_lazy(
        "Nothing is scheduled. To have a page go live by itself, choose “Set schedule” in its panel “Status”, "
        "and then “Schedule to publish”."
    )

    @cached_property
    def rows(self):
        now = timezone.now()
        planned = items(self.request.user, BEGINNING, now + FAR_AHEAD, states=[State.SCHEDULED, *TROUBLE])
        late = [item for item in planned if is_late(item)]
        coming = [item for item in planned if item.state == State.SCHEDULED and not is_late(item)]
        return [*late[:SHOWN], *coming[:SHOWN]]

    @property
    def columns(self):
        return [
            title_column(accessor="title", get_url=lambda item: edit_url(item.page)),
            PlansColumn("what", label=_("What happens"), accessor=what_happens, width="35%"),
            Column("at", label=TIME_LABEL, accessor=lambda item: shown_time(item.at), width="22%"),
            StatusTagColumn("state", label=_("State"), accessor=shown_state, primary=False, width="12%"),
        ]

    def buttons(self):
        if may_see_calendar(self.request.user):
            yield _("Calendar"), reverse("calendar")


def is_late(item: Item) -> bool:
    """Whether it failed, waits, or is overdue without anybody having tried."""
    return item.state in TROUBLE or item.at < timezone.now() - GRACE


def shown_state(item: Item) -> str:
    if item.state == State.SCHEDULED and is_late(item):
        return _("Overdue")
    return str(State(item.state).label)


def what_happens(item: Item) -> list[Prospect]:
    return [Prospect(str(Action(item.action).label), item.state, item.reason)]
