"""The screen on which a scheduled page is mended, and what its buttons do."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView

from site_core.amending.approving import OutdatedError, replace_version, take_slot
from site_core.amending.menu import AMEND_NAME, PUBLISH_NOW_NAME
from site_core.amending.screen import ScheduledVersion
from site_core.amending.slots import Slot, slot_of_page_id
from site_core.zones import named_time

EDIT_TEMPLATE = "wagtailadmin/pages/edit.html"


class AmendingEditView(EditView):
    """An editor that keeps what is approved apart from the draft, until somebody puts one in the place of the other."""

    slot: Slot | None

    def dispatch(self, request, page_id, **kwargs):
        # Before the page is read: if it goes live in between, it is read as live, and not saved as a draft again.
        self.slot = slot_of_page_id(page_id)
        return super().dispatch(request, page_id, **kwargs)

    @property
    def is_amending(self) -> bool:
        return bool(self.slot) and not self.locked_for_user and not self.page.alias_of_id

    # What is on the screen

    def get(self, request, *args, **kwargs):
        self.tell_what_goes_live()
        return super().get(request, *args, **kwargs)

    def form_invalid(self, form):
        if not self.expects_json_response:
            self.tell_what_goes_live()
        return super().form_invalid(form)

    def tell_what_goes_live(self) -> None:
        """Where Wagtail says that the page is locked; a save by itself draws the words anew."""
        if self.is_amending:
            words = render_to_string("site_core/admin/scheduled_message.html", {"scheduled": self.scheduled})
            messages.info(self.request, words)

    @cached_property
    def scheduled(self) -> ScheduledVersion | None:
        if self.slot is None:
            return None
        shown = self.previous_revision.pk if self.is_reverting else self.page.latest_revision_id
        return ScheduledVersion(self.slot, self.page, self.request, shown)

    def get_template_names(self):
        names = super().get_template_names()
        return ["site_core/admin/edit_scheduled.html"] if self.is_amending and names == [EDIT_TEMPLATE] else names

    @property
    def partials_template_name(self):
        name = super().partials_template_name
        return "site_core/admin/edit_scheduled_partials.html" if self.is_amending else name

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.is_amending:
            context["scheduled"] = self.scheduled
            context["user_can_lock"] = self.page_perms.can_lock() and not self.page.locked
            context["user_can_unlock"] = self.page_perms.can_unlock() and self.page.locked
        return context

    # What is done

    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable]:
        """Wagtail's own "publish" does not know what is approved; here it means that the form is older than that."""
        asked = {name for name in (AMEND_NAME, PUBLISH_NOW_NAME, "action-publish") if self.request.POST.get(name)}
        if self.page_perms.can_publish():
            if AMEND_NAME in asked:
                return "amend", self.amend_action
            if PUBLISH_NOW_NAME in asked or (asked and self.slot):
                return "publish", self.publish_now_action
        return super().action_name_and_method

    def form_valid(self, form):
        # Wagtail would write a draft of what is not live over the row of the page, and so over what is approved.
        form.keeps_row = self.is_amending
        return super().form_valid(form)

    def amend_action(self) -> HttpResponse:
        if self.refuses_time():
            return self.form_invalid(self.form)
        return self.under_lock(self.amend)

    def publish_now_action(self) -> HttpResponse:
        return self.under_lock(self.publish_now)

    def refuses_time(self) -> bool:
        moment = self.form.cleaned_data.get("go_live_at")
        if moment is None or moment > timezone.now() or (self.slot and moment == self.slot.at):
            return False
        words = _("%(time)s has passed. Choose a later time, or the one that is approved.")
        self.form.add_error("go_live_at", ValidationError(words % {"time": named_time(moment)}))
        return True

    def under_lock(self, act: Callable[[Slot], HttpResponse]) -> HttpResponse:
        """What went live or was moved since the form was opened is not replaced; what was written is kept."""
        try:
            with transaction.atomic():
                return act(take_slot(self.page.pk, self.request.POST.get("scheduled_version", "")))
        except OutdatedError as reason:
            self.save_as_draft(clean=False)
            self.tell_of_comments()
            messages.error(self.request, f"{reason} {kept_as_draft()}")
            return self.redirect_and_remain()

    def publish_now(self, slot: Slot) -> HttpResponse:
        self.form.instance.go_live_at = None
        return self.publish_action()

    def save_as_draft(self, clean: bool = True):
        self.page = self.form.save(commit=False)
        self.subscription.save()
        return self.page.save_revision(
            user=self.request.user, log_action=True, previous_revision=self.previous_revision, clean=clean
        )

    def amend(self, slot: Slot) -> HttpResponse:
        """As Wagtail publishes; but the time stays, and the history says what took the place of what."""
        at = self.form.instance.go_live_at = self.form.cleaned_data.get("go_live_at") or slot.at
        revision = self.save_as_draft()
        if response := self.run_hook("before_publish_page", self.request, self.page):
            return response
        replace_version(slot, revision, at, self.request.user, self.has_content_changes)
        self.tell_of_comments()
        self.page = self.page.specific_class.objects.get(pk=self.page.pk)
        if response := self.run_hook("after_publish_page", self.request, self.page):
            return response
        tell_of_update(self.request, self.page, slot, at, self.get_edit_message_button())
        return self.run_hook("after_edit_page", self.request, self.page) or self.redirect_away()

    def tell_of_comments(self) -> None:
        if self.has_content_changes and "comments" in self.form.formsets:
            changes = self.get_commenting_changes()
            self.log_commenting_changes(changes, self.page.latest_revision)
            self.send_commenting_notifications(changes)

    def send_commenting_notifications(self, changes):
        """After the lock is given back: mail may take its time."""
        transaction.on_commit(partial(super().send_commenting_notifications, changes))


def kept_as_draft() -> str:
    return _("What you wrote is kept as a draft and replaces nothing.")


def tell_of_update(request, page, slot: Slot, at, button) -> None:
    facts = {"title": page.get_admin_display_title(), "time": named_time(at), "before": named_time(slot.at)}
    if at == slot.at:
        words = _("The scheduled version of “%(title)s” has been updated. It goes live as planned, %(time)s.")
    else:
        words = _("The scheduled version of “%(title)s” has been updated and moved from %(before)s to %(time)s.")
    messages.success(request, words % facts, buttons=[button])
