from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.dashboard import BrokenLinksPanel, DraftsPanel, PublishedPanel, WaitingPanel
from home.next_panel import NextPanel
from home.reviews import tell_what_is_asked_for
from home.style.views import style_page
from scheduling.dashboard import scheduling_panels


@hooks.register("construct_homepage_panels")
def show_our_panels_alone(request, panels):
    """Wagtail's panels cost queries for each row, and say nothing where nothing waits."""
    ours = [panel(request) for panel in (WaitingPanel, DraftsPanel, NextPanel, BrokenLinksPanel, PublishedPanel)]
    panels[:] = [*scheduling_panels(request), *(panel for panel in ours if panel.is_shown)]


@hooks.register("register_admin_urls")
def register_style_page():
    return [path("style/", style_page, name="style_page")]


@hooks.register("register_help_menu_item")
def register_style_page_menu_item():
    return MenuItem(_("Style page"), reverse_lazy("style_page"), name="style-page", icon_name="view", order=900)


hooks.register("before_edit_page", tell_what_is_asked_for)
