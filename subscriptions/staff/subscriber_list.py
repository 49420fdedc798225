"""All subscribers: found, filtered, and taken out as a table."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from site_core.languages import language_name
from site_core.spreadsheets import HarmlessExportMixin
from subscriptions.addresses import address_hash, read_address
from subscriptions.models import MailingSettings, Subscriber

IMPORT = "subscriptions.import_subscriber"
EXPORT = "subscriptions.export_subscriber"
PER_PAGE = 50
EXPORTED_AT_ONCE = 1000
# Programs for tables tell by it that a file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"


class SubscriberFilterSet(WagtailFilterSet):
    state = MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=Subscriber.State.choices, widget=CheckboxSelectMultiple
    )
    frequency = MultipleChoiceFilter(
        label=gettext_lazy("How often"), choices=Subscriber.Frequency.choices, widget=CheckboxSelectMultiple
    )

    class Meta:
        model = Subscriber
        fields: list[str] = []


def wishes(subscriber: Subscriber) -> str:
    """What somebody wants to hear of, in words."""
    kinds = [(subscriber.wants_updates, _("updates")), (subscriber.wants_reports, _("reports"))]
    words = [word for is_wanted, word in kinds if is_wanted] or [_("nothing")]
    if subscriber.language:
        words.append(language_name(subscriber.language))
    if subscriber.is_paused:
        words.append(_("paused"))
    return capfirst(", ".join(words))


COLUMNS = [
    TitleColumn("address", label=gettext_lazy("Email address"), url_name="subscriber", sort_key="address", width="40%"),
    StatusTagColumn(
        "state",
        label=gettext_lazy("State"),
        accessor="get_state_display",
        primary=lambda subscriber: subscriber.state == Subscriber.State.CONFIRMED,
    ),
    DateColumn("made_at", label=gettext_lazy("Signed up"), sort_key="made_at"),
    DateColumn("confirmed_at", label=gettext_lazy("Confirmed"), sort_key="confirmed_at"),
    Column("frequency", label=gettext_lazy("How often"), accessor="get_frequency_display"),
    Column("wishes", label=gettext_lazy("What"), accessor=wishes),
]


class SubscribersView(HarmlessExportMixin, IndexView):
    """Everybody who signed up. Nobody is added or renamed here: consent is given by whoever reads the mailbox."""

    model = Subscriber
    permission_policy = ModelPermissionPolicy(Subscriber)
    any_permission_required = ["view"]
    page_title = gettext_lazy("Subscribers")
    header_icon = "group"
    index_url_name = "subscribers"
    index_results_url_name = "subscribers_results"
    filterset_class = SubscriberFilterSet
    default_ordering = "-made_at"
    paginate_by = PER_PAGE
    columns = COLUMNS
    add_url = None
    is_searchable = True
    search_fields = ["address"]
    export_filename = "subscribers"
    list_export = [
        "address",
        "get_state_display",
        "made_at",
        "confirmed_at",
        "left_at",
        "get_frequency_display",
        "wants_updates",
        "wants_reports",
        "language",
        "is_paused",
        "consent_source",
    ]
    export_headings = {
        "get_state_display": gettext_lazy("State"),
        "get_frequency_display": gettext_lazy("How often"),
        "made_at": gettext_lazy("Signed up (UTC)"),
        "confirmed_at": gettext_lazy("Confirmed (UTC)"),
        "left_at": gettext_lazy("Left (UTC)"),
    }

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # Excel files are written whole before the first byte leaves: no room for a hundred thousand rows.
        self.is_export = request.GET.get("export") == self.FORMAT_CSV

    def dispatch(self, request, *args, **kwargs):
        if self.is_export and not request.user.has_perm(EXPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """A table is written row by row; Wagtail would read all subscribers before the first."""
        if self.is_export:
            return self.as_spreadsheet(self.get_queryset(), self.FORMAT_CSV)
        return super().get(request, *args, **kwargs)

    def search_queryset(self, queryset):
        """By a part of the address; one that is whole is found however it is written."""
        if not self.search_query:
            return queryset
        found = Q(address__icontains=self.search_query.strip())
        with suppress(ValidationError):
            found |= Q(address_hash=address_hash(read_address(self.search_query)))
        return queryset.filter(found)

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm(IMPORT):
            return []
        return [HeaderButton(_("Import"), url=reverse("subscribers_import"), icon_name="upload")]

    @cached_property
    def header_more_buttons(self):
        if not self.request.user.has_perm(EXPORT):
            return []
        return [Button(_("Download CSV"), url=self.csv_export_url, icon_name="download", priority=100)]

    @cached_property
    def no_results_message(self):
        if self.is_searching or self.is_filtering:
            return _("No subscribers match your query.")
        return _("Nobody has subscribed yet.")

    def as_spreadsheet(self, queryset, spreadsheet_format):
        log(MailingSettings.load(), "subscriptions.export", user=self.request.user, data={"count": queryset.count()})
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def stream_csv(self, queryset):
        """In the same memory for ten rows and for a hundred thousand."""
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(Rows(queryset))


class Rows:
    """A queryset that is read piece by piece and not kept."""

    def __init__(self, queryset) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self):
        return self.queryset.iterator(chunk_size=EXPORTED_AT_ONCE)
