"""How the calendar shows what has a date to one member of staff."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.timezone import get_current_timezone, get_current_timezone_name, get_default_timezone_name, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.items import GRACE, Action, Item, State
from site_core.zones import in_site_zone

ICONS = {
    State.SCHEDULED: "calendar-check",
    State.WISHED: "help",
    State.FAILED: "error",
    State.WAITING: "time",
    State.PUBLISHED: "success",
    State.EXPIRED: "no-view",
}
MOVABLE = {State.SCHEDULED, State.FAILED, State.WAITING}
# What an item says of itself where there is room for few words.
SHORT_WORDS: dict[tuple[str, str], str | Promise] = {
    (State.SCHEDULED, Action.NEW): gettext_lazy("Goes live"),
    (State.SCHEDULED, Action.CHANGE): gettext_lazy("Change goes live"),
    (State.SCHEDULED, Action.EXPIRE): gettext_lazy("Expires"),
    (State.PUBLISHED, Action.PUBLISH): gettext_lazy("Went live"),
    (State.PUBLISHED, Action.CHANGE): gettext_lazy("Change went live"),
    (State.EXPIRED, Action.EXPIRE): gettext_lazy("Expired"),
}


@dataclass
class ShownItem:
    """An item with its times, words and addresses."""

    item: Item
    may_act: bool
    own_zone: tzinfo

    @property
    def moment(self) -> datetime:
        return in_site_zone(self.item.at)

    @property
    def day(self) -> date:
        return self.moment.date()

    @property
    def time(self) -> str:
        return clock_time(self.moment)

    @property
    def exact_time(self) -> str:
        """For a form. The filters of templates would turn the moment to the clock of whoever looks."""
        return f"{self.moment:%H:%M:%S.%f}"

    @property
    def own_time(self) -> str:
        """The same moment on the clock of whoever looks, where it shows another time."""
        own = self.item.at.astimezone(self.own_zone)
        if own.utcoffset() == self.moment.utcoffset():
            return ""
        return clock_time(own) if own.date() == self.day else f"{date_format(own, 'D')} {clock_time(own)}"

    @cached_property
    def is_overdue(self) -> bool:
        return self.item.state == State.SCHEDULED and self.item.at < now() - GRACE

    @property
    def look(self) -> str:
        """What the style sheet tells items apart by."""
        return "overdue" if self.is_overdue else str(self.item.state)

    @property
    def icon(self) -> str:
        return "warning" if self.is_overdue else ICONS[State(self.item.state)]

    @property
    def state_label(self) -> str | Promise:
        return _("Overdue") if self.is_overdue else State(self.item.state).label

    @property
    def action_label(self) -> str | Promise:
        return Action(self.item.action).label

    @property
    def short_words(self) -> str:
        """What happens, and how sure it is."""
        item = self.item
        if item.state == State.WISHED:
            return _("Wished, not binding")
        if item.reason:
            return f"{self.state_label}: {item.reason}"
        words = str(SHORT_WORDS[item.state, item.action])
        return f"{self.state_label}: {words}" if self.is_overdue else words

    @property
    def details(self) -> str:
        """What there is room for besides in a week."""
        item = self.item
        submitted = _("waits for approval") if item.is_submitted else ""
        approved = _("approved by %(name)s") % {"name": item.approved_by} if item.approved_by else ""
        return ", ".join(part for part in (str(item.kind), submitted, approved) if part)

    @property
    def is_trouble(self) -> bool:
        return self.is_overdue or self.item.state in {State.FAILED, State.WAITING}

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.item.page.pk])


class Viewer:
    """Who looks, and from which zone."""

    def __init__(self, user: AbstractBaseUser) -> None:
        self.user = user

    @cached_property
    def own_zone(self) -> tzinfo:
        return get_current_timezone()

    @property
    def has_own_zone(self) -> bool:
        return get_current_timezone_name() != get_default_timezone_name()

    def show(self, items: list[Item]) -> list[ShownItem]:
        return [ShownItem(item, self.may_act(item), self.own_zone) for item in items]

    def may_act(self, item: Item) -> bool:
        """Whether this person may move what goes live, or cancel it."""
        if item.state not in MOVABLE or item.action == Action.EXPIRE:
            return False
        return item.page.permissions_for_user(self.user).can_publish()


def clock_time(moment: datetime) -> str:
    return date_format(moment, "H:i")
