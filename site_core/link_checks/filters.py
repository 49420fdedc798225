"""What the report of broken links can be narrowed to."""

from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.models import get_page_content_types

from site_core.link_checks.listing import TO_MEND
from site_core.models import Fault, FoundLink, LinkState

Kind = FoundLink.Kind

INSIDE, OUTSIDE = "inside", "outside"
IGNORED, ALL = "ignored", "all"
SHOWN = [
    (LinkState.BROKEN.value, LinkState.BROKEN.label),
    (LinkState.MOVED.value, LinkState.MOVED.label),
    (LinkState.FAILING.value, LinkState.FAILING.label),
    (LinkState.UNKNOWN.value, LinkState.UNKNOWN.label),
    (IGNORED, gettext_lazy("Ignored")),
    (ALL, gettext_lazy("All links")),
]


class StateFilter(ChoiceFilter):
    """Which links are shown; what somebody ignores only where it is asked for."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if value == ALL:
            return qs
        if value == IGNORED:
            return qs.filter(is_ignored=True)
        return qs.filter(is_ignored=False, shown_state__in=[value] if value else TO_MEND)


class WhereFilter(ChoiceFilter):
    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if value == OUTSIDE:
            return qs.filter(kind=Kind.OUTSIDE)
        return qs.exclude(kind=Kind.OUTSIDE) if value == INSIDE else qs


class LinksFilterSet(WagtailFilterSet):
    state = StateFilter(
        label=gettext_lazy("Show"), choices=SHOWN, empty_label=gettext_lazy("Broken or moved"), widget=RadioSelect
    )
    where = WhereFilter(
        label=gettext_lazy("Where it leads"),
        choices=[(INSIDE, gettext_lazy("Within this site")), (OUTSIDE, gettext_lazy("To other sites"))],
        empty_label=gettext_lazy("All"),
        widget=RadioSelect,
    )
    fault = ChoiceFilter(
        label=gettext_lazy("What is wrong"),
        field_name="shown_fault",
        choices=Fault.choices,
        empty_label=gettext_lazy("All"),
    )
    page_type = ContentTypeFilter(
        label=gettext_lazy("Page type"),
        field_name="page__content_type",
        queryset=lambda request: get_page_content_types(include_base_page_type=False),
    )

    class Meta:
        model = FoundLink
        fields: list[str] = []
