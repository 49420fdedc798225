"""The mailing list in the menu, for those who may see a part of it."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem


class AllowedMenuItem(MenuItem):
    """Shown to those with a permission."""

    def __init__(self, *args, permission: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


def mailing_menu_item() -> SubmenuMenuItem:
    announcements = AllowedMenuItem(
        _("Announcements"),
        reverse_lazy("announcements"),
        name="announcements",
        icon_name="mail",
        order=10,
        permission="subscriptions.view_announcement",
    )
    subscribers = AllowedMenuItem(
        _("Subscribers"),
        reverse_lazy("subscribers"),
        name="subscribers",
        icon_name="group",
        order=20,
        permission="subscriptions.view_subscriber",
    )
    menu = Menu(items=[announcements, subscribers])
    return SubmenuMenuItem(_("Mailing list"), menu, name="mailing-list", icon_name="mail", order=135)
