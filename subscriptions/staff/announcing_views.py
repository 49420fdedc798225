"""Announcing by hand, and once more: both ask for a number to be typed, since a mail cannot be taken back."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from subscriptions.models import Announcement
from subscriptions.readers import readers_of
from subscriptions.services.announcing import NotPossibleError, announce_by_hand, send_again
from subscriptions.staff.access import StaffScreen
from subscriptions.staff.acts import SEND_AGAIN
from subscriptions.works import KINDS


class TypedForm(forms.Form):
    """Asks for the number of people who get a mail by it, as it was when the form was drawn."""

    seen = forms.CharField(widget=forms.HiddenInput)
    typed = forms.CharField(label=gettext_lazy("Number of recipients"), max_length=20)

    def clean(self):
        seen, typed = self.cleaned_data.get("seen"), self.cleaned_data.get("typed", "")
        if typed and typed.replace(",", "").replace(" ", "") != seen:
            self.add_error("typed", _("That is not the number of recipients."))


class TypedView(StaffScreen, FormView):
    """Sends a mail to many once its number is typed."""

    permission = SEND_AGAIN
    template_name = "subscriptions/admin/typed.html"
    form_class = TypedForm

    @property
    def announcement(self) -> Announcement:
        raise NotImplementedError

    @property
    def back_url(self) -> str:
        raise NotImplementedError

    def act(self) -> Announcement:
        raise NotImplementedError

    @cached_property
    def number(self) -> int:
        return readers_of(self.announcement).count

    def get_initial(self):
        return {"seen": self.number}

    def form_valid(self, form):
        try:
            announcement = self.act()
        except NotPossibleError as error:
            messages.error(self.request, str(error))
            return redirect(self.back_url)
        messages.success(self.request, self.success_message % {"title": announcement.title})
        return redirect("announcement", pk=announcement.pk)

    def get_page_subtitle(self):
        return self.announcement.title

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("announcements"), "label": _("Announcements")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.announcement.title},
        ]

    def get_context_data(self, **kwargs):
        people = ngettext("%(number)s subscriber", "%(number)s subscribers", self.number) % {"number": self.number}
        return {
            **super().get_context_data(**kwargs),
            "title": self.announcement.title,
            "people": people,
            "question": self.question % {"title": self.announcement.title, "people": people},
            "back_url": self.back_url,
        }


class SendAgainView(TypedView):
    """To all whom it is for now, also to those who got it before."""

    page_title = gettext_lazy("Send again")
    success_message = gettext_lazy("“%(title)s” is being sent again.")
    question = gettext_lazy(
        "“%(title)s” goes to %(people)s, also to those who got it before. A mail cannot be taken back."
    )

    @cached_property
    def announcement(self) -> Announcement:
        return get_object_or_404(Announcement, pk=self.kwargs["pk"])

    @property
    def back_url(self):
        return reverse("announcement", args=[self.announcement.pk])

    def act(self):
        send_again(self.announcement, self.request.user)
        return self.announcement


class AnnouncePageView(TypedView):
    """For an update or report that is public and was never announced."""

    page_title = gettext_lazy("Announce to subscribers")
    success_message = gettext_lazy("“%(title)s” will be announced. Until then it can be stopped here.")
    question = gettext_lazy("%(people)s get an email about “%(title)s”. A mail cannot be taken back.")

    @cached_property
    def page(self) -> Page:
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        if not may_announce(page, self.request.user):
            raise PermissionDenied
        return page

    @cached_property
    def announcement(self) -> Announcement:
        return Announcement(kind=KINDS[type(self.page)], page=self.page, title=self.page.title)

    @property
    def back_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def act(self):
        return announce_by_hand(self.page, self.request.user)


def may_announce(page, user) -> bool:
    return type(page) in KINDS and user.has_perm(SEND_AGAIN) and page.permissions_for_user(user).can_edit()


def announce_button(page, user) -> list[Button]:
    """Nothing where the page is not public, or was announced already: its announcement knows the rest."""
    if not page.live or not user.has_perm(SEND_AGAIN):
        return []
    page = page.specific_deferred
    if not may_announce(page, user) or Announcement.objects.filter(page=page.pk).exists():
        return []
    url = reverse("announce_page", args=[page.pk])
    return [Button(_("Announce to subscribers…"), url=url, icon_name="mail", priority=75)]
