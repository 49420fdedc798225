"""What staff see of a site that was restored from a backup, and the button that lets it go on."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.log_actions import log

from site_core.background_work import RESUME, is_held, origin_in_words, resume
from site_core.backup.marker import is_begun
from site_core.models import BackgroundWork

PERMISSION = "site_core.change_backgroundwork"


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
            "csrf_token": parent_context.get("csrf_token"),
        }


def show_hold(request: HttpRequest, panels: list) -> None:
    """After the hook of the house, which begins the list anew."""
    if is_held():
        panels.append(HoldPanel(request))


@require_POST
def resume_background_work(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if is_begun():
        messages.error(request, _("The restore is not finished: whoever runs the site has to restore again first."))
    elif resume():
        log(instance=BackgroundWork.objects.get(), action=RESUME, user=request.user)
        messages.success(request, _("It is on: what is due goes live within seconds, and what waits is sent."))
    else:
        messages.warning(request, _("It was on already."))
    return redirect("wagtailadmin_home")
