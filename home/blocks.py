from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from blog.blocks import FeaturedReportBlock, HandPickedPagesBlock, LatestUpdatesBlock, PeopleBlock
from site_core.blocks import (
    CalloutBlock,
    EmbedBlock,
    FiguresBlock,
    LinkBlock,
    PartnersBlock,
    QuoteBlock,
    SubscribeBlock,
    TextImageBlock,
)


class LeadBlock(blocks.StructBlock):
    """The piece that opens the front page."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    standfirst = blocks.RichTextBlock(label=_("Standfirst"), features=["bold", "italic", "link"])
    links_introduction = blocks.CharBlock(label=_("Words before the links"), required=False, max_length=255)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), max_num=5, default=[])
    closing = blocks.CharBlock(label=_("Words after the links"), required=False, max_length=255)

    class Meta:
        icon = "pilcrow"
        label = _("Lead")
        group = _("Opening")
        description = _("The opening piece: a title, its whole standfirst, and links to read on.")
        template = "blocks/lead.html"
        preview_value = {
            "title": "A title that may take three lines",
            "standfirst": "<p>The standfirst says in a paragraph what the piece is about and why it matters now.</p>",
            "links_introduction": "Read on:",
            "links": [{"label": "Full report", "url": "#", "page": None, "document": None, "fragment": ""}],
            "closing": "We hope you find it useful.",
        }


class HomeStreamBlock(blocks.StreamBlock):
    """What a front page can be composed of."""

    lead = LeadBlock()
    latest_updates = LatestUpdatesBlock()
    featured_report = FeaturedReportBlock()
    hand_picked_pages = HandPickedPagesBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    text_image = TextImageBlock()
    embed = EmbedBlock()
    figures = FiguresBlock()
    partners = PartnersBlock()
    people = PeopleBlock(group=_("Facts"))
    subscribe = SubscribeBlock()

    class Meta:
        template = "blocks/home.html"
        block_counts = {"subscribe": {"max_num": 1}}
