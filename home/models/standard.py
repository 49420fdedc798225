from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from blog.blocks import BodyStreamBlock
from blog.panels import footnotes_panel
from site_core.fields import StreamField
from site_core.models import BasePage


class StandardPage(BasePage):
    """A page that stays: about, terms, privacy, accessibility."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyStreamBlock(), verbose_name=_("text"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        "introduction",
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

    @property
    def card_text(self) -> str:
        return self.introduction
