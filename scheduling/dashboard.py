"""What the dashboard says of scheduling: only when there is something to say."""

from django.forms import Media
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from scheduling.notice_views import unread_notices_of
from scheduling.notice_words import NoticeWords
from scheduling.state import read_state

SHOWN_NOTICES = 3


class EnginePanel(Component):
    """What keeps planned pages from going live, at the head of the dashboard."""

    name = "engine"
    order = 10
    template_name = "scheduling/admin/engine_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def is_shown(self) -> bool:
        publishes = policy_registry.get_by_type(Page).user_has_permission(self.request.user, "publish")
        return publishes and not read_state().is_well

    def get_context_data(self, parent_context):
        return {"request": self.request, "csrf_token": parent_context.get("csrf_token")}


class NoticesPanel(Component):
    """The newest notices that have not been read."""

    name = "notices"
    order = 20
    template_name = "scheduling/admin/notices_panel.html"
    media = Media(css={"all": ["css/admin/notices.css"]})

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def is_shown(self) -> bool:
        return bool(self.notices)

    @cached_property
    def notices(self) -> list:
        unread = unread_notices_of(self.request.user).select_related("page", "user__wagtail_userprofile", "approved_by")
        return list(unread[: SHOWN_NOTICES + 1])

    def get_context_data(self, parent_context):
        return {
            "request": self.request,
            "notices": [(notice, NoticeWords(notice)) for notice in self.notices[:SHOWN_NOTICES]],
            "are_more": len(self.notices) > SHOWN_NOTICES,
        }


def scheduling_panels(request: HttpRequest) -> list[Component]:
    panels: list = [panel(request) for panel in (EnginePanel, NoticesPanel)]
    return [panel for panel in panels if panel.is_shown]
