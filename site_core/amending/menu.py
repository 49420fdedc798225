"""The buttons below the form of a scheduled page."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem

from site_core.amending.locks import ScheduledVersionLock

AMEND_NAME = "action-amend"
PUBLISH_NOW_NAME = "action-publish-now"


class AmendMenuItem(ActionMenuItem):
    name = AMEND_NAME
    label = _("Update scheduled version")
    icon_name = "calendar-check"
    order = 30
    template_name = "site_core/admin/amend_button.html"


class PublishNowMenuItem(ActionMenuItem):
    name = PUBLISH_NOW_NAME
    label = _("Publish now, not at the set time")
    icon_name = "upload"
    order = 35
    template_name = "site_core/admin/amend_button.html"


def offer_update(menu_items: list[ActionMenuItem], request, context) -> None:
    """In place of "Schedule to publish", which would say nothing of what is approved already."""
    if not isinstance(context.get("lock"), ScheduledVersionLock) or context.get("locked_for_user"):
        return
    places = [place for place, item in enumerate(menu_items) if item.name == "action-publish"]
    for place in places:
        menu_items[place : place + 1] = [AmendMenuItem(), PublishNowMenuItem()]
