"""The addresses to which mail services post what came back; django-anymail reads the posts."""

import logging
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)

# What django-anymail's readers raise at posts that are no reports.
UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def guarded(service: Callable, name: str) -> Callable:
    """The view of a service, which answers 404 unless it is set up, and 400 where it cannot read what is posted."""

    @csrf_exempt
    @wraps(service)
    def view(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return service(request, *args, **kwargs)
        except ImproperlyConfigured as error:
            logger.warning("%s was asked for and is not set up: %s", name, error)
            raise Http404 from error
        except UNREADABLE as error:
            # Its words may hold an address.
            logger.warning("A post to %s cannot be read: %s", name, type(error).__name__)
            raise BadRequest from error

    return view
