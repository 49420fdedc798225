import logging
from contextlib import contextmanager
from importlib import import_module

from django.db import DatabaseError, models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, SourceImageIOError
from wagtail.utils.file import hash_filelike

logger = logging.getLogger(__name__)

PLACEHOLDER_NAME = "not-found"
MAX_PAGE_COUNT = 100_000


class SiteImage(AbstractImage):
    """A picture in the site's library, with its credit kept beside it."""

    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("Who made it, and its licence."))

    # What the picture is and whose, before where it is kept.
    admin_form_fields = tuple(dict.fromkeys(["title", "file", "description", "credit", *Image.admin_form_fields]))

    # Where a picture that is not in the library, such as a sample in a preview, is to be found.
    sample_address = ""

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def clean_fields(self, exclude=None):
        """Leaves a stored original alone: Django would measure it again, and it may be damaged by now."""
        stored = {"file"} if self.file and self.file._committed else set()
        super().clean_fields({*(exclude or ()), *stored})

    def get_rendition(self, filter):
        """As Wagtail's, but a damaged or missing original gives the placeholder wherever a picture is shown."""
        if self.sample_address:
            return self.placeholder(filter)
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            return self.placeholder(filter)

    def get_renditions(self, *filters):
        if self.sample_address:
            return self.placeholders(filters)
        try:
            return super().get_renditions(*filters)
        except SourceImageIOError:
            return self.placeholders(filters)

    def create_rendition(self, filter):
        with unreadable_original(self, filter):
            return super().create_rendition(filter)

    def create_renditions(self, *filters):
        with unreadable_original(self, *filters):
            return super().create_renditions(*filters)

    def generate_rendition_file(self, filter, *, source=None):
        """As Wagtail's, with a hash of the picture in its name: browsers keep it for ever under that name."""
        file = super().generate_rendition_file(filter, source=source)
        if file.name.endswith(".svg") and not self.is_svg():
            raise SourceImageIOError("The original is no picture but a text with tags.")
        stem, _dot, rest = file.name.partition(".")
        file.name = f"{stem}.{hash_filelike(file)[:10]}.{rest}"
        return file

    def placeholders(self, filters):
        placeholders = [self.placeholder(filter) for filter in filters]
        return {rendition.filter_spec: rendition for rendition in placeholders}

    def placeholder(self, filter):
        """A stand-in of the right size; its address answers with a drawing (site_core.media)."""
        filter = self.clean_filter_for_svg(filter if isinstance(filter, Filter) else Filter(filter))
        width, height = map(round, filter.get_transform(self).size)
        rendition = self.get_rendition_model()(image=self, filter_spec=filter.spec, width=width, height=height)
        rendition.file.name = PLACEHOLDER_NAME
        return rendition


@contextmanager
def unreadable_original(image: SiteImage, *filters: Filter):
    """Turns whatever a decoder makes of a damaged file into the one error that Wagtail understands."""
    for filter in filters:
        filter.get_transform(image)  # a mistake in a template fails here, before a file could be blamed
    try:
        yield
    except DatabaseError:
        raise
    except Exception as error:
        logger.warning("Image %s cannot be shown: %s", image.pk, error)
        raise SourceImageIOError(str(error)) from error


class SiteRendition(AbstractRendition):
    """One size and format of a picture, made for the public site."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta(AbstractRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"),
        ]
        # Every request for a picture asks which image it was made of.
        indexes = [models.Index(fields=["file"], name="rendition_file")]

    @property
    def url(self) -> str:
        return self.image.sample_address or super().url

    @property
    def is_placeholder(self) -> bool:
        return self.file.name == PLACEHOLDER_NAME


class SiteDocument(AbstractDocument):
    """A file for readers to download."""

    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def clean(self):
        """Judges the name of a file that is there; of one that was refused, the form has said why."""
        if self.file:
            super().clean()

    def _set_document_file_metadata(self):
        super()._set_document_file_metadata()
        self.page_count = self.count_pages()
        self.file.seek(0)

    def count_pages(self) -> int | None:
        """The number of pages of a PDF; None for other formats and for files that do not tell."""
        if self.file_extension.lower() != "pdf":
            return None
        # Not at the top: it takes seven megabytes of each process, and few ever count.
        pypdf = import_module("pypdf")
        try:
            with self.open_file() as file:
                pages = len(pypdf.PdfReader(file).pages)
        except Exception as error:  # a damaged or locked PDF makes its reader fail in any way there is
            logger.warning("Document %s: its pages cannot be counted: %s", self.pk, error)
            return None
        return pages if 0 < pages <= MAX_PAGE_COUNT else None
