from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from blog.samples import sample_deck, sample_pages, sample_people, sample_report
from site_core.blocks import (
    AccordionBlock,
    CalloutBlock,
    ChartBlock,
    CodeBlock,
    DownloadsBlock,
    EmbedBlock,
    FigureBlock,
    FiguresBlock,
    GalleryBlock,
    HeadingBlock,
    LinksBlock,
    PullQuoteBlock,
    QuoteBlock,
    TableBlock,
    TextBlock,
    TextImageBlock,
    TimelineBlock,
)
from site_core.targets import PageChooserBlock, SnippetChooserBlock


class RecommendationBlock(blocks.StructBlock):
    """One recommendation of a report; its number is its place in the list, its address never changes."""

    title = blocks.CharBlock(label=_("Recommendation"), max_length=300)
    text = TextBlock(label=_("Explanation"), required=False)
    audience = blocks.CharBlock(
        label=_("For whom"),
        required=False,
        max_length=160,
        help_text=_("Such as funders, project teams or governments."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Recommendation")
        description = _("One numbered recommendation with an address of its own.")
        form_layout = blocks.BlockGroup(children=["title", "text", "audience"])


class SampleCardsMixin:
    """A block of cards whose preview shows samples, whatever the site holds."""

    def get_preview_context(self, value, parent_context=None):
        return {**super().get_preview_context(value, parent_context), "deck": sample_deck()}


class LatestUpdatesBlock(SampleCardsMixin, blocks.StructBlock):
    """The newest updates as cards."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)
    link_label = blocks.CharBlock(label=_("Link to all updates"), default=_("view all updates"), max_length=80)

    class Meta:
        icon = "list-ul"
        label = _("Latest updates")
        group = _("Updates and reports")
        description = _("The newest updates as cards, with a link to all of them before and after.")
        template = "blocks/latest_updates.html"
        preview_value = {"heading": "Latest updates", "count": 3, "link_label": "view all updates"}


class FeaturedReportBlock(SampleCardsMixin, blocks.StructBlock):
    """One report, shown large with its cover."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    report = PageChooserBlock(label=_("Report"), page_type="blog.ReportPage")

    class Meta:
        icon = "doc-full-inverse"
        label = _("Featured report")
        group = _("Updates and reports")
        description = _("A report with its cover and abstract. Hidden while the report is not public.")
        template = "blocks/featured_report.html"

    def get_preview_value(self):
        return self.normalize({"heading": "", "report": sample_report()})


class HandPickedPagesBlock(SampleCardsMixin, blocks.StructBlock):
    """Pages chosen by hand, as cards."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    pages = blocks.ListBlock(PageChooserBlock(), label=_("Pages"), min_num=1, max_num=12)

    class Meta:
        icon = "pick"
        label = _("Hand-picked pages")
        group = _("Updates and reports")
        description = _("Updates, reports or other pages in your order. Pages that are not public are left out.")
        template = "blocks/hand_picked_pages.html"

    def get_preview_value(self):
        return self.normalize({"heading": "Read on", "pages": sample_pages()})


class PeopleBlock(blocks.StructBlock):
    """People of the site, with picture and affiliation."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    people = blocks.ListBlock(
        SnippetChooserBlock("blog.Person", label=_("Person")), label=_("People"), min_num=1, max_num=24
    )

    class Meta:
        icon = "user"
        label = _("People")
        group = _("People and pages")
        description = _("Names with picture and affiliation: for a team, a jury or those who made a report.")
        template = "blocks/people.html"
        form_layout = blocks.BlockGroup(children=["heading", "people"])

    def get_preview_value(self):
        return self.normalize({"heading": "Who made this", "people": sample_people()})


class BodyStreamBlock(blocks.StreamBlock):
    """The body of an update, a report or a standard page."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    pull_quote = PullQuoteBlock()
    callout = CalloutBlock()
    accordion = AccordionBlock()
    code = CodeBlock()
    image = FigureBlock()
    gallery = GalleryBlock()
    text_image = TextImageBlock()
    embed = EmbedBlock()
    downloads = DownloadsBlock()
    figures = FiguresBlock()
    table = TableBlock()
    chart = ChartBlock()
    timeline = TimelineBlock()
    people = PeopleBlock()
    related_pages = HandPickedPagesBlock(label=_("Related pages"), group=_("People and pages"))
    links = LinksBlock()

    class Meta:
        template = "blocks/body.html"
