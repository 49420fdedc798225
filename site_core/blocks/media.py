from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock


def sample_image():
    """The largest picture of the library, for previews; None in an empty one."""
    image = get_image_model().objects.order_by("-width", "-pk").first()
    if image:
        image.contextual_alt_text, image.decorative = "", True
    return image


class FigureBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=400)
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, max_length=200, help_text=_("Empty: the credit kept with the image.")
    )
    width = blocks.ChoiceBlock(
        search_index=False,
        label=_("Width"),
        choices=[("text", _("As wide as the text")), ("wide", _("Wider than the text"))],
        default="text",
    )

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Pictures and files")
        description = _("A picture with alternative text, caption and credit.")
        template = "blocks/figure.html"
        form_layout = blocks.BlockGroup(children=["image", "caption"], settings=["credit", "width"])

    def get_preview_value(self):
        return self.normalize({"image": sample_image(), "caption": "What the picture shows, in a line."})


class DownloadsBlock(blocks.StructBlock):
    """Files to download, with format and size."""

    documents = blocks.ListBlock(DocumentChooserBlock(label=_("File")), label=_("Files"), min_num=1)

    class Meta:
        icon = "download"
        label = _("Downloads")
        group = _("Pictures and files")
        description = _("Files for readers, shown with format, size and number of pages.")
        template = "blocks/downloads.html"
