"""The order that somebody last gave a list, kept with their account until they choose another."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.users.models import UserProfile

USUAL_ORDER = "usual"


class SavedOrderMixin:
    """A list that opens in the order in which its viewer last put it."""

    model: Any
    request: HttpRequest
    get_valid_orderings: Callable[[], list[str]]

    @property
    def order_key(self) -> str:
        return f"order of {self.model._meta.label}"

    @cached_property
    def kept_orders(self) -> dict[str, str]:
        profile = getattr(self.request.user, "wagtail_userprofile", None)
        return profile.dismissibles if profile else {}

    @property
    def saved_order(self) -> str | None:
        order = self.kept_orders.get(self.order_key)
        return order if order in self.get_valid_orderings() else None

    def get_ordering(self):
        chosen = self.request.GET.get("ordering")
        if chosen == USUAL_ORDER:
            self.keep_order(None)
        elif chosen in self.get_valid_orderings():
            self.keep_order(chosen)
        elif self.saved_order and not self.is_searching:
            return self.saved_order
        return super().get_ordering()

    def keep_order(self, order: str | None) -> None:
        """Writes only when something changes. Wagtail keeps what was dismissed in the same place."""
        if order == self.kept_orders.get(self.order_key):
            return
        profile = UserProfile.get_for_user(self.request.user)
        profile.dismissibles.pop(self.order_key, None)
        if order:
            profile.dismissibles[self.order_key] = order
        profile.save(update_fields=["dismissibles"])
        self.kept_orders = profile.dismissibles

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if self.saved_order:
            url = f"{self.index_url}?ordering={USUAL_ORDER}"
            buttons.append(Button(_("Back to the usual order"), url=url, icon_name="rotate", priority=80))
        return buttons
