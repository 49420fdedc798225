"""How the interface answers: one page of a list at a time, one object, or what was wrong, in words."""

import json
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from blog.feeds import conditional_answer
from blog.querysets import CardQuerySet
from site_core.expiries import remember_public
from site_core.paging import nearer

CONTENT_TYPE = "application/json"
PER_PAGE, MOST_PER_PAGE, LAST_PAGE = 20, 100, 100_000
READING = ("GET", "HEAD")
PAGING = ("page", "per_page")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Moved(Exception):
    """What was asked for stands at another address now, which is all there is to say."""


class Refused(Exception):
    """A question that cannot be answered, and why."""


def interface(view: Callable) -> Callable:
    """A view for programs anywhere: JSON whatever happens, and no cookie that could tell who asks."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            if request.method not in READING:
                response = error(405, "Here is only to be read.")
                response.headers["Allow"] = ", ".join(READING)
            else:
                response = conditional_answer(request, as_json(view(request, *args, **kwargs)), CONTENT_TYPE, None)
        except Moved as moved:
            response = HttpResponsePermanentRedirect(str(moved))
        except Http404:
            response = error(404, "There is nothing public at this address.")
        except Refused as refusal:
            response = error(400, str(refusal))
        # Nothing here depends on who asks, so scripts of other sites may read it.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


def error(status: int, words: str) -> HttpResponse:
    return HttpResponse(as_json({"error": words}), status=status, content_type=CONTENT_TYPE)


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder, indent=1).encode()


# Questions


def known_only(request: HttpRequest, *names: str) -> None:
    """Nobody who mistypes a filter takes the whole list for what it would have chosen."""
    for name in request.GET:
        if name not in names:
            known = ", ".join(names)
            raise Refused(f"“{name}” is not known here." + (f" Known are: {known}." if known else ""))
        if CONTROLS.search(request.GET.get(name, "")):
            raise Refused(f"“{name}” has characters that no name has.")


def number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise Refused(f"“{name}” must be a whole number from 1 to {most}.")
    return int(text)


def page_of(request: HttpRequest, rows: QuerySet, show: Callable[[Any], list], filters: Sequence[str] = ()) -> dict:
    """One page of these rows in their order; `show` gets all of its rows at once."""
    known_only(request, *filters, *PAGING)
    page, per_page = number(request, "page", 1, LAST_PAGE), number(request, "per_page", PER_PAGE, MOST_PER_PAGE)
    count, start = count_of(request, rows, filters), (page - 1) * per_page
    if page > 1 and start >= count:
        raise Http404
    # Cards put themselves in order, from whichever end they were read.
    cut = (
        nearer(rows, start, start + per_page, count)
        if isinstance(rows, CardQuerySet)
        else rows[start : start + per_page]
    )
    return {
        "count": count,
        "next": page_address(request, page + 1) if start + per_page < count else None,
        "previous": page_address(request, page - 1) if page > 1 else None,
        "results": show(cut),
    }


def count_of(request: HttpRequest, rows: QuerySet, filters: Sequence[str]) -> int:
    """Counted once for each state of the site; of what filters name that nobody has, there is nothing to count."""
    if rows.query.is_empty():
        return 0
    chosen = urlencode({name: request.GET[name] for name in filters if name in request.GET})
    return remember_public(f"count:{request.path}?{chosen}", rows.count)


def page_address(request: HttpRequest, page: int) -> str:
    return address_with(request, page=page)


def address_with(request: HttpRequest, **changed: Any) -> str:
    """The address that was asked for, with other values of these filters, which stand last."""
    query = {name: value for name, value in request.GET.items() if name not in changed} | changed
    return f"{settings.SITE_URL}{request.path}?{urlencode(query)}"
