"""One announcement: what it says, who gets it, and what can be done about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import registry

from site_core.zones import named_time
from subscriptions.letters import preview_of
from subscriptions.models import Announcement
from subscriptions.readers import readers_of
from subscriptions.services.announcing import NotPossibleError
from subscriptions.services.testing import send_test
from subscriptions.staff.access import StaffScreen, needs_permission
from subscriptions.staff.acts import ACTS, CHANGE, MAY_SEND_AGAIN, SEND_AGAIN, acts_for
from subscriptions.staff.announcement_list import MEDIA, with_tallies

# A mail is looked at as in a mail program: it runs nothing, and loads nothing but the site's own pictures.
PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)


class AnnouncementView(StaffScreen, TemplateView):
    """What an announcement says, who would get it, how it goes, and the buttons that its state allows."""

    permission = "subscriptions.view_announcement"
    template_name = "subscriptions/admin/announcement.html"

    @cached_property
    def announcement(self) -> Announcement:
        announcement = get_object_or_404(Announcement, pk=self.kwargs["pk"])
        return with_tallies([announcement])[0]

    def get_page_title(self):
        return self.announcement.title

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("announcements"), "label": _("Announcements")},
            {"url": "", "label": self.announcement.title},
        ]

    def get_context_data(self, **kwargs):
        announcement, user = self.announcement, self.request.user
        may_repeat = user.has_perm(SEND_AGAIN) and announcement.state in MAY_SEND_AGAIN
        return {
            **super().get_context_data(**kwargs),
            "announcement": announcement,
            "acts": acts_for(announcement, user),
            "may_send_test": user.has_perm(CHANGE),
            "may_send_again": may_repeat,
            "may_see_failures": user.has_perm("subscriptions.view_subscriber"),
            "send_at": named_time(announcement.send_at),
            "words": preview_of(announcement),
            "readers": readers_of(announcement),
            "history": registry.get_logs_for_instance(announcement).select_related("user")[:20],
            "media": MEDIA,
        }


@require_safe
@needs_permission("subscriptions.view_announcement")
def announcement_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as HTML, for the frame on the screen."""
    words = preview_of(get_object_or_404(Announcement, pk=pk))
    return HttpResponse(words.html, headers={"Content-Security-Policy": PREVIEW_POLICY})


@require_POST
@needs_permission(CHANGE)
def act_on_announcement(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One press of a button; told in words where the state has changed since the button was drawn."""
    announcement = get_object_or_404(Announcement, pk=pk)
    if act not in ACTS:
        raise Http404
    try:
        if announcement.state not in ACTS[act].states:
            raise NotPossibleError(changed_words(announcement))
        ACTS[act].do(announcement, request.user)
    except NotPossibleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{announcement.title}”: {ACTS[act].done}")
    return redirect(get_valid_next_url_from_request(request) or reverse("announcement", args=[pk]))


def changed_words(announcement: Announcement) -> str:
    words = _("This cannot be done any more. The announcement’s state is “%(state)s” now.")
    return words % {"state": announcement.get_state_display()}


@require_POST
@needs_permission(CHANGE)
def test_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever asks, and to nobody else."""
    announcement = get_object_or_404(Announcement, pk=pk)
    try:
        address = send_test(announcement, request.user)
    except NotPossibleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": address})
    return redirect("announcement", pk=pk)
