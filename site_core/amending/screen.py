"""What the screen of a scheduled page says above its form."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.utils import set_query_params
from wagtail.models import Page

from site_core.amending.slots import Slot
from site_core.zones import named_time


@dataclass
class ScheduledVersion:
    """The version that goes live, beside the draft that is written on."""

    slot: Slot
    page: Page
    request: HttpRequest
    # The version that was opened.
    shown: int | None

    @cached_property
    def approved(self):
        return self.slot.revision.as_object()

    @property
    def words(self) -> str:
        return self.slot.words

    @cached_property
    def differences(self) -> list[str]:
        """Names of the fields in which the draft and the approved version are not the same."""
        if self.shown == self.slot.revision.pk:
            return []
        panel = self.page.get_edit_handler().get_bound_panel(instance=self.page, request=self.request, form=None)
        found = [comparison(self.approved, self.page) for comparison in panel.get_comparison()]
        # The time is said in words of its own.
        changed = [field for field in found if field.has_changed() and field.field.name != "go_live_at"]
        return list(dict.fromkeys(str(field.field_label()) for field in changed))

    @property
    def other_time(self) -> str:
        """The moment in the draft, where it is another one: the update would move the page there."""
        wished = self.page.go_live_at
        return named_time(wished) if wished and wished != self.slot.at else ""

    @property
    def difference_words(self) -> str:
        if self.differences:
            return _("The draft on this screen differs in: %(fields)s.") % {"fields": ", ".join(self.differences)}
        return "" if self.other_time else _("The draft on this screen is the same.")

    @property
    def version_url(self) -> str:
        return reverse("wagtailadmin_pages:revisions_view", args=[self.page.pk, self.slot.revision.pk])

    @property
    def compare_url(self) -> str:
        return reverse("wagtailadmin_pages:revisions_compare", args=[self.page.pk, self.slot.revision.pk, "latest"])

    @property
    def cancel_url(self) -> str:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return set_query_params(reverse("calendar_cancel", args=[self.page.pk]), {"next": edit})
