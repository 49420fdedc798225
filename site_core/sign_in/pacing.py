"""Slows down whoever guesses passwords, without shutting out the one whose password it is.

A browser in which somebody has signed in before is known by a cookie, and counted by itself. All others are held up by
django-axes (one name from one address), and here: after many failures of a name, or from a network, one of them may try
each ten seconds. So an attacker with many addresses, or many names, gets nowhere; the owner's browser notices nothing.
"""

import secrets

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from site_core.client_address import client_address
from site_core.rate_limits import is_over_limit, network_of

COOKIE = f"{settings.COOKIE_PREFIX}known"
COOKIE_SECONDS = 180 * 86_400
SALT = "site_core.sign_in.known_browser"
WINDOW_SECONDS = round(settings.AXES_COOLOFF_TIME * 3600)
SLOT_SECONDS = 10
NAME_FAILURES, NETWORK_FAILURES = 50, 30


def remember_browser(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Several people may sign in from one browser: the one before is forgotten, and no more than slower to get in."""
    known = {"name": hashed("name", username), "browser": secrets.token_urlsafe(12)}
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    forget_failures(request, username)


def known_browser(request: HttpRequest | None, username: str) -> str:
    """The mark of a browser in which this person has signed in; empty for all others."""
    if request is None or COOKIE not in request.COOKIES:
        return ""
    try:
        known = signing.loads(request.COOKIES[COOKIE], salt=SALT, max_age=COOKIE_SECONDS)
    except signing.BadSignature:
        return ""
    return known["browser"] if known["name"] == hashed("name", username) else ""


def is_known(request: HttpRequest, credentials: dict | None) -> bool:
    """For django-axes, which leaves these to us."""
    return bool(known_browser(request, (credentials or {}).get("username") or ""))


@receiver(user_login_failed, dispatch_uid="pace_guessing")
def note_failure(sender, credentials: dict, request: HttpRequest | None = None, **kwargs) -> None:
    """After each wrong password, at whichever door."""
    username = credentials.get("username") or ""
    if browser := known_browser(request, username):
        key = hashed("browser", browser)
        cache.set(key, cache.get(key, 0) + 1, WINDOW_SECONDS)
    elif request is not None:
        for kind, of_whom, limit in counted(request, username):
            if is_over_limit(f"sign-in {kind}", of_whom, limit, WINDOW_SECONDS):
                cache.set(hashed(f"slow {kind}", of_whom), True, WINDOW_SECONDS)


def forget_failures(request: HttpRequest, username: str) -> None:
    if browser := known_browser(request, username):
        cache.delete(hashed("browser", browser))


def wait_seconds(request: HttpRequest, username: str) -> int:
    """How long whoever stands at the door must wait before the next try; asking takes the turn, if there is one."""
    if browser := known_browser(request, username):
        return WINDOW_SECONDS if cache.get(hashed("browser", browser), 0) >= settings.AXES_FAILURE_LIMIT else 0
    for kind, of_whom, _limit in counted(request, username):
        is_slow = cache.get(hashed(f"slow {kind}", of_whom))
        if is_slow and not cache.add(hashed(f"turn {kind}", of_whom), True, SLOT_SECONDS):
            return SLOT_SECONDS
    return 0


def counted(request: HttpRequest, username: str) -> list[tuple[str, str, int]]:
    network = network_of(client_address(request) or "")
    return [("name", username.casefold(), NAME_FAILURES), ("network", network, NETWORK_FAILURES)]


def hashed(kind: str, text: str) -> str:
    """Neither names nor addresses stand in the cache or in a cookie."""
    return salted_hmac(f"site_core.sign_in.{kind}", text.casefold(), algorithm="sha256").hexdigest()
