from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from site_core.targets import DocumentChooserBlock, PageChooserBlock

LINK_TARGETS = ("page", "document", "url")


def validate_web_address(address: str) -> None:
    """Allow an address on the web, a mail address, or a place on this site; never a script."""
    if address.startswith(("/", "#")) and not address.startswith("//"):
        return
    if address.startswith("mailto:") and "@" in address:
        return
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise ValidationError(
            _("Enter a whole address, such as https://example.org/page, or a path on this site, such as /about/.")
        ) from error


class LinkBlock(blocks.StructBlock):
    """A link to a page, a document or an address elsewhere."""

    label = blocks.CharBlock(
        label=_("Label"),
        required=False,
        max_length=120,
        help_text=_("Say where the link goes. Empty: the title of its target."),
    )
    page = PageChooserBlock(label=_("Page"), required=False)
    document = DocumentChooserBlock(label=_("Document"), required=False)
    url = blocks.CharBlock(label=_("Address"), required=False, max_length=2000, validators=[validate_web_address])
    fragment = blocks.RegexBlock(
        regex=r"^[A-Za-z][\w-]*$",
        label=_("Place on the page"),
        required=False,
        help_text=_("The part after # in an address, such as recommendations."),
        error_messages={"invalid": _("Use letters, digits and hyphens only.")},
    )

    class Meta:
        icon = "link"
        label = _("Link")
        description = _("A link to a page, a document or another site.")
        form_layout = blocks.BlockGroup(children=["label", "page", "document", "url"], settings=["fragment"])

    def get_searchable_content(self, value):
        """Nothing: a link to what is not public is not shown, and its words must not be found either."""
        return []

    def clean(self, value):
        cleaned = super().clean(value)
        chosen = [name for name in LINK_TARGETS if cleaned.get(name)]
        if len(chosen) > 1:
            raise blocks.StructBlockValidationError(
                {name: ValidationError(_("Choose one target only.")) for name in chosen}
            )
        if not chosen and not self.is_deferred_validation:
            raise blocks.StructBlockValidationError(
                {"page": ValidationError(_("Choose a page, a document or an address."))}
            )
        return cleaned


class LinksBlock(blocks.StructBlock):
    """A row of links, drawn as buttons."""

    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1, max_num=4)

    class Meta:
        icon = "link"
        label = _("Links")
        group = _("Actions")
        description = _("One to four links that stand out from the text.")
        template = "blocks/links.html"
        preview_value = {
            "links": [
                {"label": "Read the report", "url": "#", "page": None, "document": None, "fragment": ""},
                {"label": "See the recommendations", "url": "#", "page": None, "document": None, "fragment": ""},
            ]
        }
