"""What is written down of the site's doings: nothing by which a person could be found or a link be followed."""

import json
import logging
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Links that only one person knows: whoever reads the log could follow them.
SECRET = re.compile(
    r"(?P<path>/subscribe/(?:choices|confirm|leave)/|/calendar/(?=[^/\s]+\.ics)|/admin/password_reset/confirm/[^/\s]+/)"
    r"[^/\s?\"']+"
)
# From where a name begins, and never back: strangers choose how long what is looked at here is.
ADDRESS = re.compile(r"(?<![^\s@<>\"'(){}\[\],;:=/])[^\s@<>\"'(){}\[\],;:=/]++@(?=[\w-]++(?:\.[\w-]++)+)")
NUMBERS = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w:])")
# So much of a number tells the network that a request came from, and not the household.
KEPT_BITS = {4: 24, 6: 48}
# What a proxy may call a request, for finding it in both logs.
REQUEST_ID = re.compile(r"[\w-]{8,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="")


def discreet(text: str) -> str:
    """Without secrets in links, without the name in mail addresses, and with the network alone of IP addresses."""
    text = SECRET.sub(r"\g<path>…", text)
    return NUMBERS.sub(shortened, ADDRESS.sub("…@", text))


def shortened(match: re.Match) -> str:
    try:
        number = ip_address(match[0])
    except ValueError:  # a time of day, or a version
        return match[0]
    if number.is_loopback or number.is_unspecified:
        return match[0]
    return str(ip_network((number, KEPT_BITS[number.version]), strict=False))


def escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


class DiscreetFormatter(logging.Formatter):
    """Writes a record in a line of words; the traceback below it is indented, so that nothing in it looks like another.

    What strangers send stands in either.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return "".join(letter if letter.isprintable() else escaped(letter) for letter in super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        text = discreet("\n    ".join(super().format(record).splitlines()))
        return f"{text} [{request_id.get()}]" if request_id.get() else text


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            "request": request_id.get(),
            "exception": self.formatException(record.exc_info) if record.exc_info else "",
        }
        told = {name: discreet(str(value)) for name, value in fields.items() if value}
        return json.dumps(told, ensure_ascii=False)


class RequestIdMiddleware:
    """Gives each request a name that stands in every line of the log about it, and on the answer if it failed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        given = request.headers.get("X-Request-ID", "") if settings.TRUST_PROXY else ""
        name = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if response.status_code >= 500:
            response.headers["X-Request-ID"] = name
        return response
