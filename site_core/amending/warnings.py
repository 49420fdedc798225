"""What somebody is told of a schedule before they take away, or move, the page that has it."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, MoveBulkAction, UnpublishBulkAction
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Page

from site_core.amending.slots import Slot, slots_of
from site_core.hidden_things import SeenOnlyMixin
from site_core.zones import named_time

SHOWN = 3
DELETING = _("Deleting cancels that.")
UNPUBLISHING = _("Unpublishing cancels that.")
MOVING = _("That stays so: it goes live at its new place.")
PUBLISHING = _("Publishing puts the latest draft in the place of what is approved.")


def slots_at(pages: Iterable[Page], with_those_below: bool = True) -> list[Slot]:
    """What is scheduled of these pages and, where they are taken along, of those below them."""
    pages = list(pages)
    if not pages:
        return []
    if not with_those_below:
        return slots_of(page.pk for page in pages)
    branches = reduce(or_, (Q(path__startswith=page.path) for page in pages))
    return slots_of(Page.objects.filter(branches).order_by().values_list("pk", flat=True))


def warn(request, slots: list[Slot], consequence: str | Promise) -> None:
    if request.method != "GET" or not slots:
        return
    named = [f"“{slot.revision.object_str}” ({named_time(slot.at)})" for slot in slots[:SHOWN]]
    more = len(slots) - len(named)
    if more:
        named.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    words = ngettext("%(pages)s is scheduled to go live.", "%(pages)s are scheduled to go live.", len(slots))
    messages.warning(request, f"{words % {'pages': ', '.join(named)}} {consequence}")


def warn_before_deleting(request, page: Page) -> None:
    warn(request, slots_at([page]), DELETING)


def warn_before_moving(request, page: Page, destination: Page) -> HttpResponse | None:
    """Says what becomes of schedules; and back to the choice where the page could not be read at its new place.

    Wagtail asks for permission only when the page is moved, after it was named.
    """
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
    if words := reason_against(page, destination):
        messages.error(request, words)
        return redirect("wagtailadmin_pages:move", page.pk)
    warn(request, slots_at([page]), MOVING)
    return None


def reason_against(page: Page, destination: Page) -> str:
    """Why nobody could read this page below that one."""
    try:
        page.specific_class.refuse_reserved(page.slug, destination)
    except ValidationError as error:
        return f"“{page.title}”: {' '.join(error.message_dict['slug'])}"
    return ""


class UnpublishKnowinglyView(UnpublishView):
    """Wagtail's confirmation, which says what is cancelled with it."""

    def get(self, request, *args, **kwargs):
        warn(request, slots_at([self.object], with_those_below=False), UNPUBLISHING)
        return super().get(request, *args, **kwargs)


class KnowinglyMixin(SeenOnlyMixin):
    """A confirmation for many pages, which says what becomes of their schedules."""

    consequence: str | Promise
    takes_those_below = True

    def get(self, request, *args, **kwargs):
        pages, _without_access = self.get_actionable_objects()
        warn(request, slots_at(pages, self.takes_those_below), self.consequence)
        return super().get(request, *args, **kwargs)


class DeleteKnowingly(KnowinglyMixin, DeleteBulkAction):
    consequence = DELETING


class MoveKnowingly(KnowinglyMixin, MoveBulkAction):
    consequence = MOVING

    def get_actionable_objects(self):
        """As Wagtail's, and no page goes where nobody could read it."""
        pages, left = super().get_actionable_objects()
        if self.cleaned_form is None:
            return pages, left
        destination = self.cleaned_form.cleaned_data["chooser"]
        unreadable = [page for page in pages if reason_against(page, destination)]
        left["pages_without_destination_access"] += [
            {"item": page, "can_edit": page.permissions_for_user(self.request.user).can_edit()} for page in unreadable
        ]
        return [page for page in pages if page not in unreadable], left

    def prepare_action(self, pages, pages_without_access):
        destination = self.cleaned_form.cleaned_data["chooser"]
        for row in pages_without_access["pages_without_destination_access"]:
            if words := reason_against(row["item"], destination):
                messages.error(self.request, words)
        return super().prepare_action(pages, pages_without_access)


class UnpublishKnowingly(KnowinglyMixin, UnpublishBulkAction):
    consequence = UNPUBLISHING

    def check_perm(self, page):
        """Asked of the page as what it is: of a mere page, Wagtail's own lock would answer, which is for everybody."""
        return super().check_perm(page.specific_deferred)
