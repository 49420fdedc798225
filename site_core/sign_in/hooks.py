"""Where the screens of signing in hang in the admin."""

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from site_core.sign_in import acts
from site_core.sign_in.account import (
    AddAuthenticatorView,
    RecoveryCodesView,
    RemoveAuthenticatorView,
    SignOutEverywhereView,
)
from site_core.sign_in.managing import ResetView


def addresses() -> list:
    return [
        path("account/second-factor/add/", AddAuthenticatorView.as_view(), name="second_factor_add"),
        path("account/second-factor/<int:pk>/remove/", RemoveAuthenticatorView.as_view(), name="second_factor_remove"),
        path("account/second-factor/codes/", RecoveryCodesView.as_view(), name="second_factor_codes"),
        path("account/sign-out-everywhere/", SignOutEverywhereView.as_view(), name="sign_out_everywhere"),
        path("users/<int:pk>/second-factor/reset/", ResetView.as_view(), name="second_factor_reset"),
    ]


def register_acts(actions) -> None:
    actions.register_action(acts.ADDED, _("Add a second factor"), _("Second factor added"))
    actions.register_action(acts.REMOVED, _("Remove a second factor"), _("Second factor removed"))
    actions.register_action(acts.NEW_CODES, _("Make new recovery codes"), _("New recovery codes made"))
    actions.register_action(acts.RESET, _("Reset the second factor"), _("Second factor reset"))
    actions.register_action(acts.SIGNED_OUT, _("Sign out everywhere"), _("Signed out everywhere"))


def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/sign_in.css"))


def script() -> str:
    return format_html('<script src="{}" defer></script>', static("js/admin/sign_in.js"))
