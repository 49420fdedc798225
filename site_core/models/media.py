import logging

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, SourceImageIOError

logger = logging.getLogger(__name__)


class SiteImage(AbstractImage):
    """A picture in the site's library, with its credit kept beside it."""

    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("Who made it, and its licence."))

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def generate_rendition_file(self, filter, *, source=None):
        """As Wagtail's, but a damaged original shows the placeholder instead of failing the page."""
        try:
            return super().generate_rendition_file(filter, source=source)
        except (OSError, SyntaxError, ValueError, PillowImage.DecompressionBombError) as error:
            logger.warning("Image %s cannot be read: %s", self.pk, error)
            raise SourceImageIOError(str(error)) from error


class SiteRendition(AbstractRendition):
    """One size and format of a picture, made for the public site."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta(AbstractRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"),
        ]


class SiteDocument(AbstractDocument):
    """A file for readers to download."""

    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def _set_document_file_metadata(self):
        super()._set_document_file_metadata()
        self.page_count = self.count_pages()
        self.file.seek(0)

    def count_pages(self) -> int | None:
        """The number of pages of a PDF; None for other formats and for files that cannot be read."""
        if self.file_extension.lower() != "pdf":
            return None
        try:
            with self.open_file() as file:
                return len(PdfReader(file).pages)
        except (OSError, PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            logger.warning("Document %s: its pages cannot be counted: %s", self.pk, error)
            return None
