"""What staff see of a site that was restored from a backup, and the screen that lets it go on."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.ui.components import Component
from wagtail.log_actions import log

from site_core.background_work import RESUME, is_held, origin_in_words, resume
from site_core.backup.marker import is_begun
from site_core.models import BackgroundWork

PERMISSION = "site_core.change_backgroundwork"
# Names of addresses where something may wait; those that a site has not are left out.
WAITING = [(gettext_lazy("The calendar"), "calendar"), (gettext_lazy("The announcements"), "announcements")]


class HoldPanel(Component):
    """That nothing happens by itself here, at the very head of the dashboard, for everybody."""

    name = "hold"
    order = 5
    template_name = "site_core/admin/hold_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context):
        return {
            "origin": origin_in_words(),
            "may_resume": self.request.user.has_perm(PERMISSION),
            "is_half_restored": is_begun(),
        }


def show_hold(request: HttpRequest, panels: list) -> None:
    """After the hook of the house, which begins the list anew."""
    if is_held():
        panels.append(HoldPanel(request))


@user_passes_test(lambda user: user.has_perm(PERMISSION))
def resume_background_work(request: HttpRequest) -> HttpResponse:
    """Asks, since what is due then happens at once and cannot be taken back."""
    if not is_held():
        messages.warning(request, _("It was on already."))
        return redirect("wagtailadmin_home")
    if request.method == "POST" and not is_begun() and resume():
        log(instance=BackgroundWork.objects.get(), action=RESUME, user=request.user)
        messages.success(request, _("It is on: what is due goes live within seconds, and what waits is sent."))
        return redirect("wagtailadmin_home")
    title = _("Publish and send again")
    context = {
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [{"url": "", "label": title}],
        "origin": origin_in_words(),
        "is_half_restored": is_begun(),
        "links": waiting_links(),
    }
    return render(request, "site_core/admin/resume.html", context)


def waiting_links() -> list[dict]:
    links = []
    for label, name in WAITING:
        with suppress(NoReverseMatch):
            links.append({"url": reverse(name), "label": label})
    return links
