"""What staff can do with an announcement, in which state, and with which permission."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from subscriptions.models import Announcement
from subscriptions.services import announcing

State = Announcement.State
CHANGE = "subscriptions.change_announcement"
# Sending what nobody asked for any more, or once more, is for those who answer for the list.
SEND_AGAIN = "subscriptions.add_announcement"


@dataclass(frozen=True)
class Act:
    """A button below an announcement."""

    label: str | Promise
    done: str | Promise
    do: Callable
    states: frozenset[State]
    classname: str = "button-secondary"


ACTS = {
    "decide": Act(
        _("Announce it"),
        _("It will be announced."),
        announcing.decide,
        frozenset({State.ASKING}),
        classname="",
    ),
    "send_now": Act(
        _("Send now"),
        _("It is being sent without waiting any longer."),
        announcing.send_now,
        frozenset({State.UPCOMING}),
    ),
    "pause": Act(
        _("Pause"),
        _("It is paused. No more mails leave until somebody resumes it."),
        announcing.pause,
        frozenset({State.UPCOMING, State.SENDING}),
    ),
    "resume": Act(_("Resume"), _("It goes on."), announcing.resume, frozenset({State.PAUSED}), classname=""),
    "stop": Act(
        _("Stop"),
        _("It is stopped. Nobody gets it any more."),
        announcing.stop,
        frozenset({State.UPCOMING, State.SENDING, State.PAUSED}),
        classname="serious",
    ),
    "refuse": Act(
        _("Do not announce it"),
        _("It will not be announced."),
        announcing.stop,
        frozenset({State.ASKING}),
    ),
}
MAY_SEND_AGAIN = frozenset({State.SENT, State.STOPPED, State.FAILED})


def acts_for(announcement: Announcement, user) -> dict[str, Act]:
    if not user.has_perm(CHANGE):
        return {}
    return {name: act for name, act in ACTS.items() if announcement.state in act.states}
