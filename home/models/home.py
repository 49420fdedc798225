from django.utils.translation import gettext_lazy as _

from blog.cards import Deck, make_deck
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
        return {**super().get_context(request, *args, **kwargs), "deck": self.deck()}

    def deck(self) -> Deck:
        """The cards of all blocks, loaded together."""
        counts = [block.value["count"] or 3 for block in self.body if block.block_type == "latest_updates"]
        reports = [block.value["report"] for block in self.body if block.block_type == "featured_report"]
        lists = [block.value["pages"] for block in self.body if block.block_type == "hand_picked_pages"]
        return make_deck(max(counts, default=0), [*reports, *(page for pages in lists for page in pages)])
