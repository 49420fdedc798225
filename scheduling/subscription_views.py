from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages

from scheduling.agenda import FAR_AHEAD, items
from scheduling.calendar_views import CalendarAccessMixin, may_see_calendar
from scheduling.icalendar import calendar_file
from scheduling.models import CalendarSubscription
from scheduling.subscriptions import note_reading, revoke, subscribe, subscription_of
from site_core.zones import site_time

PAST = timedelta(days=90)
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Disposition": 'inline; filename="calendar.ics"',
}


@require_safe
@sensitive_variables("token")
def calendar_of(request: HttpRequest, token: str) -> HttpResponse:
    """What the owner of a secret address may see now; any other address is one that does not exist."""
    subscription = subscription_of(token)
    if subscription is None or not may_see_calendar(subscription.user):
        raise Http404
    note_reading(subscription)
    now = timezone.now()
    name = _("%(site)s: schedule") % {"site": settings.WAGTAIL_SITE_NAME}
    text = calendar_file(items(subscription.user, now - PAST, now + FAR_AHEAD), name)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=HEADERS)


class SubscriptionView(CalendarAccessMixin, TemplateView):
    """Where staff make, renew and revoke the address for their calendar program."""

    template_name = "scheduling/admin/subscription.html"
    page_title = gettext_lazy("Subscribe")

    def post(self, request, *args, **kwargs):
        if "revoke" in request.POST:
            revoke(request.user)
            messages.success(request, _("The address is void. No calendar program can read with it any more."))
            return redirect("calendar_subscription")
        # Shown in this answer and never again: only a hash of it is kept.
        path = reverse("calendar_file", args=[subscribe(request.user)])
        return self.render_to_response(self.get_context_data(address=f"{settings.SITE_URL}{path}"))

    def get_breadcrumbs_items(self):
        return [{"url": reverse("calendar"), "label": _("Calendar")}, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        subscription = CalendarSubscription.objects.filter(user=self.request.user).first()
        times = {
            "made": site_time(subscription.made_at) if subscription else "",
            "read": site_time(subscription.read_at) if subscription and subscription.read_at else "",
        }
        return {**super().get_context_data(**kwargs), "subscription": subscription, **times}
