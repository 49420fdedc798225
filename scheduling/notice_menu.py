from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from scheduling.notice_views import unread_notices_of


class NoticesMenuItem(MenuItem):
    """Leads to the notices, and says how many of them are unread."""

    def __init__(self) -> None:
        super().__init__(
            _("Notices"), reverse_lazy("schedule_notices"), name="schedule-notices", icon_name="bell", order=126
        )

    def render_component(self, request):
        count = unread_notices_of(request.user).count()
        label = _("Notices (%(count)s)") % {"count": count} if count else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name)
