"""What is done to somebody's second factor: each act ends their other sessions, is noted and is told by mail."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from site_core.sign_in import letters
from site_core.sign_in.forms import AuthenticatorForm
from users import second_factor
from users.models import Authenticator, User

ADDED, REMOVED = "site_core.second_factor.added", "site_core.second_factor.removed"
NEW_CODES, RESET = "site_core.second_factor.codes", "site_core.second_factor.reset"
SIGNED_OUT = "site_core.signed_out_everywhere"


@transaction.atomic
def add_authenticator(form: AuthenticatorForm) -> list[str] | None:
    """The recovery codes to be shown, none where there are some already; None where the code was wrong."""
    user, name = form.user, form.cleaned_data["name"]
    second_factor.hold(user)
    authenticator = form.authenticator
    is_first = not second_factor.has_second_factor(user)
    if authenticator is None or not second_factor.add(authenticator, name, form.cleaned_data["code"]):
        form.add_error("code", _("This code is not right. Type what the app shows now; its clock must be right."))
        return None
    codes = second_factor.make_recovery_codes(user) if is_first else []
    user.end_sessions()
    log(user, ADDED, user=user, data={"name": name})
    letters.tell_of_new_authenticator(user, name)
    return codes


@transaction.atomic
def remove_authenticator(authenticator: Authenticator) -> bool:
    """Whether it is gone: the last one stays with those who must have one."""
    user, name = authenticator.user, authenticator.name
    second_factor.hold(user)
    if second_factor.is_kept(user):
        return False
    second_factor.remove(authenticator)
    user.end_sessions()
    log(user, REMOVED, user=user, data={"name": name})
    letters.tell_of_removal(user, name)
    return True


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    codes = second_factor.make_recovery_codes(user)
    log(user, NEW_CODES, user=user)
    letters.tell_of_new_codes(user)
    return codes


@transaction.atomic
def reset_second_factor(user: User, by: User | None, by_name: str) -> None:
    second_factor.reset(user)
    log(user, RESET, user=by)
    letters.tell_of_reset(user, by_name)


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    user.end_sessions()
    log(user, SIGNED_OUT, user=user)
