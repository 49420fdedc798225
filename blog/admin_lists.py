"""How the admin lists updates and reports: below their index, and as flat lists of their own in the menu."""

from datetime import date

from django.db.models import F
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from blog.admin_filters import ReportFilterSet, UpdateFilterSet
from blog.importing.views import listing_button as import_button
from blog.models import ReportPage, UpdatePage
from blog.pattern_views import listing_button
from site_core.languages import language_name, used_languages
from site_core.readiness.editing import SitePageViewSet
from site_core.saved_orders import SavedOrderMixin
from site_core.schedules import SCHEDULE_LABEL, expires_at, plans, wished_at, with_setbacks
from site_core.spreadsheets import HarmlessExportMixin

SHOWN_AUTHORS = 4
# Wagtail's name for the order in which somebody dragged pages.
BY_HAND = "ord"


def author_names(page) -> list[str]:
    """Names in the order of the byline; the prefetched rows are enough."""
    return [credit.author.name for credit in page.page_authors.all()]


def shown_authors(page) -> str:
    """The first names of the byline, and how many there are beside them."""
    names = author_names(page)
    more = len(names) - SHOWN_AUTHORS
    if more > 0:
        names = [*names[:SHOWN_AUTHORS], ngettext("%(more)d more", "%(more)d more", more) % {"more": more}]
    return ", ".join(names)


def shown_publication_date(page) -> str:
    return date_format(localtime(page.publication_date), "DATE_FORMAT") if page.publication_date else ""


def publication_day(page) -> date | None:
    """The day that readers see; a table is written after the zone of whoever asked for it is forgotten."""
    return localtime(page.publication_date).date() if page.publication_date else None


def shown_language(page) -> str:
    return language_name(page.language)


class PlansColumn(Column):
    """What is planned for a page, each in a line of its own; the head names the time zone."""

    cell_template_name = "blog/admin/plans_cell.html"


class StatusColumn(PageStatusColumn):
    """Where a page is on the way to its readers, and whether it is a pattern."""

    cell_template_name = "blog/admin/status_cell.html"


COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title", width="30%"),
    Column(
        "publication_date",
        label=_("Publication date"),
        accessor=shown_publication_date,
        sort_key="publication_date",
        width="11%",
    ),
    Column("authors", label=_("Authors"), accessor=shown_authors, classname="wrap-anywhere", width="17%"),
    PlansColumn("schedule", label=SCHEDULE_LABEL, accessor=lambda page: list(plans(page)), width="14%"),
    Column("language", label=_("Language"), accessor=shown_language, width="8%"),
    DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="10%"),
    StatusColumn("status", label=_("Status"), sort_key="live", width="9%"),
]


class CreditedPagesMixin(HarmlessExportMixin, SavedOrderMixin):
    """Lists with authors and publication dates, in as many queries for two hundred pages as for ten."""

    export_columns = {
        "title": lambda page: page.get_admin_display_title(),
        "publication_date": publication_day,
        "authors": author_names,
        "status": lambda page: str(page.status_string),
        "goes_live": lambda page: page.planned_at,
        "expires": expires_at,
        "wished": wished_at,
        "setback": lambda page: " ".join(setback.reason for setback in page.setbacks.all()),
        "language": shown_language,
        "pattern": lambda page: _("yes") if page.is_pattern else "",
        "address": lambda page: page.full_url or "",
    }
    export_headings = {
        "title": _("Title"),
        "publication_date": _("Publication date"),
        "authors": _("Authors"),
        "status": _("Status"),
        "goes_live": _("Goes live (UTC)"),
        "expires": _("Expires (UTC)"),
        "wished": _("Wished for (UTC)"),
        "setback": _("Why it did not happen"),
        "language": _("Language"),
        "pattern": _("Pattern"),
        "address": _("Address"),
    }

    def annotate_queryset(self, pages):
        return with_setbacks(super().annotate_queryset(pages)).prefetch_related("page_authors__author")

    @property
    def shown_columns(self):
        """All columns, but the language only where it tells one page from another."""
        has_languages = bool(used_languages(self.model))
        return [column for column in self.columns if has_languages or column.name != "language"]

    def get_table(self, object_list):
        return self.table_class(self.shown_columns, object_list, **self.get_table_kwargs())

    def order_queryset(self, queryset):
        # Pages without a date are last, whatever the database thinks of nothing.
        if self.ordering in ("publication_date", "-publication_date") and not self.is_searching:
            day = F("publication_date")
            descends = self.ordering.startswith("-")
            order = day.desc(nulls_last=True) if descends else day.asc(nulls_last=True)
            return queryset.order_by(order, "-pk")
        queryset = super().order_queryset(queryset)
        # Equals keep their places from one look, and one sheet, to the next.
        order = queryset.query.order_by
        return queryset.order_by(*order, "-pk") if order and not self.is_searching else queryset

    def to_row_dict(self, item):
        return {name: value(item) for name, value in self.export_columns.items()}


class CreditedPagesIndexView(CreditedPagesMixin, IndexView):
    """The list in the menu: all pages of one kind, wherever they stand; it can be saved as a table."""

    list_export = list(CreditedPagesMixin.export_columns)

    @cached_property
    def header_buttons(self):
        """The way to the patterns beside the one to an empty page, for those who may add pages."""
        buttons = super().header_buttons
        return [*buttons, listing_button(), import_button(self.model)] if buttons else []


class CreditedPagesExplorerView(CreditedPagesMixin, ExplorableIndexView):
    """The list below an index page, as one comes upon it in the tree of pages."""

    # These pages stand by their dates: an order by hand would change nothing and load them all.
    sort_order_field = None

    @cached_property
    def header_more_buttons(self):
        return [button for button in super().header_more_buttons if not button.url.endswith(f"?ordering={BY_HAND}")]


class CreditedPagesUseView(CreditedPagesMixin, ContentTypeUseView):
    """The list to which Wagtail's report of the kinds of pages leads."""


class PagesMenuItem(MenuItem):
    """Shown to those who may do something with pages."""

    def is_shown(self, request):
        return policy_registry.get_by_type(Page).user_has_any_permission(request.user, {"add", "change", "publish"})


class FlatListing(PageListingViewSet):
    """An entry in the menu that lists all pages of one kind."""

    index_view_class = CreditedPagesIndexView
    menu_item_class = PagesMenuItem
    add_to_admin_menu = True
    columns = COLUMNS


class UpdatesListing(FlatListing):
    """Updates in the menu."""

    model = UpdatePage
    icon = "doc-full"
    menu_label = _("Updates")
    menu_name = "update-pages"
    menu_order = 110
    filterset_class = UpdateFilterSet
    export_filename = "updates"


class ReportsListing(FlatListing):
    """Reports in the menu."""

    model = ReportPage
    icon = "clipboard-list"
    menu_label = _("Reports")
    menu_name = "report-pages"
    menu_order = 120
    filterset_class = ReportFilterSet
    export_filename = "reports"


class UpdatePageViewSet(SitePageViewSet):
    """The screens of updates in the tree of pages."""

    model = UpdatePage
    icon = "doc-full"
    index_view_class = CreditedPagesExplorerView
    content_type_use_view_class = CreditedPagesUseView
    columns = COLUMNS
    filterset_class = UpdateFilterSet


class ReportPageViewSet(SitePageViewSet):
    """The screens of reports in the tree of pages."""

    model = ReportPage
    icon = "clipboard-list"
    index_view_class = CreditedPagesExplorerView
    content_type_use_view_class = CreditedPagesUseView
    columns = COLUMNS
    filterset_class = ReportFilterSet
