from django.contrib.auth.models import Permission
from django.db import models
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from site_core import hidden_things
from site_core.amending.approving import message_of
from site_core.amending.menu import offer_update
from site_core.amending.slots import AMEND
from site_core.amending.views import AmendAnywayView
from site_core.amending.warnings import (
    DeleteKnowingly,
    MoveKnowingly,
    UnpublishKnowingly,
    warn_before_deleting,
    warn_before_moving,
)
from site_core.background_work import RESUME
from site_core.csp_reports.keeping import describe_privacy as describe_reports
from site_core.csp_reports.screen import BlockedContentView
from site_core.date_fields import MomentField, MomentInput
from site_core.documents import clear_document
from site_core.handbook import handbook, handbook_picture
from site_core.health_screen import HealthMenuItem, may_see_health, site_health
from site_core.hold_screens import resume_background_work, show_hold
from site_core.libraries import library_urls
from site_core.link_checks.acts import check_again, ignore
from site_core.link_checks.views import BrokenLinksMenuItem, BrokenLinksView
from site_core.placeholders import find_placeholders
from site_core.privacy import HOOK as PRIVACY_HOOK
from site_core.promotion_screens import PromotersMenuItem, promotion_urls
from site_core.readiness.bulk import PublishReadyPages
from site_core.readiness.editing import SitePageViewSet, ask_before_publishing
from site_core.readiness.findings import HOOK
from site_core.readiness.gate import PUBLISH_ANYWAY, messages_of
from site_core.readiness.rules import find_on_every_page
from site_core.readiness.views import ApproveAnywayView, PublishAnywayView
from site_core.rich_text import PublicPageLinkHandler, StoredDocumentLinkHandler
from site_core.sign_in import hooks as sign_in
from site_core.sign_in.account import SecondFactorPanel, SessionsPanel
from site_core.sign_in.managing import offer_reset
from site_core.times import find_passed_times
from site_core.zero_results import describe_privacy


@hooks.register("register_rich_text_features", order=100)
def link_to_public_pages_only(features):
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(StoredDocumentLinkHandler)


@hooks.register("register_rich_text_features", order=100)
def place_footnotes_behind_the_selection(features):
    control = {"type": "FOOTNOTES", "label": "Fn", "description": _("Footnote")}
    scripts = ["wagtailadmin/js/draftail.js", "footnotes/js/footnotes.js", "js/admin/footnotes.js"]
    styles = {"all": ["footnotes/css/footnotes-admin.css"]}
    features.register_editor_plugin("draftail", "footnotes", EntityFeature(control, js=scripts, css=styles))


@hooks.register("insert_editor_js")
def wait_for_the_form_s_own_saving():
    return format_html('<script src="{}"></script>', static("js/admin/saving.js"))


@hooks.register("after_copy_page")
def forget_publication_of_copied_drafts(request, page, new_page):
    """Wagtail says of drafts that they were published when the page above them is copied and published."""
    drafts = Page.objects.descendant_of(new_page, inclusive=True).filter(live=False)
    drafts.update(first_published_at=None, last_published_at=None, live_revision=None)


# After every other hook, above all Wagtail's privacy check: what comes this far may be sent.
hooks.register("before_serve_document", clear_document, order=1000)

hooks.register(HOOK, find_on_every_page)
hooks.register(HOOK, find_placeholders)
hooks.register(HOOK, find_passed_times)
register_form_field_override(models.DateTimeField, override={"form_class": MomentField, "widget": MomentInput})
hooks.register("construct_page_action_menu", offer_update)
hooks.register("before_delete_page", warn_before_deleting)
hooks.register("register_admin_urls", sign_in.addresses)
hooks.register("register_log_actions", sign_in.register_acts)
hooks.register("insert_global_admin_css", sign_in.style)
hooks.register("insert_global_admin_js", sign_in.script)
hooks.register("register_account_settings_panel", SecondFactorPanel)
hooks.register("register_account_settings_panel", SessionsPanel)
hooks.register("register_user_listing_buttons", offer_reset)
hooks.register("before_move_page", warn_before_moving)
# After Wagtail's own, whose place these take.
for action in (PublishReadyPages, DeleteKnowingly, MoveKnowingly, UnpublishKnowingly, *hidden_things.FILE_ACTIONS):
    hooks.register("register_bulk_action", action, order=100)
# After the hooks of others, which may have reasons of their own to stop a page.
hooks.register("before_publish_page", ask_before_publishing, order=100)


@hooks.register("register_admin_viewset", order=100)
def register_screens_of_all_pages():
    """Pages of a kind that has no screens of its own get these, in place of Wagtail's."""
    viewset = SitePageViewSet()
    viewset.model = Page
    return viewset


@hooks.register("register_admin_urls")
def register_readiness_addresses():
    return [
        path("pages/<int:page_id>/ready/", PublishAnywayView.as_view(), name="readiness_publish"),
        path("pages/<int:page_id>/ready/update/", AmendAnywayView.as_view(), name="readiness_amend"),
        path("pages/<int:page_id>/ready/<int:task_state_id>/", ApproveAnywayView.as_view(), name="readiness_approve"),
    ]


@hooks.register("register_log_actions")
def register_override(actions):
    @actions.register_action(PUBLISH_ANYWAY)
    class PublishAnywayFormatter(LogFormatter):
        label = _("Publish anyway")

        def format_message(self, log_entry):
            return _("Publishing was confirmed although: %(findings)s") % {
                "findings": " ".join(messages_of(log_entry.data))
            }


@hooks.register("register_log_actions")
def register_amendment(actions):
    @actions.register_action(AMEND)
    class AmendFormatter(LogFormatter):
        label = _("Update scheduled version")

        def format_message(self, log_entry):
            return message_of(log_entry.data)


@hooks.register("register_admin_urls")
def register_handbook():
    return [
        path("handbook/", handbook, name="handbook"),
        path("handbook/pictures/<str:name>", handbook_picture, name="handbook_picture"),
    ]


hooks.register("construct_homepage_panels", show_hold, order=100)


@hooks.register("register_admin_urls")
def register_resuming():
    return [path("background-work/resume/", resume_background_work, name="resume_background_work")]


@hooks.register("register_log_actions")
def register_resuming_action(actions):
    words = _("Switched publishing at set times and sending on again, after the site was restored from a backup")
    actions.register_action(RESUME, _("Resume background work"), words)


@hooks.register("register_permissions")
def register_permission_to_resume():
    return Permission.objects.filter(content_type__app_label="site_core", codename="change_backgroundwork")


@hooks.register("register_help_menu_item")
def register_handbook_menu_item():
    return MenuItem(_("Handbook"), reverse_lazy("handbook"), name="handbook", icon_name="help", order=100)


@hooks.register("register_admin_urls")
def register_broken_links():
    return [
        path("reports/broken-links/", BrokenLinksView.as_view(), name="broken_links"),
        path("reports/broken-links/results/", BrokenLinksView.as_view(results_only=True), name="broken_links_results"),
        path("reports/broken-links/<int:link_id>/check/", check_again, name="broken_link_check"),
        path("reports/broken-links/<int:link_id>/ignore/", ignore, name="broken_link_ignore"),
    ]


@hooks.register("register_reports_menu_item")
def register_broken_links_menu_item():
    return BrokenLinksMenuItem(_("Broken links"), reverse_lazy("broken_links"), name="broken-links", icon_name="link")


@hooks.register("register_admin_urls")
def register_site_health():
    return [path("reports/site-health/", site_health, name="site_health")]


@hooks.register("register_reports_menu_item")
def register_site_health_menu_item():
    return HealthMenuItem(_("Site health"), reverse_lazy("site_health"), name="site-health", icon_name="tasks")


@hooks.register("register_admin_urls")
def register_blocked_content():
    screen, results = BlockedContentView.as_view(), BlockedContentView.as_view(results_only=True)
    only_some = user_passes_test(may_see_health)
    return [
        path("reports/blocked-content/", only_some(screen), name="blocked_content"),
        path("reports/blocked-content/results/", only_some(results), name="blocked_content_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_blocked_content_menu_item():
    address = reverse_lazy("blocked_content")
    return HealthMenuItem(_("Blocked content"), address, name="blocked-content", icon_name="warning")


@hooks.register("construct_help_menu")
def leave_out_what_other_hosts_say(request, menu_items):
    """Wagtail's guide and news are about another admin than this one; the handbook is about this one."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith(("http:", "https:"))]


# Before Wagtail's own addresses of the same names.
hooks.register("register_admin_urls", library_urls, order=-100)
hooks.register("register_admin_urls", promotion_urls, order=-100)
hooks.register("construct_page_chooser_queryset", hidden_things.choosable)
hooks.register(PRIVACY_HOOK, describe_privacy)
hooks.register(PRIVACY_HOOK, describe_reports)


@hooks.register("register_reports_menu_item")
def register_searches_without_results():
    address = reverse_lazy("wagtailsearchpromotions:search_terms")
    return PromotersMenuItem(
        _("Searches without results"), address, name="zero-results", icon_name="search", order=1300
    )


@hooks.register("construct_reports_menu")
def leave_out_wagtail_s_search_terms(request, menu_items):
    """Here its address answers with the searches that found nothing, for all who may promote results."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]
