from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from blog.admin_lists import ReportPageViewSet, ReportsListing, UpdatePageViewSet, UpdatesListing
from blog.deposit_views import deposit_button, deposit_file
from blog.importing import urls as importing_urls
from blog.importing.views import explorer_button as import_button
from blog.models import Person
from blog.pattern_views import NewFromPatternView, explorer_button
from blog.people import find_credited_people, find_credits_of_pages
from blog.people_search import people_matching
from blog.readiness import find_on_works
from blog.views import refuse_deletion
from blog.viewsets import PersonViewSet, TagViewSet
from site_core import credits, search
from site_core.readiness.findings import HOOK

register_snippet(PersonViewSet)
register_snippet(TagViewSet)


@hooks.register("register_admin_viewset")
def register_page_listings():
    return [UpdatePageViewSet(), ReportPageViewSet(), UpdatesListing("update-pages"), ReportsListing("report-pages")]


@hooks.register("register_admin_urls")
def register_patterns():
    return [path("patterns/", NewFromPatternView.as_view(), name="new_from_pattern")]


@hooks.register("register_page_header_buttons")
def lead_to_patterns(page, user, view_name, next_url=None):
    return explorer_button(page, user) if view_name == "index" else []


@hooks.register("register_admin_urls")
def register_import():
    return importing_urls.urlpatterns


@hooks.register("register_page_header_buttons")
def lead_to_import(page, user, view_name, next_url=None):
    return import_button(page, user) if view_name == "index" else []


@hooks.register("register_admin_urls")
def register_deposits():
    return [path("deposits/<int:page_id>/", deposit_file, name="deposit_file")]


@hooks.register("register_page_header_buttons")
def lead_to_deposit(page, user, view_name, next_url=None):
    return deposit_button(page, user) if view_name == "edit" else []


@hooks.register("construct_main_menu")
def tell_audits_from_reports(request, menu_items):
    """Wagtail calls its lists of locked, old and changed pages "Reports", the word of the fund for its works."""
    for item in menu_items:
        if item.name == "reports":
            item.label = _("Site activity")


@hooks.register("before_delete_snippet")
def refuse_deletion_of_credited_people(request, instances):
    """Runs before the confirmation and before the deed, for one person and for many."""
    return refuse_deletion(request, [instance for instance in instances if isinstance(instance, Person)])


hooks.register(HOOK, find_on_works)
hooks.register(search.HOOK, people_matching)
hooks.register(credits.HOOK, find_credits_of_pages)
hooks.register(credits.PEOPLE_HOOK, find_credited_people)


@hooks.register("register_log_actions")
def register_merge_actions(actions):
    class MergeFormatter(LogFormatter):
        def format_message(self, log_entry):
            data = log_entry.data
            return _("Merged “%(merged)s” into “%(kept)s”") % {
                "merged": data["merged"]["name"],
                "kept": data["kept"]["name"],
            }

    @actions.register_action("blog.merge_people")
    class MergePeopleFormatter(MergeFormatter):
        label = _("Merge people")

    @actions.register_action("blog.merge_tags")
    class MergeTagsFormatter(MergeFormatter):
        label = _("Merge tags")
