"""Somebody whose password was right, and who is not signed in before the second factor was, too."""

import time

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from site_core.sign_in.pacing import remember_browser
from site_core.sign_in.sessions import begin

KEY = "pending_sign_in"
VERIFIED = "second_factor_at"
MINUTES = 10


def keep(request: HttpRequest, user: AbstractBaseUser, next_url: str, is_remembered: bool) -> None:
    request.session.cycle_key()
    request.session[KEY] = {
        "user": str(user.pk),
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "next": next_url,
        "is_remembered": is_remembered,
        "at": int(time.time()),
    }
    request.session.set_expiry(0)


def pending_user(request: HttpRequest):
    """Who it is; None where nobody waits, or for too long, or where the password was changed meanwhile."""
    pending = request.session.get(KEY)
    if not pending or time.time() - pending["at"] > MINUTES * 60:
        return None
    user = get_user_model().objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["hash"], user.get_session_auth_hash()):
        return None
    return user


def finish(request: HttpRequest, user) -> str:
    """Signs in whoever has shown both; returns where they were going."""
    pending = request.session.pop(KEY)
    login(request, user, backend=pending["backend"])
    begin(request, pending["is_remembered"])
    note_verified(request)
    return pending["next"]


def note_verified(request: HttpRequest) -> None:
    request.session[VERIFIED] = int(time.time())


def is_verified(request: HttpRequest) -> bool:
    return VERIFIED in request.session


def welcome(request: HttpRequest, user, next_url: str) -> HttpResponse:
    response = redirect(next_url or settings.LOGIN_REDIRECT_URL)
    remember_browser(request, response, user.get_username())
    return response
