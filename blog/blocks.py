from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from site_core.blocks import (
    DownloadsBlock,
    FigureBlock,
    FiguresBlock,
    HeadingBlock,
    LinksBlock,
    QuoteBlock,
    TextBlock,
    TextImageBlock,
)
from site_core.targets import PageChooserBlock


class BodyStreamBlock(blocks.StreamBlock):
    """The body of an update, a report or a standard page."""

    text = TextBlock()
    heading = HeadingBlock()
    image = FigureBlock()
    quote = QuoteBlock()
    text_image = TextImageBlock()
    figures = FiguresBlock()
    downloads = DownloadsBlock()
    links = LinksBlock()

    class Meta:
        template = "blocks/body.html"


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


class LatestUpdatesBlock(blocks.StructBlock):
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


class FeaturedReportBlock(blocks.StructBlock):
    """One report, shown large with its cover."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    report = PageChooserBlock(label=_("Report"), page_type="blog.ReportPage")

    class Meta:
        icon = "doc-full-inverse"
        label = _("Featured report")
        group = _("Updates and reports")
        description = _("A report with its cover and abstract. Hidden while the report is not public.")
        template = "blocks/featured_report.html"


class HandPickedPagesBlock(blocks.StructBlock):
    """Pages chosen by hand, as cards."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    pages = blocks.ListBlock(PageChooserBlock(), label=_("Pages"), min_num=1, max_num=12)

    class Meta:
        icon = "pick"
        label = _("Hand-picked pages")
        group = _("Updates and reports")
        description = _("Updates, reports or other pages in your order. Pages that are not public are left out.")
        template = "blocks/hand_picked_pages.html"
