"""What every page asks beside its content, in plain words."""

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


def publication_date_help() -> str:
    """Names the time zone of whoever reads it."""
    return gettext(
        "Leave it empty, and readers see the moment the page becomes public. "
        "Fill it in for something that was public elsewhere before. Time zone: %(zone)s."
    ) % {"zone": timezone.get_current_timezone_name()}


def publication_date_panel() -> FieldPanel:
    help_text = lazy(publication_date_help, str)()
    return FieldPanel("publication_date", heading=_("Date shown to readers"), help_text=help_text)


def address_panel() -> FieldPanel:
    return FieldPanel(
        "slug",
        heading=_("Address"),
        help_text=_(
            "The last part of this page’s address. It is made from the title until the page is public. "
            "Change it later, and whoever follows the old address is led to the new one."
        ),
    )


def machines_panel() -> MultiFieldPanel:
    return MultiFieldPanel(
        [
            FieldPanel(
                "seo_title",
                heading=_("Title for search engines"),
                help_text=_(
                    "For a title that is too long, or not understood elsewhere; about 60 characters are shown. "
                    "Empty: the title."
                ),
            ),
            FieldPanel(
                "search_description",
                heading=_("Description for search engines and shared links"),
                help_text=_("One or two sentences, about 155 characters. Empty: the summary or the first words."),
            ),
        ],
        heading=_("Found and shared"),
        help_text=_("How it looks: choose “As a search result” or “As a shared link” in the preview."),
    )


def settings_panels() -> list:
    return [
        address_panel(),
        machines_panel(),
        "language",
        FieldPanel(
            "is_pattern",
            heading=_("Use as a pattern"),
            help_text=_(
                "Offers this page under “New from pattern”: others begin a page of their own with its content. "
                "It can stay a draft. Put words in [square brackets] where something is to be filled in."
            ),
        ),
    ]
