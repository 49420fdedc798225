"""How the admin lists and edits people, tags, updates and reports."""

from collections.abc import Callable

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn, UsageCountColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from blog.forms import PersonForm, TagForm
from blog.merge_views import MergePersonView, MergeTagView, MergeView
from blog.models import Person, Tag
from blog.people import CREDIT_MODELS


class UsageColumn(UsageCountColumn):
    """How many things use a row's object, with a link to the list of them."""

    def get_cell_context_data(self, instance, parent_context):
        instance.usage_url = reverse(instance.snippet_viewset.get_url_name("usage"), args=[instance.pk])
        return super().get_cell_context_data(instance, parent_context)


class UsageCountMixin:
    """Counts the uses of the objects on one screen of a list, and of no others."""

    def paginate_queryset(self, queryset, page_size):
        paginator, page, objects, is_paginated = super().paginate_queryset(queryset, page_size)
        counts = ReferenceIndex.get_count_references_to_in_bulk(list(objects))
        for item in objects:
            item.usage_count = counts.get(item, 0)
        return paginator, page, objects, is_paginated


class MergeButtonsMixin:
    """Leads to where the object of a view or a row is merged, for those who may."""

    user_has_permission: Callable[[str], bool]
    merge_url_name = ""
    merge_label: str | Promise = ""

    def merge_buttons(self, item: Person | Tag) -> list[Button]:
        if not (self.user_has_permission("delete") and self.user_has_permission("change")):
            return []
        url = reverse(self.merge_url_name, args=[item.pk])
        return [Button(self.merge_label, url=url, icon_name="group", priority=25)]


class MergeIndexMixin(MergeButtonsMixin):
    def get_list_more_buttons(self, instance):
        return [*super().get_list_more_buttons(instance), *self.merge_buttons(instance)]


class MergeEditView(MergeButtonsMixin, EditView):
    @cached_property
    def header_more_buttons(self):
        return [*super().header_more_buttons, *self.merge_buttons(self.object)]


class MergeViewSet(SnippetViewSet):
    """Things of which two may turn out to be one."""

    merge_view_class: type[MergeView]
    merge_label: str | Promise
    edit_view_class = MergeEditView
    # A copy is the very thing that merging mends.
    copy_view_enabled = False

    def get_common_view_kwargs(self, **kwargs):
        names = {"merge_url_name": self.get_url_name("merge"), "merge_label": self.merge_label}
        return super().get_common_view_kwargs(**names, **kwargs)

    @property
    def merge_view(self):
        return self.construct_view(self.merge_view_class)

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", self.merge_view, name="merge")]


class PersonIndexView(MergeIndexMixin, UsageCountMixin, IndexView):
    # Named here because Django asks the results for their model otherwise, and an empty search has none.
    context_object_name = "people"

    def get_base_queryset(self):
        people = super().get_base_queryset()
        return people.annotate(credit_count=sum(credit_counts(), start=0))

    def get_valid_orderings(self):
        # Search cannot order by what is counted.
        orderings = super().get_valid_orderings()
        return [key for key in orderings if not (self.is_searching and key.endswith("credit_count"))]


def credit_counts() -> list:
    """For each kind of page, the number of a person's credits."""
    return [
        Coalesce(
            Subquery(
                model.objects.filter(author=OuterRef("pk"))
                .order_by()
                .values("author")
                .annotate(count=Count("pk"))
                .values("count")
            ),
            0,
        )
        for model in CREDIT_MODELS
    ]


class NamesakesColumnMixin:
    """Tells people of one name apart by what they belong to."""

    @property
    def title_column(self):
        column = super().title_column
        column.label = _("Name")
        return column

    @property
    def columns(self):
        return [
            *super().columns,
            Column("affiliation", label=_("Affiliation")),
            Column("get_kind_display", label=_("Kind")),
        ]


class PersonChooseView(NamesakesColumnMixin, ChooseView):
    page_subtitle = ""  # the title says it


class PersonChooseResultsView(NamesakesColumnMixin, ChooseResultsView):
    pass


class PersonChooserViewSet(SnippetChooserViewSet):
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    page_title = _("Choose")
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    form_fields = ["name", "kind", "affiliation", "orcid"]
    creation_tab_label = _("New person")
    create_action_label = _("Add this person")


class PersonViewSet(MergeViewSet):
    model = Person
    icon = "user"
    menu_label = _("People")
    menu_order = 130
    add_to_admin_menu = True
    inspect_view_enabled = True
    edit_handler = ObjectList(Person.panels, base_form_class=PersonForm)
    index_view_class = PersonIndexView
    merge_view_class = MergePersonView
    merge_label = _("Merge into another person")
    chooser_viewset_class = PersonChooserViewSet
    chooser_per_page = 50  # several authors are ticked at once, and a tick on another page of the list is lost
    list_filter = ["kind"]
    list_display = [
        "name",
        "kind",
        "affiliation",
        NumberColumn("credit_count", label=_("Credits"), sort_key="credit_count", width="10%"),
        UsageColumn("usage_count", label=_("Usage"), width="15%"),
    ]


class TagIndexView(MergeIndexMixin, UsageCountMixin, IndexView):
    pass


class TagViewSet(MergeViewSet):
    model = Tag
    icon = "tag"
    menu_label = _("Tags")
    menu_order = 140
    add_to_admin_menu = True
    edit_handler = ObjectList(Tag.panels, base_form_class=TagForm)
    index_view_class = TagIndexView
    merge_view_class = MergeTagView
    merge_label = _("Merge into another tag")
    search_fields = ["name"]
    list_display = ["name", "slug", UsageColumn("usage_count", label=_("Usage"), width="15%")]
