"""The screen that asks before a version takes the place of the one that is approved."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params

from site_core.amending.approving import OutdatedError, replace_version, take_slot, what_became_of
from site_core.amending.editing import kept_as_draft, tell_of_update
from site_core.amending.slots import slot_of_page_id
from site_core.readiness.gate import log_override
from site_core.readiness.views import PublishAnywayView
from site_core.zones import named_time


class CancelUnderLockView(View):
    """Wagtail's screen that cancels does not look at what the release engine does meanwhile; the calendar's does."""

    def dispatch(self, request, page_id, **kwargs):
        back = get_valid_next_url_from_request(request) or reverse("wagtailadmin_pages:edit", args=[page_id])
        return redirect(set_query_params(reverse("calendar_cancel", args=[page_id]), {"next": back}))


class AmendAnywayView(PublishAnywayView):
    """As before publishing; what is approved goes live at its time, unless somebody confirms the draft."""

    page_title = gettext_lazy("Update scheduled version")
    confirm_label = gettext_lazy("Update scheduled version anyway")
    confirm_ready_label = gettext_lazy("Update scheduled version")
    asks_about_scheduled = True

    def dispatch(self, request, page_id, **kwargs):
        self.slot = slot_of_page_id(page_id)
        return super().dispatch(request, page_id=page_id, **kwargs)

    def get(self, request):
        return super().get(request) if self.slot else self.refuse(_("This page is no longer scheduled."))

    def post(self, request):
        if self.slot is None:
            return self.refuse(what_became_of(self.record, request.POST.get("seen", "")))
        return super().post(request)

    @property
    def not_done(self) -> str:
        kept = _("The scheduled version has not been updated. Your changes are saved as a draft.")
        at = self.page.go_live_at
        words = [kept, self.slot.words]
        if at and at != self.slot.at:
            words.append(_("With the update it is moved to %(time)s.") % {"time": named_time(at)})
        return " ".join(words)

    @property
    def seen(self) -> str:
        return f"{self.slot.key}-{super().seen}"

    def refuse(self, reason: str) -> HttpResponse:
        messages.error(self.request, f"{reason} {kept_as_draft()}")
        return redirect(self.edit_url)

    def publish(self) -> HttpResponse | None:
        """Under the lock of the page."""
        try:
            slot = take_slot(self.record.pk, self.slot.key)
        except OutdatedError as reason:
            return self.refuse(str(reason))
        at = self.page.go_live_at or slot.at
        if at != slot.at and at <= timezone.now():
            return self.refuse(_("%(time)s has passed.") % {"time": named_time(at)})
        if response := self.run_hook("before_publish_page", self.request, self.page):
            return response
        log_override(self.page, self.revision, self.request.user, self.findings)
        replace_version(slot, self.revision, at, self.request.user)
        updated = self.record.specific_class.objects.get(pk=self.record.pk)
        tell_of_update(self.request, updated, slot, at, messages.button(self.edit_url, _("Edit")))
        return self.run_hook("after_publish_page", self.request, updated)
