"""The passwords of private pages and documents, which many people share: guessed at as slowly as all others."""

from collections.abc import Callable
from http.client import FOUND

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.documents.views.serve import authenticate_with_password as open_document
from wagtail.views import authenticate_with_password as open_page

from site_core.client_address import client_address
from site_core.rate_limits import is_over_limit, take_back
from site_core.views import bare_answer

WAIT_SECONDS = 900
FROM_ONE_NETWORK = 10
# From everywhere together: whoever guesses with many addresses shuts readers out for a while, and gets nowhere.
FROM_EVERYWHERE = 500


def open_private_page(request: HttpRequest, page_view_restriction_id: int, page_id: int) -> HttpResponse:
    what = f"page {page_view_restriction_id}"
    return paced(request, what, lambda: open_page(request, page_view_restriction_id, page_id))


def open_private_document(request: HttpRequest, restriction_id: int) -> HttpResponse:
    return paced(request, f"document {restriction_id}", lambda: open_document(request, restriction_id))


def paced(request: HttpRequest, what: str, try_it: Callable[[], HttpResponse]) -> HttpResponse:
    """Each try counts beforehand, however many come at once; those who have the password are not counted in the end."""
    if request.method != "POST":
        return try_it()
    limits = [(f"{what} from", client_address(request), FROM_ONE_NETWORK), (what, "everywhere", FROM_EVERYWHERE)]
    if any(is_over_limit(name, of_whom, limit, WAIT_SECONDS) for name, of_whom, limit in limits):
        return wait()
    response = try_it()
    if response.status_code == FOUND:
        for name, of_whom, _limit in limits:
            take_back(name, of_whom, WAIT_SECONDS)
    return response


def wait() -> HttpResponse:
    words = _("Too many passwords were tried. Please wait %(minutes)s minutes.") % {"minutes": WAIT_SECONDS // 60}
    response = bare_answer("429.html", 429, words, {"minutes": WAIT_SECONDS // 60, "is_shared": True})
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response
