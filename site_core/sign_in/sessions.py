"""How long somebody stays signed in: some hours without doing anything, and two weeks whatever they do."""

import time

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.dispatch import receiver
from django.http import HttpRequest

SIGNED_IN_AT, SEEN_AT, IDLE_LIMIT = "signed_in_at", "seen_at", "idle_limit"
# Written down at most so often, since each time is a write to the database.
NOTED_SECONDS = 300
# What an open window asks by itself is nothing that somebody does.
ASKED_BY_WINDOWS = {"wagtailadmin_editing_sessions:ping", "announcements_progress"}


class SessionStore(DatabaseSessionStore):
    """Django's, in which a session whose time is over is as good as none."""

    def load(self):
        data = super().load()
        if not is_over(data):
            return data
        self.delete(self.session_key)
        self._session_key = None
        return {}


def is_over(session: dict) -> bool:
    now = time.time()
    signed_in_at = session.get(SIGNED_IN_AT)
    if signed_in_at is None:
        return False
    idle_limit, seen_at = session.get(IDLE_LIMIT), session.get(SEEN_AT, signed_in_at)
    return now - signed_in_at > settings.SESSION_COOKIE_AGE or bool(idle_limit and now - seen_at > idle_limit)


def begin(request: HttpRequest, is_remembered: bool) -> None:
    """After the sign-in form: for two weeks, or until the browser is closed and no longer than a day's work."""
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if is_remembered else 0)
    if not is_remembered:
        request.session[IDLE_LIMIT] = settings.SESSION_IDLE_SECONDS


@receiver(user_logged_in, dispatch_uid="begin_session")
def note_sign_in(sender, request, user, **kwargs) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())


class SessionLifetimeMiddleware:
    """Notes that somebody is at work in the admin."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_work(request):
            return
        seen_at = request.session.get(SEEN_AT)
        if seen_at is not None and time.time() - seen_at > NOTED_SECONDS:
            request.session[SEEN_AT] = int(time.time())


def is_work(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.route.startswith("admin/") and match.view_name not in ASKED_BY_WINDOWS
