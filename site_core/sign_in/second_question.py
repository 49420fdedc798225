"""Asks once more who is there before accounts, data of people, and mail to everybody.

The question stands at the address it is about. What a form brought is kept in it, and goes on with the answer.
"""

import time

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from site_core.sign_in.forms import QuestionForm
from site_core.sign_in.letters import tell_of_guessing
from site_core.sign_in.pacing import forget_failures, wait_seconds
from site_core.sign_in.words import wait_in_words
from users.models import User
from users.second_factor import check, has_second_factor, is_app_code

SURE_AT = "sure_at"
MINUTES = 10
ANSWER, ASKED_FOR = "who_is_there", "who_is_there_for"
ACCOUNTS = {f"wagtailusers_{kind}:{act}" for kind in ("users", "groups") for act in ("add", "edit", "delete")}
SECOND_FACTORS = {
    "second_factor_add",
    "second_factor_remove",
    "second_factor_codes",
    "second_factor_reset",
}
MAILING = {"announce_page", "announcement_again", "resume_background_work"}
ACTS_OF_MAILING = {"decide", "send_now"}
LISTS_OF_PEOPLE = {
    "subscribers",
    "subscribers_results",
    "announcement_failures",
    "announcement_failures_results",
    "wagtailusers_users:index",
    "wagtailusers_users:index_results",
}


class SecondQuestionMiddleware:
    """Puts the question before whatever is named above, unless it was answered some minutes ago."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not is_asked_of(request) or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        if ANSWER in request.POST:
            fault = fault_of(request.POST[ANSWER], request, request.user)
            return ask(request, request.user, fault) if fault else go_on(request)
        return None if is_sure(request) else ask(request, request.user)


def is_asked_of(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or not match.route.startswith("admin/") or not request.user.is_authenticated:
        return False
    name, kwargs = match.view_name, match.kwargs
    if name == "wagtail_bulk_action":
        return kwargs["app_label"] == get_user_model()._meta.app_label
    if name in LISTS_OF_PEOPLE:
        return bool(request.GET.get("export"))
    if name == "announcement_act":
        return kwargs["act"] in ACTS_OF_MAILING
    if name == "wagtailadmin_account":
        return changes_who_signs_in(request.POST, request.user)
    return name in ACCOUNTS | SECOND_FACTORS | MAILING


def changes_who_signs_in(sent: QueryDict, user: User) -> bool:
    """A new password, or a new address, at which one can ask for a new password."""
    return bool(sent.get("password-new_password1")) or sent.get("name_email-email", user.email) != user.email


def is_sure(request: HttpRequest) -> bool:
    """An answer of the future, from when the clock was ahead, counts for nothing."""
    return 0 <= time.time() - request.session.get(SURE_AT, 0) < MINUTES * 60


def note_sure(request: HttpRequest) -> None:
    request.session[SURE_AT] = int(time.time())


@receiver(user_logged_in, dispatch_uid="answer_second_question")
def note_sign_in(sender, request, user, **kwargs) -> None:
    note_sure(request)


def fault_of(answer: str, request: HttpRequest, user: User) -> str:
    """Why an answer does not count, in words; empty if it does."""
    if is_app_code(answer) and has_second_factor(user):
        code = check(user, answer)
        tell_of_guessing(user, code.failures)
        return "" if code.is_right else wait_in_words(code.wait_seconds) or _("This code is not right.")
    name = user.get_username()
    if wait := wait_seconds(request, name):
        return wait_in_words(wait)
    if not is_password_of(user, answer, request):
        return _("This is not your password.")
    forget_failures(request, name)
    return ""


def is_password_of(user: User, answer: str, request: HttpRequest) -> bool:
    """Asked without the form: django-axes writes down what a wrong password came with, and here it is the answer."""
    sent = request.POST
    give_form(request, QueryDict())
    try:
        return authenticate(request, username=user.get_username(), password=answer) == user
    finally:
        give_form(request, sent)


def give_form(request: HttpRequest, form: QueryDict) -> None:
    request.POST = form  # type: ignore[assignment]  # as unchangeable as the one in whose place it stands


def go_on(request: HttpRequest) -> HttpResponse | None:
    """To what was asked for: the page, or the form as it was sent."""
    note_sure(request)
    if request.POST.get(ASKED_FOR) != "POST":
        return redirect(request.get_full_path())
    sent = request.POST.copy()
    for name in (ANSWER, ASKED_FOR):
        sent.pop(name, None)
    sent._mutable = False
    give_form(request, sent)
    return None


def ask(request: HttpRequest, user: User, fault: str = "") -> HttpResponse:
    is_asked_again = ANSWER in request.POST
    method = request.POST.get(ASKED_FOR, "GET") if is_asked_again else request.method
    context = {
        "form": QuestionForm(request.POST if fault else None, takes_codes=has_second_factor(user), fault=fault),
        "header_title": _("Is it you?"),
        "header_icon": "lock",
        "breadcrumbs_items": [{"url": "", "label": _("Is it you?")}],
        "method": "POST" if method == "POST" else "GET",
        "kept": kept_fields(request) if method == "POST" else [],
        "loses_files": bool(request.FILES),
        "minutes": MINUTES,
    }
    return render(request, "site_core/admin/second_question.html", context, status=403 if fault else 200)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    own = {ANSWER, ASKED_FOR, "csrfmiddlewaretoken"}
    return [(name, value) for name, values in request.POST.lists() if name not in own for value in values]
