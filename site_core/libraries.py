"""The libraries of images and of documents, with what one needs to know to keep them in order."""

from django.db.models import QuerySet
from django.forms import Media, RadioSelect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.ui.tables import Column
from wagtail.documents.views.documents import IndexView as DocumentIndexView
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImageIndexView

from site_core.models import SiteImage

STYLE = Media(css={"all": ["css/admin/library.css"]})
MISSING = [("description", _("No description")), ("credit", _("No credit"))]


def shown_size(item) -> str:
    """Asks no file: one from before sizes were kept stays without."""
    return filesizeformat(item.file_size) if item.file_size else ""


class MissingFilter(ChoiceFilter):
    """Pictures that lack the words that should stand beside them."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        # By key, because a search knows nothing else.
        return qs.filter(pk__in=SiteImage.objects.filter(**{value: ""}).values("pk")) if value else qs


class ImageLibraryFilterSet(ImagesFilterSet):
    missing = MissingFilter(label=_("Missing"), choices=MISSING, empty_label=_("All"), widget=RadioSelect)

    class Meta:
        model = SiteImage
        fields = []


class SortsBySearchableMixin:
    """Sorts a search only by what a search can sort by; Wagtail's own lists answer 500 to the rest."""

    unsearchable: set[str]

    def get_valid_orderings(self):
        orderings = super().get_valid_orderings()
        return [key for key in orderings if not (self.is_searching and key.lstrip("-") in self.unsearchable)]


class ImageLibraryView(SortsBySearchableMixin, ImageIndexView):
    """Pictures, as a grid or as a table, each with its size, its use and what it lacks."""

    filterset_class = ImageLibraryFilterSet
    results_template_name = "site_core/admin/image_library_results.html"
    unsearchable = {"file_size", "usage_count"}

    @cached_property
    def columns(self):
        columns = super().columns
        if self.layout == "grid":
            return columns
        kept = [column for column in columns if column.name != "collection" or "collection_id" in self.filters.filters]
        place = next(place for place, column in enumerate(kept) if column.name == "created_at")
        return [*kept[:place], *IMAGE_FACTS, *kept[place:]]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["media"] + STYLE}


class DescriptionColumn(Column):
    """The words for those who do not see a picture, or a mark where there are none; the same for its credit."""

    cell_template_name = "site_core/admin/description_cell.html"


class SizeColumn(Column):
    """Pixels and bytes of a picture."""

    cell_template_name = "site_core/admin/size_cell.html"


IMAGE_FACTS = [
    DescriptionColumn("description", label=_("Description"), width="20%"),
    SizeColumn("file_size", label=_("Size"), accessor=shown_size, sort_key="file_size", width="12%"),
]


class DocumentLibraryView(SortsBySearchableMixin, DocumentIndexView):
    """Documents, each with its format, its pages, its size and its use."""

    unsearchable = {"file_size", "page_count", "usage_count"}

    @cached_property
    def columns(self):
        columns = super().columns
        # The more facts beside it, the sooner the browser breaks a name such as "summary.pdf" before its last letter.
        next(column for column in columns if column.name == "filename").width = "15%"
        place = next(place for place, column in enumerate(columns) if column.name == "created_at")
        return [*columns[:place], *DOCUMENT_FACTS, *columns[place:]]


DOCUMENT_FACTS = [
    Column("format", label=_("Format"), accessor=lambda document: document.file_extension.upper(), width="8%"),
    Column("page_count", label=_("Pages"), accessor="page_count", sort_key="page_count", width="8%"),
    Column("file_size", label=_("Size"), accessor=shown_size, sort_key="file_size", width="10%"),
]


def library_urls() -> list[URLPattern]:
    """Stand before Wagtail's own, under the same addresses."""
    return [
        path("images/", ImageLibraryView.as_view()),
        path("images/results/", ImageLibraryView.as_view(results_only=True)),
        path("documents/", DocumentLibraryView.as_view()),
        path("documents/results/", DocumentLibraryView.as_view(results_only=True)),
    ]
