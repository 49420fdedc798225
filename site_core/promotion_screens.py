"""Wagtail's screens for promoted results, and the list of what was searched for in vain, which leads to them."""

from urllib.parse import urlencode

from django.db.models import Exists, Max, OuterRef, Sum
from django.forms import CharField, ValidationError
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button
from wagtail.contrib.search_promotions import views
from wagtail.contrib.search_promotions.forms import QueryForm
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.permissions import policy_registry

from site_core.search_backend import MAX_QUERY_LENGTH, clean_query_string
from site_core.spreadsheets import HarmlessExportMixin
from site_core.zero_results import KEPT_DAYS

ACTIONS = ["add", "change", "delete"]


def may_promote(user) -> bool:
    return policy_registry.get_by_type(SearchPromotion).user_has_any_permission(user, ACTIONS)


class PromotedWordsForm(QueryForm):
    """The words above whose results something shall stand."""

    query_string = CharField(
        label=_("Words that are searched for"),
        max_length=MAX_QUERY_LENGTH,
        help_text=_(
            "All the words of the search, in this order. What you choose stands above the results of exactly this "
            "search; capitals and accents make no difference."
        ),
    )

    def clean_query_string(self) -> str:
        words = clean_query_string(self.cleaned_data["query_string"])
        if not words:
            raise ValidationError(gettext("There is no word in it that could be searched for."), code="no_words")
        return words


class PromotionsView(views.IndexView):
    """All promoted results; how often their words were searched for is not known."""

    columns = [column for column in views.IndexView.columns if column.name != "views"]


class PromoteView(views.CreateView):
    """Begins with the words that a list of searches has handed on."""

    form_class = PromotedWordsForm
    template_name = "site_core/admin/promote.html"

    def get_initial(self):
        return {**super().get_initial(), "query_string": self.request.GET.get("words", "")[:MAX_QUERY_LENGTH]}


class EditPromotionsView(views.EditView):
    form_class = PromotedWordsForm


class SearchColumn(ButtonsColumnMixin, TitleColumn):
    """The words, with what can be done about them."""

    def get_buttons(self, instance, parent_context):
        if instance.is_promoted:
            label, url = gettext("Edit promoted results"), reverse("wagtailsearchpromotions:edit", args=[instance.pk])
        else:
            words = urlencode({"words": instance.query_string})
            label = gettext("Promote a page for these words")
            url = f"{reverse('wagtailsearchpromotions:add')}?{words}"
        return [
            Button(label, url=url, priority=10),
            Button(gettext("Try this search"), url=search_url(instance), priority=20),
        ]


def search_url(query: Query) -> str:
    return f"{reverse('search')}?{urlencode({'q': query.query_string})}"


class ZeroResultsView(HarmlessExportMixin, ReportView):
    """What readers searched for and did not find."""

    model = Query
    any_permission_required = ACTIONS
    page_title = _("Searches without results")
    header_icon = "search"
    is_searchable = True
    search_fields = ["query_string"]
    default_ordering = "-count"
    index_url_name = "wagtailsearchpromotions:search_terms"
    index_results_url_name = "wagtailsearchpromotions:search_terms_results"
    export_filename = "searches-without-results"
    columns = [
        SearchColumn("query_string", label=_("Words"), sort_key="query_string", get_url=search_url, width="60%"),
        NumberColumn("count", label=_("Times"), sort_key="count"),
        Column("last_day", label=_("Last day"), sort_key="last_day"),
    ]
    list_export = ["query_string", "count", "last_day"]
    export_headings = {"query_string": _("Words"), "count": _("Times"), "last_day": _("Last day")}

    @cached_property
    def permission_policy(self):
        return policy_registry.get_by_type(SearchPromotion)

    def get_base_queryset(self):
        searches = Query.objects.filter(daily_hits__isnull=False)
        return searches.annotate(
            count=Sum("daily_hits__hits"),
            last_day=Max("daily_hits__date"),
            is_promoted=Exists(SearchPromotion.objects.filter(query=OuterRef("pk"))),
        )

    @cached_property
    def no_results_message(self):
        if self.is_searching:
            return gettext("No searches match your query.")
        days = ngettext("%(days)s day", "%(days)s days", KEPT_DAYS) % {"days": KEPT_DAYS}
        return gettext("In the last %(time)s, every search found something.") % {"time": days}


class PromotersMenuItem(MenuItem):
    """Shown to those who may promote results."""

    def is_shown(self, request):
        return may_promote(request.user)


def promotion_urls() -> list[URLPattern]:
    """Stand before Wagtail's own, under the same addresses."""
    only_promoters = user_passes_test(may_promote)
    return [
        path("searchpicks/", PromotionsView.as_view()),
        path("searchpicks/results/", PromotionsView.as_view(results_only=True)),
        path("searchpicks/add/", PromoteView.as_view()),
        path("searchpicks/<int:query_id>/", EditPromotionsView.as_view()),
        path("searchpicks/queries/chooser/", only_promoters(views.chooser)),
        path("searchpicks/queries/chooser/results/", only_promoters(views.chooserresults)),
        path("searchpicks/reports/search-terms/", ZeroResultsView.as_view()),
        path("searchpicks/reports/search-terms/results/", ZeroResultsView.as_view(results_only=True)),
    ]
