"""What browsers reported, for those who run the site."""

from django.conf import settings
from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView

from site_core.csp_reports.keeping import days_kept
from site_core.models import CspReport
from site_core.spreadsheets import HarmlessExportMixin

MEDIA = Media(css={"all": ["css/admin/blocked-content.css"]})
CELL = "blocked-content__cell"


class BlockedColumn(Column):
    """What was blocked, in words where the browser uses a word of its own."""

    def get_value(self, instance):
        return WORDS.get(instance.blocked, instance.blocked)


WORDS = {
    "": gettext_lazy("Not told"),
    "inline": gettext_lazy("Written into the page"),
    "eval": gettext_lazy("Text run as code"),
    "self": gettext_lazy("From this site"),
}


class BlockedContentView(HarmlessExportMixin, ReportView):
    """A row for each thing that was blocked on a page; those seen most stand first."""

    model = CspReport
    page_title = gettext_lazy("Blocked content")
    header_icon = "warning"
    template_name = "site_core/admin/blocked_content.html"
    results_template_name = "site_core/admin/blocked_content_results.html"
    index_url_name = "blocked_content"
    index_results_url_name = "blocked_content_results"
    default_ordering = "-times"
    is_searchable = True
    search_fields = ["blocked", "directive", "page", "source"]
    columns = [
        BlockedColumn("blocked", label=gettext_lazy("Blocked"), sort_key="blocked", width="20%", classname=CELL),
        Column("directive", label=gettext_lazy("Rule"), sort_key="directive"),
        Column("page", label=gettext_lazy("On the page"), sort_key="page", width="20%", classname=CELL),
        Column("source", label=gettext_lazy("File and line"), width="20%", classname=CELL),
        NumberColumn("times", label=gettext_lazy("Times"), sort_key="times"),
        DateColumn("first_seen_at", label=gettext_lazy("First seen"), sort_key="first_seen_at"),
        DateColumn("last_seen_at", label=gettext_lazy("Last seen"), sort_key="last_seen_at"),
    ]
    list_export = ["blocked", "directive", "page", "source", "times", "first_seen_at", "last_seen_at"]
    export_headings = {
        "blocked": gettext_lazy("Blocked"),
        "directive": gettext_lazy("Rule"),
        "page": gettext_lazy("On the page"),
        "source": gettext_lazy("File and line"),
        "times": gettext_lazy("Times"),
        "first_seen_at": gettext_lazy("First seen (UTC)"),
        "last_seen_at": gettext_lazy("Last seen (UTC)"),
    }
    export_filename = "blocked-content"

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        told = {"is_asked_for": settings.CSP_REPORTS, "time": days_kept()}
        return context | told | {"media": context["media"] + MEDIA}

    @cached_property
    def no_results_message(self):
        if self.is_searching:
            return _("No reports match your query.")
        if not settings.CSP_REPORTS:
            return _("Nothing is kept.")
        return _("In the last %(time)s, no browser has reported anything.") % {"time": days_kept()}
