from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from blog.admin_lists import ReportPageViewSet, ReportsListing, UpdatePageViewSet, UpdatesListing
from blog.bulk_publishing import refuse_incomplete
from blog.models import Person
from blog.views import refuse_deletion
from blog.viewsets import PersonViewSet, TagViewSet

register_snippet(PersonViewSet)
register_snippet(TagViewSet)


@hooks.register("register_admin_viewset")
def register_page_listings():
    return [UpdatePageViewSet(), ReportPageViewSet(), UpdatesListing("update-pages"), ReportsListing("report-pages")]


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


@hooks.register("before_bulk_action")
def refuse_to_publish_incomplete_pages(request, action_type, objects, action):
    if action_type == "publish" and action.model is Page:
        return refuse_incomplete(request, action)


@hooks.register("register_log_actions")
def register_merge_action(actions):
    @actions.register_action("blog.merge_people")
    class MergePeopleFormatter(LogFormatter):
        label = _("Merge people")

        def format_message(self, log_entry):
            data = log_entry.data
            return _("Merged “%(merged)s” into “%(kept)s”") % {
                "merged": data["merged"]["name"],
                "kept": data["kept"]["name"],
            }
