"""Status and headers of a ready answer, which the server looks through once and not for each reader.

gunicorn checks every header of every answer, and for a page with fourteen that costs as much as all else that a ready
page needs. See docs/features/page-cache.md.
"""

from collections.abc import Callable
from typing import Any

from gunicorn.http.wsgi import Response

Headers = list[tuple[str, str]]
# What gunicorn's `start_response` makes of status and headers of an answer to GET.
MADE_BY_GUNICORN = ("status", "status_code", "headers", "response_length", "chunked", "_omits_body")


class ReadyHead:
    """How an answer to GET begins. The first is begun as always; what the server made of it serves for all others."""

    __slots__ = ("accepted", "headers", "status")

    def __init__(self, status: str, headers: Headers):
        self.status, self.headers = status, headers
        self.accepted: dict[str, Any] | None = None

    def begin(self, start_response: Callable) -> None:
        response = getattr(start_response, "__self__", None)
        if type(response) is not Response:
            start_response(self.status, self.headers)
        elif self.accepted is None:
            start_response(self.status, self.headers)
            made = vars(response)
            if made.keys() >= set(MADE_BY_GUNICORN):
                self.accepted = {name: made[name] for name in MADE_BY_GUNICORN}
        else:
            vars(response).update(self.accepted)
