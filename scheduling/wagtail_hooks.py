from django.contrib.auth.models import Permission
from django.urls import path, reverse_lazy
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from scheduling.act_views import CancelView, MoveView, PublishNowView
from scheduling.acts import RESCHEDULE
from scheduling.calendar_views import BoardView, CalendarView, may_see_calendar
from scheduling.engine_views import CONFIRM_CLOCK, confirm_clock
from scheduling.following import FollowView, follow_button
from scheduling.notice_menu import NoticesMenuItem
from scheduling.notice_views import NoticesView, mark_all_as_read, mark_as_read
from scheduling.preferences import NoticesSettingsPanel
from scheduling.subscription_views import SubscriptionView
from site_core.zones import site_time


class CalendarMenuItem(MenuItem):
    """Shown to those who write, edit or publish pages."""

    def is_shown(self, request):
        return may_see_calendar(request.user)


@hooks.register("register_admin_menu_item")
def register_calendar_menu_item():
    return CalendarMenuItem(
        _("Calendar"), reverse_lazy("calendar"), name="calendar", icon_name="calendar-alt", order=125
    )


@hooks.register("register_admin_urls")
def register_calendar_addresses():
    return [
        path("calendar/", CalendarView.as_view(), name="calendar"),
        path("calendar/board/", BoardView.as_view(), name="calendar_board"),
        path("calendar/subscription/", SubscriptionView.as_view(), name="calendar_subscription"),
        path("calendar/<int:page_id>/move/", MoveView.as_view(), name="calendar_move"),
        path("calendar/<int:page_id>/publish/", PublishNowView.as_view(), name="calendar_publish"),
        path("calendar/<int:page_id>/cancel/", CancelView.as_view(), name="calendar_cancel"),
    ]


@hooks.register("register_log_actions")
def register_reschedule_action(actions):
    @actions.register_action(RESCHEDULE)
    class RescheduleFormatter(LogFormatter):
        label = _("Reschedule")

        def format_message(self, log_entry):
            times = {name: site_time(parse_datetime(log_entry.data[name])) for name in ("old", "new")}
            return _("Moved from %(old)s to %(new)s") % times


@hooks.register("register_log_actions")
def register_confirmation_of_clock(actions):
    actions.register_action(CONFIRM_CLOCK, _("Confirm the time"), _("Confirmed the time after a leap of the clock"))


@hooks.register("register_permissions")
def register_permission_to_confirm_the_clock():
    return Permission.objects.filter(content_type__app_label="scheduling", codename="change_scheduler")


@hooks.register("register_icons")
def register_bell(icons):
    return [*icons, "scheduling/icons/bell.svg"]


@hooks.register("register_admin_urls")
def register_notices():
    return [
        path("notices/", NoticesView.as_view(), name="schedule_notices"),
        path("notices/results/", NoticesView.as_view(results_only=True), name="schedule_notices_results"),
        path("notices/read/", mark_all_as_read, name="schedule_notices_read"),
        path("notices/<int:notice_id>/read/", mark_as_read, name="schedule_notice_read"),
        path("pages/<int:page_id>/follow/", FollowView.as_view(), name="schedule_follow"),
        path("scheduling/confirm-clock/", confirm_clock, name="schedule_confirm_clock"),
    ]


@hooks.register("register_admin_menu_item")
def register_notices_menu_item():
    return NoticesMenuItem()


@hooks.register("register_page_header_buttons")
def offer_to_follow(page, user, view_name, next_url=None):
    if view_name == "edit":
        yield follow_button(page, user)


hooks.register("register_account_settings_panel", NoticesSettingsPanel)
