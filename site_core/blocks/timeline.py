from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class EventBlock(blocks.StructBlock):
    date = blocks.CharBlock(
        label=_("When"), max_length=80, help_text=_("In words, such as 2019, Spring 2021 or 3 May 2022.")
    )
    title = blocks.CharBlock(label=_("What happened"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), required=False, features=["bold", "italic", "link", "document-link"])

    class Meta:
        icon = "date"
        label = _("Event")
        form_layout = blocks.BlockGroup(children=["date", "title", "text"])


class TimelineBlock(blocks.StructBlock):
    """What happened, in order."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200)
    events = blocks.ListBlock(EventBlock(), label=_("Events"), min_num=1, max_num=30)

    class Meta:
        icon = "calendar-alt"
        label = _("Timeline")
        group = _("Facts")
        description = _("Events in the order they happened: for the story of a project, a fund or a call.")
        template = "blocks/timeline.html"
        form_layout = blocks.BlockGroup(children=["heading", "events"])
        preview_value = {
            "heading": "How it came about",
            "events": [
                {"date": "2019", "title": "A first workshop", "text": "<p>Twelve people and one question.</p>"},
                {"date": "Spring 2021", "title": "The fund opens", "text": ""},
                {"date": "June 2023", "title": "The first report", "text": "<p>With recommendations to funders.</p>"},
            ],
        }
