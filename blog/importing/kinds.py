"""What a document can become, and below which page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from blog.models import ReportIndexPage, ReportPage, UpdateIndexPage, UpdatePage


@dataclass(frozen=True)
class Kind:
    """A kind of page, and the page that it stands below."""

    name: str
    label: str | Promise
    model: type[Page]
    parent_model: type[Page]

    def parent_for(self, user) -> Page | None:
        """The place where this user may add such a page."""
        pages = self.parent_model._default_manager.order_by("path")
        return next((page for page in pages if page.permissions_for_user(user).can_add_subpage()), None)


KINDS = (
    Kind("update", _("Update"), UpdatePage, UpdateIndexPage),
    Kind("report", _("Report"), ReportPage, ReportIndexPage),
)


def kinds_for(user) -> dict[str, Kind]:
    """The kinds of pages that this user may add, by name."""
    return {kind.name: kind for kind in KINDS if kind.parent_for(user)}


def kind_of(model: type[Page]) -> str:
    return next((kind.name for kind in KINDS if kind.model is model), "")
