"""The tab “Security” of somebody's account, and the screens behind it."""

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, SettingsTab
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from site_core.sign_in import acts
from site_core.sign_in.forms import AuthenticatorForm
from site_core.sign_in.gate import is_due
from site_core.sign_in.pending import note_verified
from site_core.sign_in.setting_up import codes_page, picture_of
from users.models import Authenticator
from users.second_factor import (
    authenticators_of,
    has_second_factor,
    is_kept,
    must_have_second_factor,
    recovery_codes_left,
)

security_tab = SettingsTab("security", gettext_lazy("Security"), order=150)


class SecondFactorPanel(BaseSettingsPanel):
    """Says which authenticators somebody has, and leads to what can be done with them."""

    name = "second_factor"
    title = gettext_lazy("Second factor")
    tab = security_tab
    order = 100
    template_name = "site_core/admin/second_factor_panel.html"
    form_class = forms.Form

    def get_form(self):
        return forms.Form(prefix=self.name)

    def get_context_data(self):
        return {
            **super().get_context_data(),
            "authenticators": authenticators_of(self.user),
            "codes_left": recovery_codes_left(self.user),
            "is_required": must_have_second_factor(self.user),
        }


class SessionsPanel(SecondFactorPanel):
    """Leads to signing out everywhere."""

    name = "sessions"
    title = gettext_lazy("Other devices")
    order = 200
    template_name = "site_core/admin/sessions_panel.html"

    def get_context_data(self):
        return {"form": self.get_form()}


class TellingAccountView(AccountView):
    """Wagtail's, which says nothing where it has saved nothing; the fault may stand far below, or on another tab."""

    def post(self, request):
        response = super().post(request)
        if response.status_code == 200:
            messages.error(request, _("Your account could not be saved due to errors."))
        return response


def account_url() -> str:
    return f"{reverse('wagtailadmin_account')}#tab-security"


class AccountScreen(WagtailAdminTemplateMixin):
    """A screen behind somebody's own account."""

    header_icon = "lock"

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": account_url(), "label": _("Account")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "back_url": account_url()}

    def stay_signed_in(self):
        """Here; everywhere else this person's sessions have ended."""
        self.request.user.refresh_from_db()
        update_session_auth_hash(self.request, self.request.user)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class AddAuthenticatorView(AccountScreen, FormView):
    """Shows a picture to scan, and keeps the authenticator once a code of it was right."""

    page_title = gettext_lazy("Set up an authenticator")
    template_name = "site_core/admin/add_authenticator.html"
    form_class = AuthenticatorForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, **picture_of(context["form"]), "is_due": is_due(self.request)}

    def form_valid(self, form):
        codes = acts.add_authenticator(form)
        if codes is None:
            return self.form_invalid(form)
        self.stay_signed_in()
        note_verified(self.request)
        if codes:
            return codes_page(self.request, codes, account_url(), "site_core/admin/recovery_codes.html")
        messages.success(self.request, _("“%(name)s” is set up.") % {"name": form.cleaned_data["name"]})
        return HttpResponseRedirect(account_url())


class RemoveAuthenticatorView(AccountScreen, TemplateView):
    """Asks, and takes one away; the last one stays with those who must have one."""

    page_title = gettext_lazy("Remove an authenticator")
    template_name = "site_core/admin/remove_authenticator.html"

    @cached_property
    def authenticator(self) -> Authenticator:
        own = Authenticator.objects.filter(user=self.request.user, confirmed=True)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "authenticator": self.authenticator,
            "is_kept": is_kept(self.request.user),
            "is_last": len(authenticators_of(self.request.user)) == 1,
        }

    def post(self, request, *args, **kwargs):
        name = self.authenticator.name
        if not acts.remove_authenticator(self.authenticator):
            return self.render_to_response(self.get_context_data(), status=403)
        self.stay_signed_in()
        messages.success(request, _("“%(name)s” is removed.") % {"name": name})
        return HttpResponseRedirect(account_url())


class RecoveryCodesView(AccountScreen, TemplateView):
    """Asks, and makes new recovery codes."""

    page_title = gettext_lazy("New recovery codes")
    template_name = "site_core/admin/new_recovery_codes.html"

    def dispatch(self, request, *args, **kwargs):
        if not has_second_factor(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        codes = acts.new_recovery_codes(request.user)
        return codes_page(request, codes, account_url(), "site_core/admin/recovery_codes.html")


class SignOutEverywhereView(AccountScreen, TemplateView):
    """Asks, and ends all sessions but this one."""

    page_title = gettext_lazy("Sign out everywhere else")
    template_name = "site_core/admin/sign_out_everywhere.html"

    def post(self, request, *args, **kwargs):
        acts.sign_out_everywhere(request.user)
        self.stay_signed_in()
        messages.success(request, _("You are signed in here and nowhere else."))
        return redirect(account_url())
