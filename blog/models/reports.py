from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.models import Orderable
from wagtail.search import index
from wagtail.url_routing import RouteResult

from blog.blocks import BodyStreamBlock, RecommendationBlock
from blog.cards import deck_of
from blog.citation_files import CITATION_FILES, serve_citation
from blog.citations import work_of
from blog.identifiers import normalise_doi, validate_doi, validate_isbn
from blog.models.announced import AnnouncedPage
from blog.models.credits import CreditedMixin
from blog.panels import DownloadsPanel, authors_panel, footnotes_panel
from blog.previews import REPORT_SURFACES
from blog.querysets import ReportManager
from blog.related import related_to_report
from site_core.contents import contents_of
from site_core.document_text import words_for_index
from site_core.documents import in_restricted_collection
from site_core.fields import StreamField
from site_core.languages import default_language, language_choices
from site_core.models import BasePage
from site_core.paging import ListPaginator
from site_core.panels import publication_date_panel
from site_core.shown_settings import settings_of
from site_core.stored_text import RichTextField, words_of_text

REPORTS_PER_PAGE = 20


class ReportIndexPage(BasePage):
    """The shelf of reports, newest first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.ReportPage"]
    max_count = 1

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction", help_text=_("A sentence or two under the title. It may stay empty.")),
    ]

    class Meta:
        verbose_name = _("report index")

    def get_context(self, request, *args, **kwargs):
        listed = ReportPage.objects.listed().newest_first()
        page = ListPaginator(listed, REPORTS_PER_PAGE, name="reports").get_page(request.GET.get("page"))
        page.object_list = page.object_list.cards()
        return {**super().get_context(request, *args, **kwargs), "reports": page}


class ReportPage(CreditedMixin, AnnouncedPage):
    """A published work: abstract, sections, numbered recommendations and files to download."""

    class Licence(models.TextChoices):
        CC0 = "CC0-1.0", _("CC0 1.0 (public domain)")
        CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
        CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
        CC_BY_NC = "CC-BY-NC-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
        CC_BY_NC_SA = "CC-BY-NC-SA-4.0", _("Creative Commons Attribution-NonCommercial-ShareAlike 4.0")
        CC_BY_ND = "CC-BY-ND-4.0", _("Creative Commons Attribution-NoDerivatives 4.0")
        CC_BY_NC_ND = "CC-BY-NC-ND-4.0", _("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0")
        RESERVED = "all-rights-reserved", _("All rights reserved")

    parent_page_types = ["blog.ReportIndexPage"]
    subpage_types: list[str] = []
    surfaces = REPORT_SURFACES
    # Numbers name one work and no other.
    exclude_fields_in_copy = [*AnnouncedPage.exclude_fields_in_copy, "doi", "isbn"]

    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    abstract = RichTextField(
        _("abstract"),
        features=["bold", "italic", "link"],
        help_text=_("What the report found, in one or two paragraphs."),
    )
    cover = models.ForeignKey(
        "site_core.SiteImage",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: a drawing made for this report."),
    )
    body = StreamField(BodyStreamBlock(), verbose_name=_("text"), blank=True)
    recommendations = StreamField(
        [("recommendation", RecommendationBlock())],
        verbose_name=_("recommendations"),
        blank=True,
        help_text=_("Numbered in this order. Each keeps its address when you move or reword it."),
    )
    licence = models.CharField(_("licence"), max_length=40, choices=Licence, blank=True)
    doi = models.CharField(
        _("DOI"), max_length=255, blank=True, validators=[validate_doi], help_text=_("Such as 10.5281/zenodo.1234567.")
    )
    isbn = models.CharField(_("ISBN"), max_length=20, blank=True, validators=[validate_isbn])

    objects = ReportManager()

    content_panels = [
        *AnnouncedPage.content_panels,
        "subtitle",
        "abstract",
        authors_panel(),
        "cover",
        FieldPanel("body"),
        FieldPanel("recommendations"),
        footnotes_panel(),
        publication_date_panel(),
    ]
    publication_panels = [
        DownloadsPanel(
            "downloads",
            heading=_("Downloads"),
            label=_("download"),
            help_text=_("The files readers may take, such as the full report and a summary, in the order shown."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("licence", help_text=_("What readers may do with the report.")),
                FieldPanel("doi", help_text=_("If it has one, such as 10.5281/zenodo.1234567.")),
                FieldPanel("isbn", help_text=_("If it was printed or registered as a book.")),
            ],
            heading=_("Licence and numbers"),
        ),
        InlinePanel("partners", heading=_("Funders and partners"), label=_("organisation")),
        InlinePanel(
            "related_updates",
            heading=_("Related updates"),
            label=_("update"),
            help_text=_(
                "Updates that tell of this report. Those that name it among their related pages come by themselves."
            ),
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Report")),
            ObjectList(publication_panels, heading=_("Downloads and details")),
            ObjectList(AnnouncedPage.settings_panels, heading=_("Settings")),
        ]
    )

    search_fields = [
        *AnnouncedPage.search_fields,
        index.SearchField("subtitle", boost=2),
        index.SearchField("abstract", boost=2),
        index.SearchField("body"),
        index.SearchField("recommendations"),
        index.SearchField("words_in_files"),
        index.FilterField("publication_date"),
        index.RelatedFields("page_authors", [index.RelatedFields("author", [index.SearchField("name")])]),
    ]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @property
    def card_text(self) -> str:
        """What a card says of this report, as plain words; the template cuts it."""
        return words_of_text(self.abstract)

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def addresses_made_of_fields(self) -> dict[str, str]:
        return {"doi": self.doi_url} if self.doi else {}

    @property
    def licence_url(self) -> str:
        """The deed of a Creative Commons licence."""
        if self.licence == self.Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        if self.licence.startswith("CC-"):
            terms = self.licence.removeprefix("CC-").removesuffix("-4.0").lower()
            return f"https://creativecommons.org/licenses/{terms}/4.0/"
        return ""

    @cached_property
    def files(self) -> list["ReportDownload"]:
        """The downloads in the editor's order, each with its document: one query. A draft may have rows without.

        `is_restricted` tells of those that are not for strangers; of a draft's rows it is not known.
        """
        rows = self.downloads.all()
        if self.pk and not self.downloads.is_deferring:
            rows = rows.select_related("document").annotate(
                is_restricted=in_restricted_collection("document__collection")
            )
        return [row for row in rows if row.document_id]

    @cached_property
    def words_in_files(self) -> str:
        """What the report is found by beside its own text; the index asks for it several times."""
        return words_for_index(self.downloads.filter(document__isnull=False).values("document"))

    @staticmethod
    def files_of(page_ids: list[int]) -> models.QuerySet["ReportDownload"]:
        """The downloads of these reports, in the editor's order."""
        return ReportDownload.objects.filter(page__in=page_ids, document__isnull=False)

    @cached_property
    def supporters(self) -> list["ReportPartner"]:
        """Funders and partners, asked for once."""
        return list(self.partners.all())

    @property
    def contents(self) -> list:
        """The table of contents: the headings of the body, in order."""
        return contents_of(self.body)

    def route(self, request, path_components):
        """Below a report stand its citation's files, and nothing else."""
        file = CITATION_FILES.get("".join(f"{part}/" for part in path_components))
        if file is None:
            return super().route(request, path_components)
        self.refuse_when_not_public()
        return RouteResult(self, kwargs={"citation_file": file})

    def serve(self, request, citation_file=None):
        return serve_citation(request, self, citation_file) if citation_file else super().serve(request)

    def clean(self):
        super().clean()
        self.doi = normalise_doi(self.doi)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        work = work_of(self, settings_of(request).name)
        return {**context, "related": related_to_report(self), "deck": deck_of(self.body), "work": work}


class ReportDownload(Orderable):
    """A file of a report, with what a reader wants to know before taking it."""

    page = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="downloads")
    document = models.ForeignKey(
        "site_core.SiteDocument", verbose_name=_("file"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    label = models.CharField(
        _("label"), max_length=120, help_text=_("Such as Summary, Full report or Recommendations.")
    )
    language = models.CharField(_("language"), max_length=20, choices=language_choices, default=default_language)

    panels = ["label", "document", "language"]

    class Meta(Orderable.Meta):
        verbose_name = _("download")


class ReportPartner(Orderable):
    """An organisation that paid for a report or worked on it."""

    class Part(models.TextChoices):
        FUNDER = "funder", _("Funder")
        PARTNER = "partner", _("Partner")

    page = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"), blank=True)
    part = models.CharField(_("part"), max_length=20, choices=Part, default=Part.FUNDER)

    panels = ["name", "url", "part"]

    class Meta(Orderable.Meta):
        verbose_name = _("funder or partner")


class ReportRelatedUpdate(Orderable):
    """An update that tells of a report."""

    page = ParentalKey(ReportPage, on_delete=models.CASCADE, related_name="related_updates")
    update = models.ForeignKey(
        "blog.UpdatePage", verbose_name=_("update"), null=True, on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("update", "blog.UpdatePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related update")
