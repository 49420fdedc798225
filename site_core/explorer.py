"""The list of the pages below one, as one comes upon it in the tree of pages."""

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.listing import ExplorableIndexView

# Wagtail's name for the order in which somebody dragged pages.
BY_HAND = "ord"
# Wagtail loads all of them, to be dragged past one another.
MOST_DRAGGED = 200


class SiteExplorerView(ExplorableIndexView):
    """Wagtail's, where pages are dragged into order while they are few."""

    @property
    def sort_order_field(self) -> str | None:
        return BY_HAND if self.parent_page.numchild <= MOST_DRAGGED else None

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        return [
            button for button in buttons if self.sort_order_field or not button.url.endswith(f"?ordering={BY_HAND}")
        ]

    def get_context_data(self, *args, **kwargs):
        if self.request.GET.get("ordering") == BY_HAND and not self.sort_order_field:
            words = _(
                "There are more than %(most)d pages here, too many to drag into an order. "
                "They are listed by their last change."
            )
            messages.info(self.request, words % {"most": MOST_DRAGGED})
        return super().get_context_data(*args, **kwargs)
