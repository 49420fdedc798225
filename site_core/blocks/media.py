from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from site_core.targets import DocumentChooserBlock, ImageBlock

from .samples import sample_document, sample_image


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


class GalleryImageBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        form_layout = blocks.BlockGroup(children=["image", "caption"])


class GalleryValue(blocks.StructValue):
    @property
    def shown(self) -> list:
        """The rows whose image is there."""
        return [row for row in self.get("images") or [] if row.get("image")]

    @property
    def pictures(self) -> list[tuple]:
        """These rows, each with the shape of its picture: see `gallery.css`."""
        rows = self.shown
        shapes = ["gallery-third" if len(rows) % 3 == 0 else "gallery-half"] * len(rows)
        if len(rows) in {1, 5, 7, 11}:  # the first of an odd number lies across the row
            shapes[0] = "figure"
        elif len(rows) in {3, 9}:  # as the first of these does where there is little room
            shapes[0] = "gallery-opening"
        return list(zip(rows, shapes, strict=True))


class GalleryBlock(blocks.StructBlock):
    """Several pictures that belong together."""

    images = blocks.ListBlock(GalleryImageBlock(), label=_("Images"), min_num=2, max_num=12)
    caption = blocks.CharBlock(label=_("Caption of the whole"), required=False, max_length=400)

    class Meta:
        icon = "grip"
        label = _("Gallery")
        group = _("Pictures and files")
        description = _("Two to twelve pictures side by side: for several views of one thing.")
        template = "blocks/gallery.html"
        value_class = GalleryValue
        form_layout = blocks.BlockGroup(children=["images", "caption"])

    def get_preview_value(self):
        images = [{"image": sample_image(number), "caption": ""} for number in (1, 2, 3)]
        return self.normalize({"images": images, "caption": "Three views of one thing."})


class DownloadsBlock(blocks.StructBlock):
    """Files to download, with format and size."""

    documents = blocks.ListBlock(DocumentChooserBlock(label=_("File")), label=_("Files"), min_num=1)

    class Meta:
        icon = "download"
        label = _("Downloads")
        group = _("Pictures and files")
        description = _("Files for readers, shown with format, size and number of pages.")
        template = "blocks/downloads.html"

    def get_preview_value(self):
        files = [sample_document("Full report", 2_400_000, 48), sample_document("Summary", 310_000, 4)]
        return self.normalize({"documents": files})
