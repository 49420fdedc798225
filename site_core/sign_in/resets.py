"""A new password by mail: what is answered tells nobody which addresses have an account."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetConfirmView, PasswordResetView

from site_core.client_address import client_address
from site_core.outbox import queue_mail
from site_core.rate_limits import is_over_limit
from site_core.sign_in.pacing import remember_browser

HOUR_SECONDS = 3600
# From one network the answer says so; for one address it stays the same, and no further mail is sent.
FROM_ONE_NETWORK, TO_ONE_ADDRESS = 20, 3


class QueuedResetForm(PasswordResetForm):
    """Puts the mail into the outbox: waiting for a mail server would tell that there is somebody to write to."""

    def save(self, **kwargs):
        if not is_over_limit("password reset to", self.cleaned_data["email"].casefold(), TO_ONE_ADDRESS, HOUR_SECONDS):
            super().save(**kwargs)

    def send_mail(self, subject_template_name, email_template_name, context, from_email, to_email, *args, **kwargs):
        if not settings.MAIL_IS_SET_UP:  # then the link is printed where the site runs
            super().send_mail(
                subject_template_name, email_template_name, context, from_email, to_email, *args, **kwargs
            )
            return
        subject = loader.render_to_string(subject_template_name, context)
        text = loader.render_to_string(email_template_name, context)
        queue_mail(f"password-reset:{secrets.token_hex(8)}", to_email, subject, text, is_secret=True)


class ResetRequestView(PasswordResetView):
    """Takes an address, and answers the same whether or not it is known."""

    def get_form_class(self):
        return QueuedResetForm

    def post(self, request, *args, **kwargs):
        if is_over_limit("password reset from", client_address(request), FROM_ONE_NETWORK, HOUR_SECONDS):
            return too_many(request, self)
        return super().post(request, *args, **kwargs)


def too_many(request: HttpRequest, view: PasswordResetView) -> HttpResponse:
    form = view.get_form()
    form.add_error(None, _("Too many links were asked for from here. Wait an hour and try again."))
    response = view.render_to_response(view.get_context_data(form=form), status=429)
    response.headers["Retry-After"] = str(HOUR_SECONDS)
    return response


class NewPasswordView(PasswordResetConfirmView):
    """Whoever opened the link has the mailbox: their browser is known from now on, and they still sign in as all do."""

    def form_valid(self, form):
        response = super().form_valid(form)
        remember_browser(self.request, response, self.user.get_username())
        return response
