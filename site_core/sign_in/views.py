"""Signing in: the password, then the second factor; nobody is signed in between the two."""

from django.contrib.auth import logout
from django.contrib.auth import views as auth_views
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.account import LoginView, LogoutView

from site_core.sign_in.acts import add_authenticator
from site_core.sign_in.forms import AuthenticatorForm, CodeForm, ReaderSignInForm, SignInForm
from site_core.sign_in.letters import tell_of_guessing, tell_of_recovery
from site_core.sign_in.pacing import remember_browser
from site_core.sign_in.pending import finish, keep, pending_user, welcome
from site_core.sign_in.sessions import begin
from site_core.sign_in.setting_up import codes_page, picture_of
from site_core.sign_in.words import wait_in_words
from users.second_factor import (
    check,
    has_second_factor,
    must_have_second_factor,
    recovery_codes_left,
)


class TwoStepsMixin:
    """What the sign-in of staff and that of readers share."""

    def form_valid(self, form):
        user, is_remembered = form.get_user(), form.cleaned_data.get("remember", False)
        needs_code = has_second_factor(user)
        if needs_code or must_have_second_factor(user):
            keep(self.request, user, self.get_success_url(), is_remembered)
            return redirect("sign_in_code" if needs_code else "sign_in_set_up")
        response = super().form_valid(form)
        begin(self.request, is_remembered)
        remember_browser(self.request, response, user.get_username())
        return response

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if form.wait:
            response.status_code = 429
            response.headers["Retry-After"] = str(form.wait)
        return response


class SignInView(TwoStepsMixin, LoginView):
    """The door of the admin."""

    def get_form_class(self):
        return SignInForm


class SignOutView(LogoutView):
    """Wagtail's, which sets no cookie for somebody who was not signed in."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        logout(request)
        return redirect(self.next_page)


class ReaderSignInView(TwoStepsMixin, auth_views.LoginView):
    """The door of pages that are for members: it opens the admin as well, so it asks for as much."""

    template_name = "wagtailcore/login.html"
    authentication_form = ReaderSignInForm


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class StepView(FormView):
    """For somebody whose password was right a moment ago; all others begin anew."""

    def dispatch(self, request, *args, **kwargs):
        self.user = pending_user(request)
        if self.user is None or not self.is_due():
            messages.warning(request, _("Please sign in again."))
            return redirect("wagtailadmin_login")
        return super().dispatch(request, *args, **kwargs)

    def is_due(self) -> bool:
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "account": self.user}


class CodeView(StepView):
    """Asks for a code of the authenticator, or for one of the recovery codes."""

    form_class = CodeForm
    template_name = "site_core/sign_in/code.html"

    def is_due(self):
        return has_second_factor(self.user)

    def form_valid(self, form):
        answer = check(self.user, form.cleaned_data["code"])
        if not answer.is_right:
            tell_of_guessing(self.user, answer.failures)
            form.add_error("code", wait_in_words(answer.wait_seconds) or _("This code is not right. Try the next one."))
            return self.form_invalid(form)
        next_url = finish(self.request, self.user)
        if answer.was_recovery:
            self.tell_of_recovery()
        return welcome(self.request, self.user, next_url)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=403)

    def tell_of_recovery(self) -> None:
        left = recovery_codes_left(self.user)
        tell_of_recovery(self.user, left)
        words = _("You have %(number)s recovery codes left. New ones are made in your account, under “Security”.")
        messages.warning(self.request, words % {"number": left})


class SetUpView(StepView):
    """The first authenticator of somebody who must have one, before anything else."""

    form_class = AuthenticatorForm
    template_name = "site_core/sign_in/set_up.html"

    def is_due(self):
        return not has_second_factor(self.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, **picture_of(context["form"])}

    def form_valid(self, form) -> HttpResponse:
        codes = add_authenticator(form)
        if codes is None:
            return self.form_invalid(form)
        self.user.refresh_from_db()
        next_url = finish(self.request, self.user)
        response = codes_page(self.request, codes, next_url, "site_core/sign_in/codes.html")
        remember_browser(self.request, response, self.user.get_username())
        return response
