"""For which requests a ready page will do, and what one asks who says nothing about himself."""

import io
import re
import sys
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.urls import reverse

# What readers bring along from links elsewhere; no page looks at it.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id")
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
LONGEST_QUERY, LONGEST_PATH = 500, 500
NOT_FOR_ALL = ("/documents/", "/health/", "/search/", "/footnotes/", "/anymail/")


class Address(NamedTuple):
    scheme: str
    host: str
    path: str
    query: str


def address_of(environ: dict) -> Address | None:
    """Under what a ready answer may be kept. None for files, for the admin, and for whoever is or may be known here."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ or is_known(environ):
        return None
    path, host = environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", "")
    if not host or not path or len(path) > LONGEST_PATH or environ.get("SCRIPT_NAME") or path.startswith(other_paths()):
        return None
    query = known_query(environ.get("QUERY_STRING", ""))
    return None if query is None else Address(scheme_of(environ), host, path, query)


def is_known(environ: dict) -> bool:
    cookies: str = environ.get("HTTP_COOKIE", "")
    return cookies != "" and (settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies)


@cache
def other_paths() -> tuple[str, ...]:
    return (settings.STATIC_URL, settings.MEDIA_URL, reverse("wagtailadmin_home"), *NOT_FOR_ALL)


def known_query(query: str) -> str | None:
    """`page=3`, or nothing where nothing matters to a page. None where it may matter: such answers are not kept."""
    if not query:
        return ""
    if len(query) > LONGEST_QUERY:
        return None
    asked = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not TRACKING.fullmatch(name)]
    if not asked:
        return ""
    if len(asked) == 1 and asked[0][0] == "page" and PAGE_NUMBER.fullmatch(asked[0][1]):
        return f"page={asked[0][1]}"
    return None


def scheme_of(environ: dict) -> str:
    if settings.TRUST_PROXY and "HTTP_X_FORWARDED_PROTO" in environ:
        # As Django reads it: the first proxy knows how the visitor came.
        return "https" if environ["HTTP_X_FORWARDED_PROTO"].partition(",")[0].strip() == "https" else "http"
    return environ["wsgi.url_scheme"]


def stranger(address: Address) -> dict:
    """The request of somebody of whom nothing is known: a header that was never passed on cannot have been forged."""
    name, _colon, port = address.host.rpartition(":")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": address.path,
        "QUERY_STRING": address.query,
        "SERVER_NAME": name or address.host,
        "SERVER_PORT": port if name and port.isdecimal() else ("443" if address.scheme == "https" else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": address.host,
        **({"HTTP_X_FORWARDED_PROTO": address.scheme} if settings.TRUST_PROXY else {}),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
