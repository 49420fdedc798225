"""What stands in for pictures and files in the previews of blocks: nothing is stored, nothing is asked for."""

from django.templatetags.static import static
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

SAMPLE_PICTURES = 3


def sample_image(number: int = 1):
    """One of a few drawings in the shape of a picture."""
    image = get_image_model()(title=_("Sample picture"), width=1200, height=800)
    image.sample_address = static(f"img/samples/{(number - 1) % SAMPLE_PICTURES + 1}.svg")
    image.contextual_alt_text, image.decorative = "", True
    return image


def sample_document(title: str, size: int, page_count: int):
    # Key 0: a file needs one for its address, and no stored file has it.
    document = get_document_model()(pk=0, title=title, file_size=size, page_count=page_count)
    document.file.name = "sample.pdf"
    return document
