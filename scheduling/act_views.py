"""The screens on which a schedule is moved, cancelled or made come true at once."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from scheduling.acts import RefusedError, Slot, approved_revision, cancel, move, publish_now, slot_of
from scheduling.agenda import visible_pages
from scheduling.calendar_views import CalendarAccessMixin
from scheduling.forms import SHIFTS, MoveForm, SlotForm, first_values, with_shift
from scheduling.undo import remember_move
from site_core.zones import site_time

CONFLICT = 409


class ActView(CalendarAccessMixin, TemplateView):
    """One act upon one page, for those who may publish it."""

    form_class: type[SlotForm] = SlotForm

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            raise PermissionDenied
        self.page = get_object_or_404(visible_pages(request.user), pk=kwargs["page_id"])
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def title(self) -> str:
        revision = approved_revision(self.page)
        return revision.object_str if revision else self.page.get_admin_display_title()

    @cached_property
    def slot(self) -> Slot | None:
        return slot_of(self.page)

    @property
    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or reverse("calendar")

    def get(self, request, *args, **kwargs):
        if self.slot is None:
            messages.warning(request, _("Nothing is scheduled for “%(title)s” any more.") % {"title": self.title})
            return redirect(self.next_url)
        return self.answer(self.first_form(self.slot))

    def post(self, request, *args, **kwargs):
        form = self.form_class(with_shift(request.POST))
        if form.is_valid():
            try:
                self.act(form)
            except RefusedError as error:
                form.add_error(None, str(error))
            else:
                return redirect(self.next_url)
        return self.answer(form)

    def first_form(self, slot: Slot) -> SlotForm:
        return self.form_class(initial=first_values(slot))

    def act(self, form: SlotForm) -> None:
        raise NotImplementedError

    def answer(self, form: SlotForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def get_page_subtitle(self):
        return self.title

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("calendar"), "label": _("Calendar")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.title},
        ]

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "title": self.title,
            "next": self.next_url,
            "planned_for": site_time(self.slot.at) if self.slot else "",
            "slot": self.slot,
        }


class MoveView(ActView):
    """Moves what goes live to another moment: by a form, by buttons, or by a script of the calendar."""

    template_name = "scheduling/admin/move.html"
    page_title = gettext_lazy("Move")
    form_class = MoveForm

    def first_form(self, slot):
        """With what the calendar was asked for and could not do by itself, where it led here; asks what is open."""
        if "date" in self.request.GET:
            asked = {name: self.request.GET.get(name, "") for name in ("date", "time")}
            return MoveForm(first_values(slot) | asked)
        return super().first_form(slot)

    def act(self, form):
        slot, moment = form.slot, form.cleaned_data["moment"]
        move(self.page.pk, slot, moment, self.request.user)
        remember_move(self.request, self.page.pk, self.title, slot, moment)

    def answer(self, form):
        if self.request.method == "POST" and self.request.headers.get("X-Requested-With") == "XMLHttpRequest":
            words = " ".join(strip_tags(words) for errors in form.errors.values() for words in errors)
            return JsonResponse({"message": words}, status=CONFLICT)
        return super().answer(form)

    def get_context_data(self, **kwargs):
        shifts = [(name, label) for name, (_distance, label) in SHIFTS.items()]
        return {**super().get_context_data(**kwargs), "shifts": shifts}


class PublishNowView(ActView):
    """Asks, and publishes the approved version at once."""

    template_name = "scheduling/admin/publish_now.html"
    page_title = gettext_lazy("Publish now")

    def act(self, form):
        publish_now(self.page.pk, form.slot, self.request.user)
        page = Page.objects.get(pk=self.page.pk)
        buttons = [messages.button(page.url, _("View live"), new_window=True)] if page.url else []
        messages.success(self.request, _("“%(title)s” is public now.") % {"title": self.title}, buttons=buttons)


class CancelView(ActView):
    """Asks, and takes the approval of the scheduled version back."""

    template_name = "scheduling/admin/cancel.html"
    page_title = gettext_lazy("Cancel schedule")

    def act(self, form):
        cancel(self.page.pk, form.slot, self.request.user)
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[self.page.pk]), _("Edit"))
        message = _("“%(title)s” is not scheduled any more. What was approved is kept as a draft.")
        messages.success(self.request, message % {"title": self.title}, buttons=[edit])
