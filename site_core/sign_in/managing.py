"""What whoever manages accounts does for somebody who has lost their authenticator."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from site_core.sign_in.acts import reset_second_factor
from users.models import User
from users.second_factor import has_second_factor


def may_reset(manager: User, user: User) -> bool:
    """Nobody does it for themselves, and only administrators for administrators."""
    is_above = manager.is_superuser or not user.is_superuser
    return manager.has_perm("users.change_user") and is_above and manager != user


class ResetView(WagtailAdminTemplateMixin, TemplateView):
    """Asks, and takes the second factor of somebody away."""

    page_title = gettext_lazy("Reset the second factor")
    header_icon = "lock"
    template_name = "site_core/admin/reset_second_factor.html"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(get_user_model(), pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if not may_reset(request.user, self.person):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.person.get_username()

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "person": self.person, "has_one": has_second_factor(self.person)}

    def post(self, request, *args, **kwargs):
        by = request.user.get_full_name() or request.user.get_username()
        reset_second_factor(self.person, request.user, by)
        messages.success(
            request, _("%(name)s signs in without a second factor now, and is told so by mail.") % {"name": self.person}
        )
        return redirect("wagtailusers_users:index")


def offer_reset(user, request_user):
    """In the menu of each account that has a second factor."""
    if may_reset(request_user, user) and has_second_factor(user):
        url = reverse("second_factor_reset", args=[user.pk])
        yield Button(_("Reset the second factor"), url=url, icon_name="lock", priority=30)
