from django.utils.translation import gettext_lazy as _

from blog.cards import deck_of
from home.blocks import HomeStreamBlock
from site_core.fields import StreamField
from site_core.models import BasePage


class HomePage(BasePage):
    """The front page, composed from blocks."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["blog.UpdateIndexPage", "blog.ReportIndexPage", "home.StandardPage"]
    max_count = 1

    body = StreamField(HomeStreamBlock(), verbose_name=_("content"), blank=True)

    content_panels = [*BasePage.content_panels, "body"]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request, *args, **kwargs):
        has_form = any(block["type"] == "subscribe" for block in self.body.raw_data)
        return {**super().get_context(request, *args, **kwargs), "deck": deck_of(self.body), "has_form": has_form}
