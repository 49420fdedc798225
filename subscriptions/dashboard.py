"""What the dashboard says of the mailing list: only when there is something to say."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.forms import Media
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from site_core.mail_trouble import trouble_in_words
from site_core.zones import named_time
from subscriptions.models import Announcement, Delivery
from subscriptions.services.signing_up import sign_ups_waiting
from subscriptions.staff.acts import Act, acts_for
from subscriptions.staff.announcement_list import with_tallies

State = Announcement.State
AHEAD, BACK = timedelta(days=1), timedelta(days=7)
SHOWN_ROWS = 8
# A few are always there: the mailer takes them within seconds.
MANY_WAITING = 20


@dataclass
class Row:
    """An announcement with its words and buttons."""

    announcement: Announcement
    acts: dict[str, Act]

    @property
    def words(self) -> str:
        announcement = self.announcement
        if announcement.state == State.UPCOMING:
            return _("To be sent %(time)s") % {"time": named_time(announcement.send_at)}
        return ": ".join(part for part in (str(announcement.get_state_display()), announcement.reason) if part)


class MailingPanel(Component):
    """Announcements that leave soon or are leaving, those that wait for a word, and what went wrong."""

    name = "mailing"
    order = 15
    template_name = "subscriptions/admin/dashboard_panel.html"
    media = Media(js=["js/admin/sending.js"], css={"all": ["css/admin/dashboard.css", "css/admin/mailing.css"]})

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def is_shown(self) -> bool:
        may_see = self.request.user.has_perm("subscriptions.view_announcement")
        return may_see and bool(self.rows or self.troubles)

    @cached_property
    def rows(self) -> list[Row]:
        now = timezone.now()
        shown = (
            Q(state__in=[State.ASKING, State.SENDING, State.PAUSED])
            | Q(state=State.UPCOMING, send_at__lt=now + AHEAD)
            | Q(state=State.FAILED, finished_at__gt=now - BACK)
        )
        announcements = with_tallies(Announcement.objects.filter(shown).order_by("send_at")[:SHOWN_ROWS])
        return [Row(announcement, acts_for(announcement, self.request.user)) for announcement in announcements]

    @cached_property
    def troubles(self) -> list[str]:
        found = [trouble_in_words(), waiting_in_words(), failed_in_words()]
        return [words for words in found if words]

    def get_context_data(self, parent_context):
        return {
            "rows": self.rows,
            "troubles": self.troubles,
            "next": self.request.path,
            "csrf_token": parent_context.get("csrf_token"),
        }


def waiting_in_words() -> str:
    count = sign_ups_waiting()
    if count < MANY_WAITING:
        return ""
    return _("%(count)s sign-ups wait for their confirmation mail.") % {"count": f"{count:,}"}


def failed_in_words() -> str:
    since = timezone.now() - AHEAD
    # Old announcements are left out first: their deliveries are many, and no index knows when one failed.
    lately = Announcement.objects.filter(Q(finished_at=None) | Q(finished_at__gt=since))
    failed = Delivery.objects.filter(announcement__in=lately, state=Delivery.State.FAILED, finished_at__gt=since)
    count = failed.count()
    words = ngettext("%(count)s mail failed in the last day.", "%(count)s mails failed in the last day.", count)
    return words % {"count": f"{count:,}"} if count else ""


def show_mailing(request: HttpRequest, panels: list) -> None:
    """After the hook of the house, which begins the list anew."""
    panel = MailingPanel(request)
    if panel.is_shown:
        panels.append(panel)
