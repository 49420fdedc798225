from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page

from blog.patterns import Offer, begin, offers_to


class NewFromPatternView(WagtailAdminTemplateMixin, TemplateView):
    """Shows the patterns that somebody may begin with, and on POST begins with the one chosen."""

    template_name = "blog/admin/new_from_pattern.html"
    page_title = gettext_lazy("New from pattern")
    header_icon = "copy"

    @cached_property
    def parent(self) -> Page | None:
        number = self.request.GET.get("parent", "")
        if not number:
            return None
        pages = Page.objects.filter(pk=int(number)) if number.isdecimal() and len(number) < 10 else Page.objects.none()
        parent = get_object_or_404(pages).specific
        if not parent.permissions_for_user(self.request.user).can_add_subpage():
            raise PermissionDenied
        return parent

    @cached_property
    def offers(self) -> list[Offer]:
        offers = offers_to(self.request.user, self.parent)
        if not offers and not self.parent:
            raise PermissionDenied
        return offers

    def post(self, request: HttpRequest):
        chosen = next((offer for offer in self.offers if offer.pattern.key == request.POST.get("pattern")), None)
        if chosen is None:
            messages.error(request, _("This pattern is no longer there. Choose another one."))
            return redirect(request.get_full_path())
        page = begin(chosen, request.user)
        message = _("A draft has been made from the pattern “%(name)s”. Give it a title of its own.")
        messages.success(request, message % {"name": chosen.pattern.name})
        return redirect("wagtailadmin_pages:edit", page.pk)

    def get_breadcrumbs_items(self):
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        kinds: dict[str, list[Offer]] = {}
        for offer in self.offers:
            kinds.setdefault(offer.pattern.kind, []).append(offer)
        return {**super().get_context_data(**kwargs), "kinds": kinds, "parent_page": self.parent}


def new_from_pattern_url(parent: Page | None = None) -> str:
    return reverse("new_from_pattern") + (f"?parent={parent.pk}" if parent else "")


def explorer_button(page: Page, user) -> list[Button]:
    """The way to the patterns for pages below this one, for those who may add some."""
    if not page.permissions_for_user(user).can_add_subpage() or not page.specific_class.creatable_subpage_models():
        return []
    return [Button(_("New from pattern"), url=new_from_pattern_url(page), icon_name="copy", priority=5)]


def listing_button() -> HeaderButton:
    return HeaderButton(_("New from pattern"), url=new_from_pattern_url(), icon_name="copy")
