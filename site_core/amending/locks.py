"""Who may change a page that is scheduled: Wagtail locks it for everybody."""

from django.contrib.auth.models import Group
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock, BasicLock, ScheduledForPublishLock
from wagtail.models import GroupPagePermission

from site_core.zones import named_time


class ScheduledVersionLock(ScheduledForPublishLock):
    """Who may publish the page may go on writing it; the others read when it goes live, and who can change it."""

    def for_user(self, user):
        return not self.object.permissions_for_user(user).can_publish() or self.other_lock(user) is not None

    def other_lock(self, user) -> BaseLock | None:
        """What would keep this person from the page if it were not scheduled."""
        task = self.object.current_workflow_task
        locks = [BasicLock(self.object)] if self.object.locked else []
        locks += [task.lock_class(self.object, task)] if task else []
        return next((lock for lock in locks if lock.for_user(user)), None)

    def get_message(self, user):
        """Nothing for those who may write: their screen says more, and says it anew after every save."""
        if not self.for_user(user):
            return ""
        other = self.other_lock(user)
        if other and self.object.permissions_for_user(user).can_publish():
            return format_html("{} {}", other.get_message(user), self.when_it_goes_live())
        return format_html("{} {}", self.when_it_goes_live(), who_can_change(self.object))

    def when_it_goes_live(self) -> SafeString:
        revision = self.object.scheduled_revision
        words = _("“{title}” is scheduled: it goes live {time}.")
        return format_html(words, title=revision.object_str, time=named_time(revision.approved_go_live_at))

    def get_icon(self, user):
        return super().get_icon(user) if self.for_user(user) else "calendar-check"

    def get_locked_by(self, user):
        return _("Locked by schedule") if self.for_user(user) else _("Scheduled")

    def get_description(self, user):
        if self.for_user(user):
            return who_can_change(self.object)
        return _("What you write is a draft until you press “Update scheduled version”.")


def who_can_change(page) -> str:
    """The groups whose members may publish a page."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    rights = GroupPagePermission.objects.filter(page__path__in=above, permission__codename="publish_page")
    names = list(Group.objects.filter(pk__in=rights.values("group")).order_by("name").values_list("name", flat=True))
    if not names:
        return _("Only administrators can change it.")
    return _("Only these groups can change it: %(groups)s.") % {"groups": get_text_list(names, _("and"))}
