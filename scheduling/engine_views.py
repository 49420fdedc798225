import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import DateTimeField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log

from scheduling.models import Scheduler

logger = logging.getLogger(__name__)

CONFIRM_CLOCK = "scheduling.confirm_clock"


class SeenForm(Form):
    """When the latest hold began that was on the screen."""

    seen = DateTimeField()


def may_confirm_clock(user) -> bool:
    return user.has_perm("scheduling.change_scheduler")


def confirm_clock(request: HttpRequest) -> HttpResponse:
    """Lets schedulers go on that hold since a leap of the clock. A leap that came after the screen is not meant."""
    if not may_confirm_clock(request.user):
        raise PermissionDenied
    return confirm(request)


@require_POST
@transaction.atomic
def confirm(request: HttpRequest) -> HttpResponse:
    form = SeenForm(request.POST)
    held = Scheduler.objects.filter(held_since__isnull=False, is_clock_confirmed=False)
    rows = list(held.filter(held_since__lte=form.cleaned_data["seen"])) if form.is_valid() else []
    for row in rows:
        log(instance=row, action=CONFIRM_CLOCK, user=request.user, data={"leap_seconds": row.leap_seconds})
    Scheduler.objects.filter(pk__in=[row.pk for row in rows]).update(is_clock_confirmed=True)
    if rows:
        logger.warning("The clock is confirmed by user %s; the schedulers go on", request.user.pk)
        messages.success(request, _("The time is confirmed. What is due goes live within seconds."))
    else:
        messages.warning(request, _("No scheduler waits for the time to be confirmed any more."))
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
