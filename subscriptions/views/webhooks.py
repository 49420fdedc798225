"""The addresses to which mail services post what came back; django-anymail reads the posts."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)

# What django-anymail's readers raise at posts that are no reports.
UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


class Readable:
    """A service's view for which a post that it cannot read is a bad request, and no fault of ours."""

    service_name = ""

    def run_validators(self, request):
        with readable(self.service_name):
            super().run_validators(request)

    def parse_events(self, request):
        with readable(self.service_name):
            return list(super().parse_events(request))


def guarded(service: Any, name: str) -> Callable:
    """The view of a service, which answers 404 unless it is set up, and 400 where it cannot read what is posted.

    What fails while a report is acted upon stays an error of ours: the service then tells it again.
    """
    view_class: Any = type(service.view_class.__name__, (Readable, service.view_class), {"service_name": name})
    guard = view_class.as_view(**service.view_initkwargs)

    @csrf_exempt
    @wraps(service)
    def view(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return guard(request, *args, **kwargs)
        except ImproperlyConfigured as error:
            logger.warning("%s was asked for and is not set up: %s", name, error)
            raise Http404 from error

    return view


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turns what cannot be read into a bad request; the words of the error may hold an address, and stay here."""
    try:
        yield
    except UNREADABLE as error:
        logger.warning("A post to %s cannot be read: %s", name, type(error).__name__)
        raise BadRequest(f"A post to {name} cannot be read.") from None
