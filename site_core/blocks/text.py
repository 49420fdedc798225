from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_footnotes.blocks import FIND_FOOTNOTE_TAG, RichTextBlockWithFootnotes

from site_core.footnotes import place_footnotes


class HeadingBlock(blocks.StructBlock):
    """A heading within a text, with an address of its own."""

    text = blocks.CharBlock(label=_("Heading"), max_length=200)
    level = blocks.ChoiceBlock(
        search_index=False, label=_("Level"), choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2"
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Text")
        description = _("Starts a section. Sections make the table of contents.")
        template = "blocks/heading.html"
        form_layout = blocks.BlockGroup(children=["text"], settings=["level"])
        preview_value = {"text": "What commons taught", "level": "2"}


class TextBlock(RichTextBlockWithFootnotes):
    """Paragraphs and lists, with footnotes."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", ["bold", "italic", "ol", "ul", "link", "document-link", "footnotes"])
        super().__init__(**kwargs)

    def get_searchable_content(self, value):
        """The words, without the marks that stand for notes."""
        return super().get_searchable_content(RichText(FIND_FOOTNOTE_TAG.sub("", value.source)))

    def replace_footnote_tags(self, value, html, context=None):
        """In place of the library's, which keeps the notes of a page on the block, where all threads share them."""
        page = (context or {}).get("page")
        return place_footnotes(html, page) if "<footnote" in html and isinstance(page, Page) else html

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Text")
        description = _("Paragraphs, lists, links and footnotes.")
        template = "blocks/text.html"
        preview_value = (
            "<p>Infrastructure is what lies <b>between</b> things and lets them meet. A few people keep it.</p>"
            "<ul><li>Say what was done.</li><li>Say by whom.</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with their name."""

    quote = blocks.TextBlock(label=_("Quote"), rows=3, help_text=_("Without quotation marks; the page sets them."))
    person = blocks.CharBlock(label=_("Who said it"), required=False, max_length=200)
    source = blocks.CharBlock(label=_("Where"), required=False, max_length=200)
    url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        description = _("Somebody's words, set apart, with their name.")
        template = "blocks/quote.html"
        form_layout = blocks.BlockGroup(children=["quote", "person"], settings=["source", "url"])
        preview_value = {
            "quote": "Nobody ever took the code away from us. What they took, one request at a time, was the evening.",
            "person": "A maintainer",
            "source": "Interview",
            "url": "",
        }


class PullQuoteBlock(blocks.StructBlock):
    """A sentence of the text itself, set large; not read aloud, since the text says it already."""

    text = blocks.TextBlock(
        label=_("Sentence"),
        rows=2,
        max_length=300,
        search_index=False,
        help_text=_("Repeat a sentence of the text word for word. For somebody's words use a quote."),
    )

    class Meta:
        icon = "bold"
        label = _("Pull quote")
        group = _("Text")
        description = _("A sentence of the text itself, set large: for one that should catch the eye in a long text.")
        template = "blocks/pull_quote.html"
        form_layout = blocks.BlockGroup(children=["text"])
        preview_value = {"text": "Infrastructure is what lies between things and lets them meet."}
