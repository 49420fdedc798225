"""The report of broken links."""

from django.conf import settings
from django.forms import Media
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from site_core.link_checks.filters import LinksFilterSet
from site_core.link_checks.listing import in_order, links_for, rows
from site_core.models import LinkAddress
from site_core.spreadsheets import HarmlessExportMixin

MEDIA = Media(css={"all": ["css/admin/links.css"]})


def list_url(request: HttpRequest) -> str:
    """The list as it is filtered now."""
    query = request.GET.copy()
    query.pop("_w_filter_fragment", None)
    return f"{reverse('broken_links')}?{query.urlencode()}" if query else reverse("broken_links")


class PlaceColumn(Column):
    """The page, which leads to the field in its form, and the field in words."""

    cell_template_name = "site_core/admin/link_place_cell.html"


class LinkColumn(Column):
    """The words of the link and its address."""

    cell_template_name = "site_core/admin/link_cell.html"


class FaultColumn(Column):
    """What is wrong, in words."""

    cell_template_name = "site_core/admin/link_fault_cell.html"


class ActsColumn(Column):
    """What can be done beside mending it, and the way back to the list as it is filtered now."""

    cell_template_name = "site_core/admin/link_acts_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        return context | {"csrf_token": get_token(request), "next": list_url(request)}


class BrokenLinksMenuItem(MenuItem):
    """Shown to those who may do something with pages."""

    def is_shown(self, request):
        return policy_registry.get_by_type(Page).user_has_any_permission(request.user, {"add", "change", "publish"})


class BrokenLinksView(HarmlessExportMixin, ReportView):
    """Links that lead nowhere, on pages that whoever looks may edit."""

    page_title = gettext_lazy("Broken links")
    header_icon = "link"
    template_name = "site_core/admin/broken_links.html"
    results_template_name = "site_core/admin/broken_links_results.html"
    index_url_name = "broken_links"
    index_results_url_name = "broken_links_results"
    filterset_class = LinksFilterSet
    permission_policy = policy_registry.get_by_type(Page)
    any_permission_required = ["add", "change", "publish"]
    paginate_by = 50
    columns = [
        PlaceColumn("title", label=gettext_lazy("Page"), width="24%"),
        LinkColumn("link", label=gettext_lazy("Link"), accessor="text", width="26%"),
        FaultColumn("fault", label=gettext_lazy("What is wrong"), width="22%"),
        Column("since", label=gettext_lazy("Since"), width="9%"),
        Column("checked", label=gettext_lazy("Last checked"), width="9%"),
        ActsColumn("acts", label=gettext_lazy("Actions"), accessor="text", width="10%"),
    ]
    export_headings = {
        "title": gettext_lazy("Page"),
        "place": gettext_lazy("Field"),
        "text": gettext_lazy("Link"),
        "address": gettext_lazy("Address"),
        "state": gettext_lazy("State"),
        "fault": gettext_lazy("What is wrong"),
        "since": gettext_lazy("Since (UTC)"),
        "checked": gettext_lazy("Last checked (UTC)"),
        "edit": gettext_lazy("Where to mend it"),
    }
    list_export = list(export_headings)
    export_filename = "broken-links"

    def get_base_queryset(self):
        return in_order(links_for(self.request.user).select_related("address"))

    def decorate_paginated_queryset(self, object_list):
        return rows(object_list, self.request.user) if self.is_export else object_list

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        return context | {"progress": progress(), "media": context["media"] + MEDIA}

    def get_table(self, object_list):
        return super().get_table([] if self.is_export else rows(object_list, self.request.user))

    def to_row_dict(self, row):
        return {
            "title": row.title,
            "place": row.link.place,
            "text": row.text,
            "address": row.address,
            "state": row.state,
            "fault": row.fault,
            "since": row.known.since,
            "checked": row.known.checked_at,
            "edit": f"{settings.SITE_URL}{row.edit_url}",
        }

    @cached_property
    def no_results_message(self):
        if self.is_filtering:
            return _("No links match your query.")
        return _("No broken links have been found on the pages that you may edit.")


def progress() -> str:
    """How many addresses elsewhere are known by now; or why none will be."""
    if not settings.CHECK_LINKS:
        return _("Links to other sites are not checked here: CHECK_LINKS is off. Links within the site are.")
    addresses = LinkAddress.objects.filter(found_links__isnull=False).distinct()
    total, done = addresses.count(), addresses.filter(checked_at__isnull=False).count()
    if not total:
        return _("No page leads to another site yet.")
    return _("%(done)s of %(total)s addresses at other sites are checked.") % {"done": done, "total": total}
