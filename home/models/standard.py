from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from blog.blocks import BodyStreamBlock
from blog.cards import deck_of
from blog.panels import footnotes_panel
from site_core.accessibility import Statement, statement
from site_core.fields import StreamField
from site_core.models import BasePage
from site_core.previews import CARD
from site_core.privacy import privacy_facts

ACCESSIBILITY_SLUG = "accessibility"
PRIVACY_SLUG = "privacy"


class StandardPage(BasePage):
    """A page that stays: about, terms, privacy, accessibility."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    surfaces = [CARD, *BasePage.surfaces]

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyStreamBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction", help_text=_("A sentence or two under the title, also for search results.")),
        FieldPanel("body"),
        footnotes_panel(),
    ]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction", boost=2),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "deck": deck_of(self.body)}

    @property
    def card_text(self) -> str:
        return self.introduction

    @property
    def accessibility_statement(self) -> Statement | None:
        """What is tested, on the page where readers look for it: the one at /accessibility/, whatever its title."""
        return statement() if self.slug == ACCESSIBILITY_SLUG else None

    @property
    def privacy_facts(self) -> list[str]:
        """What the site keeps of people, on the page where they look for it, at /privacy/."""
        return privacy_facts() if self.slug == PRIVACY_SLUG else []
