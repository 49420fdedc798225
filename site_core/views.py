"""Answers for what went wrong. Each has a page of its own, and none can fail: the last resort is four lines of HTML."""

import logging
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30
FAILURES_OF_DATABASE = (OperationalError, InterfaceError)
LOCKOUT_SECONDS = round(settings.AXES_COOLOFF_TIME * 3600)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return bare_answer("400.html", 400, _("This request could not be understood."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return full_answer(request, "403.html", 403, _("You may not see this page."))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return full_answer(request, "404.html", 404, _("There is no page at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exception(), FAILURES_OF_DATABASE):
        return database_away()
    return bare_answer("500.html", 500, _("Something went wrong on our side. Please try again in a moment."))


def database_away() -> HttpResponse:
    """What is said while the database is away, locked or full: nothing is wrong with what was asked for."""
    words = _("What you asked for cannot be looked up right now. Please try again in a moment.")
    response = bare_answer("503.html", 503, words)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("A form was refused: %s (%s)", reason, request.path)
    return bare_answer("403_csrf.html", 403, _("This form is no longer valid. Please reload the page and try again."))


def too_many_attempts(request: HttpRequest, original_response: HttpResponse | None, credentials: dict) -> HttpResponse:
    """What the sign-in answers after too many wrong passwords; it says nothing about the account."""
    minutes = LOCKOUT_SECONDS // 60
    words = _("Too many attempts to sign in. Please wait %(minutes)s minutes.") % {"minutes": minutes}
    response = bare_answer("429.html", 429, words, {"minutes": minutes})
    response.headers["Retry-After"] = str(LOCKOUT_SECONDS)
    return response


def full_answer(request: HttpRequest, template: str, status: int, words: str) -> HttpResponse:
    """An error inside the site's own frame, with its menus and lists; where that fails too, one without.

    Nobody keeps it: what is not there may go live in a second.
    """
    try:
        body: str = render_to_string(template, request=request)
    except Exception:
        logger.exception("%s cannot be shown", template)
        body = last_resort(words)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def bare_answer(template: str, status: int, words: str, context: dict | None = None) -> HttpResponse:
    """An error told without database, session or context processors: any of them may be what failed."""
    try:
        body: str = render_to_string(template, context)
    except Exception:
        logger.exception("%s cannot be shown", template)
        body = last_resort(words)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def last_resort(words: str) -> str:
    return format_html(
        '<!doctype html><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width"><h1>{}</h1><p><a href="/">{}</a></p>',
        words,
        words,
        _("Go to the front page"),
    )
