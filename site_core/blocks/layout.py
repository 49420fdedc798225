from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from site_core.targets import ImageBlock, ImageChooserBlock

from .links import LinkBlock
from .samples import sample_image


class TextImageBlock(blocks.StructBlock):
    """Text with a picture beside it."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200)
    text = blocks.RichTextBlock(label=_("Text"))
    image = ImageBlock(label=_("Image"))
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), max_num=2, default=[])
    image_side = blocks.ChoiceBlock(
        search_index=False,
        label=_("Image"),
        choices=[("end", _("After the text")), ("start", _("Before the text"))],
        default="end",
    )

    class Meta:
        icon = "doc-full"
        label = _("Text with image")
        group = _("Pictures and files")
        description = _("A short text with a picture beside it.")
        template = "blocks/text_image.html"
        form_layout = blocks.BlockGroup(children=["heading", "text", "image", "links"], settings=["image_side"])

    def get_preview_value(self):
        text = "<p>A short text stands beside a picture, and the picture says the rest.</p>"
        return self.normalize({"heading": "Beside each other", "text": text, "image": sample_image(), "links": []})


class FigureNumberBlock(blocks.StructBlock):
    number = blocks.CharBlock(
        label=_("Number"), max_length=20, help_text=_("With its unit, such as 12, 4.5 % or €2 million.")
    )
    label = blocks.CharBlock(label=_("What it counts"), max_length=160)

    class Meta:
        icon = "order"
        label = _("Figure")


class FiguresBlock(blocks.StructBlock):
    """A few numbers that say what was done."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200)
    figures = blocks.ListBlock(FigureNumberBlock(), label=_("Figures"), min_num=1, max_num=6)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=200)

    class Meta:
        icon = "order"
        label = _("Figures")
        group = _("Facts")
        description = _("One to six numbers, each with a few words.")
        template = "blocks/figures.html"
        preview_value = {
            "heading": "A year in numbers",
            "figures": [
                {"number": "12", "label": "projects supported"},
                {"number": "4.5 %", "label": "spent on administration"},
                {"number": "31", "label": "people who keep them going"},
            ],
            "source": "Annual accounts",
        }


class PartnerBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=160)
    url = blocks.URLBlock(label=_("Address"), required=False)
    logo = ImageChooserBlock(label=_("Logo"), required=False)

    class Meta:
        icon = "group"
        label = _("Partner")


class PartnersBlock(blocks.StructBlock):
    """The organisations we work with."""

    heading = blocks.CharBlock(label=_("Heading"), default=_("Partners"), max_length=200)
    partners = blocks.ListBlock(PartnerBlock(), label=_("Partners"), min_num=1)

    class Meta:
        icon = "group"
        label = _("Partners")
        group = _("Facts")
        description = _("Names or logos of organisations, with links.")
        template = "blocks/partners.html"
        preview_value = {
            "heading": "Partners",
            "partners": [
                {"name": "Example Foundation", "url": "https://example.org/", "logo": None},
                {"name": "Institute for Shared Things", "url": "https://example.org/", "logo": None},
            ],
        }


class SubscribeBlock(blocks.StructBlock):
    """The call to subscribe; its words come from the site's settings."""

    heading = blocks.CharBlock(
        label=_("Heading"), required=False, max_length=120, help_text=_("Empty: the heading from the site's settings.")
    )

    class Meta:
        icon = "mail"
        label = _("Subscribe form")
        group = _("Actions")
        description = _("Lets readers leave their email address. Its words are in Settings.")
        template = "blocks/subscribe.html"
        preview_value = {"heading": ""}
