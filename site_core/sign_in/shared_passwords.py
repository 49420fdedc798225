"""The passwords of private pages and documents, which many people share: guessed at as slowly as all others."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.documents.views.serve import authenticate_with_password as open_document
from wagtail.views import authenticate_with_password as open_page

from site_core.client_address import client_address
from site_core.rate_limits import is_over_limit
from site_core.views import bare_answer

WAIT_SECONDS = 900
FROM_ONE_NETWORK = 10
# From everywhere together: whoever guesses with many addresses shuts readers out for a while, and gets nowhere.
FROM_EVERYWHERE = 500


def open_private_page(request: HttpRequest, page_view_restriction_id: int, page_id: int) -> HttpResponse:
    if is_too_often(request, f"page {page_view_restriction_id}"):
        return wait()
    return open_page(request, page_view_restriction_id, page_id)


def open_private_document(request: HttpRequest, restriction_id: int) -> HttpResponse:
    if is_too_often(request, f"document {restriction_id}"):
        return wait()
    return open_document(request, restriction_id)


def is_too_often(request: HttpRequest, what: str) -> bool:
    if request.method != "POST":
        return False
    is_from_here = is_over_limit(f"{what} from", client_address(request), FROM_ONE_NETWORK, WAIT_SECONDS)
    return is_from_here or is_over_limit(what, "everywhere", FROM_EVERYWHERE, WAIT_SECONDS)


def wait() -> HttpResponse:
    words = _("Too many passwords were tried. Please wait %(minutes)s minutes.") % {"minutes": WAIT_SECONDS // 60}
    response = bare_answer("429.html", 429, words, {"minutes": WAIT_SECONDS // 60, "is_shared": True})
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response
