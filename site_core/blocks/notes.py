from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .text import TextBlock


class CalloutBlock(blocks.StructBlock):
    """Something beside the flow of the text: a note, the point that matters most, or a warning."""

    kind = blocks.ChoiceBlock(
        search_index=False,
        label=_("Kind"),
        choices=[("note", _("Note")), ("key", _("Key point")), ("warning", _("Warning"))],
        default="note",
    )
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = _("Text")
        description = _("A note, key point or warning set off from the text: for what a hurried reader must not miss.")
        template = "blocks/callout.html"
        form_layout = blocks.BlockGroup(children=["heading", "text"], settings=["kind"])
        preview_value = {
            "kind": "key",
            "heading": "In short",
            "text": "<p>Those who keep what everybody uses need time more than tools.</p>",
        }


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200, help_text=_("A question, or what the text is about."))
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "plus"
        label = _("Part")
        form_layout = blocks.BlockGroup(children=["title", "text"])


class AccordionBlock(blocks.StructBlock):
    """Texts that a reader opens one by one."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Parts"), min_num=1, max_num=20)

    class Meta:
        icon = "collapse-down"
        label = _("Accordion")
        group = _("Text")
        description = _("Texts that open under their titles: for questions and answers of which each reader needs few.")
        template = "blocks/accordion.html"
        form_layout = blocks.BlockGroup(children=["items"])
        preview_value = {
            "items": [
                {"title": "Who can apply?", "text": "<p>Anyone who looks after something that others build on.</p>"},
                {"title": "When is the next call?", "text": "<p>In spring. Subscribers hear of it first.</p>"},
            ]
        }
