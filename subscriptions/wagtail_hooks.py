from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import include, path
from wagtail import hooks

from blog.announcing_panel import HOOK
from site_core.privacy import HOOK as PRIVACY_HOOK
from subscriptions.announcing_words import describe_announcing
from subscriptions.dashboard import show_mailing
from subscriptions.history import register_acts
from subscriptions.privacy import describe_privacy
from subscriptions.staff.announcing_views import announce_button
from subscriptions.staff.menu import mailing_menu_item

hooks.register("register_log_actions", register_acts)
hooks.register(HOOK, describe_announcing)
hooks.register(PRIVACY_HOOK, describe_privacy)
hooks.register("construct_homepage_panels", show_mailing, order=100)
hooks.register("register_admin_menu_item", mailing_menu_item)


@hooks.register("register_admin_urls")
def register_addresses():
    return [path("", include("subscriptions.staff.urls"))]


@hooks.register("register_page_header_buttons")
def offer_to_announce(page, user, view_name, next_url=None):
    return announce_button(page, user)


@hooks.register("register_permissions")
def register_permissions():
    of_list = Q(content_type__app_label="subscriptions", content_type__model__in=["announcement", "subscriber"])
    return Permission.objects.filter(of_list).exclude(codename__in=["delete_announcement", "add_subscriber"])
