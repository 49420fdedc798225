"""How the admin lists updates and reports: below their index, and as flat lists of their own in the menu."""

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelMultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from blog.models import Person, ReportCredit, ReportPage, Tag, TaggedUpdate, UpdateCredit, UpdatePage

SHOWN_AUTHORS = 4
# Wagtail's name for the order in which somebody dragged pages.
BY_HAND = "ord"


def author_names(page) -> list[str]:
    """Names in the order of the byline; the prefetched rows are enough."""
    return [credit.author.name for credit in page.page_authors.all()]


def shown_authors(page) -> str:
    names = author_names(page)
    more = len(names) - SHOWN_AUTHORS
    if more > 0:
        names = [*names[:SHOWN_AUTHORS], ngettext("%(more)d more", "%(more)d more", more) % {"more": more}]
    return ", ".join(names)


def shown_publication_date(page) -> str:
    return date_format(localtime(page.publication_date), "DATE_FORMAT") if page.publication_date else ""


COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
    Column(
        "publication_date",
        label=_("Publication date"),
        accessor=shown_publication_date,
        sort_key="publication_date",
        width="14%",
    ),
    Column("authors", label=_("Authors"), accessor=shown_authors, width="24%"),
    DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="12%"),
    PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
]


class CreditedPagesMixin:
    """Lists with authors and publication dates, in as many queries for two hundred pages as for ten."""

    export_columns = {
        "title": lambda page: page.get_admin_display_title(),
        "publication_date": lambda page: page.publication_date,
        "authors": author_names,
        "status": lambda page: str(page.status_string),
        "address": lambda page: page.full_url or "",
    }
    export_headings = {
        "title": _("Title"),
        "publication_date": _("Publication date"),
        "authors": _("Authors"),
        "status": _("Status"),
        "address": _("Address"),
    }

    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages).prefetch_related("page_authors__author")

    def order_queryset(self, queryset):
        # Pages without a date are last, whatever the database thinks of nothing.
        if self.ordering in ("publication_date", "-publication_date") and not self.is_searching:
            date = F("publication_date")
            descends = self.ordering.startswith("-")
            order = date.desc(nulls_last=True) if descends else date.asc(nulls_last=True)
            return queryset.order_by(order, "-pk")
        return super().order_queryset(queryset)

    def to_row_dict(self, item):
        return {name: value(item) for name, value in self.export_columns.items()}


class CreditedPagesIndexView(CreditedPagesMixin, IndexView):
    list_export = list(CreditedPagesMixin.export_columns)


class CreditedPagesExplorerView(CreditedPagesMixin, ExplorableIndexView):
    # These pages stand by their dates: an order by hand would change nothing and load them all.
    sort_order_field = None

    @property
    def explorable_columns(self):
        """Without Wagtail's last column: these pages have no pages below them."""
        return self.columns

    @cached_property
    def header_more_buttons(self):
        return [button for button in super().header_more_buttons if not button.url.endswith(f"?ordering={BY_HAND}")]


class ChosenRowsField(ModelMultipleChoiceFilter.field_class):
    """Rows named in an address; a number too large for the database is as unknown as any other."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class ChosenRowsFilter(ModelMultipleChoiceFilter):
    field_class = ChosenRowsField


class AuthorFilter(ChosenRowsFilter):
    """Pages that credit any of the people chosen."""

    def __init__(self, credits: QuerySet):
        self.credits = credits
        people = Person.objects.filter(pk__in=credits.order_by().values("author"))
        super().__init__(label=_("Author"), queryset=people, widget=CheckboxSelectMultiple)

    def filter(self, qs, value):
        return qs.filter(pk__in=self.credits.filter(author__in=value).values("page")) if value else qs


class TagFilter(ChosenRowsFilter):
    """Updates that have any of the tags chosen."""

    def filter(self, qs, value):
        return qs.filter(pk__in=TaggedUpdate.objects.filter(tag__in=value).values("content_object")) if value else qs


class StatusFilter(ChoiceFilter):
    """Pages by where they are on the way to their readers."""

    def filter(self, qs, value):
        return qs.filter(pk__in=pages_of_status(value).values("pk")) if value else qs


STATUSES = [
    ("live", _("Live")),
    ("changed", _("Live, with a draft of changes")),
    ("draft", _("Draft")),
    ("scheduled", _("Scheduled")),
    ("expired", _("Expired")),
]


def pages_of_status(status: str) -> QuerySet[Page]:
    pages = Page.objects.order_by()
    revisions = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    scheduled = [int(key) for key in revisions.values_list("object_id", flat=True)]
    return {
        "live": pages.filter(live=True),
        "changed": pages.filter(live=True, has_unpublished_changes=True),
        "draft": pages.filter(live=False, expired=False).exclude(pk__in=scheduled),
        "scheduled": pages.filter(pk__in=scheduled),
        "expired": pages.filter(live=False, expired=True),
    }[status]


class CreditedPagesFilterSet(WagtailFilterSet):
    status = StatusFilter(label=_("Status"), choices=STATUSES, empty_label=_("All"), widget=RadioSelect)
    publication_date = DateFromToRangeFilter(label=_("Publication date"), widget=DateRangePickerWidget)


class UpdateFilterSet(CreditedPagesFilterSet):
    author = AuthorFilter(UpdateCredit.objects.all())
    tag = TagFilter(label=_("Tag"), queryset=Tag.objects.all(), widget=CheckboxSelectMultiple)

    class Meta:
        model = UpdatePage
        fields = []


class ReportFilterSet(CreditedPagesFilterSet):
    author = AuthorFilter(ReportCredit.objects.all())

    class Meta:
        model = ReportPage
        fields = []


class PagesMenuItem(MenuItem):
    """Shown to those who may do something with pages."""

    def is_shown(self, request):
        return policy_registry.get_by_type(Page).user_has_any_permission(request.user, {"add", "change", "publish"})


class FlatListing(PageListingViewSet):
    index_view_class = CreditedPagesIndexView
    menu_item_class = PagesMenuItem
    add_to_admin_menu = True
    columns = COLUMNS


class UpdatesListing(FlatListing):
    model = UpdatePage
    icon = "doc-full"
    menu_label = _("Updates")
    menu_name = "update-pages"
    menu_order = 110
    filterset_class = UpdateFilterSet
    export_filename = "updates"


class ReportsListing(FlatListing):
    model = ReportPage
    icon = "clipboard-list"
    menu_label = _("Reports")
    menu_name = "report-pages"
    menu_order = 120
    filterset_class = ReportFilterSet
    export_filename = "reports"


class UpdatePageViewSet(PageViewSet):
    model = UpdatePage
    icon = "doc-full"
    index_view_class = CreditedPagesExplorerView
    columns = COLUMNS
    filterset_class = UpdateFilterSet


class ReportPageViewSet(PageViewSet):
    model = ReportPage
    icon = "clipboard-list"
    index_view_class = CreditedPagesExplorerView
    columns = COLUMNS
    filterset_class = ReportFilterSet
