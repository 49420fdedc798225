"""Where browsers send what the policy kept from a page; answered in few words, whatever anybody sends."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from site_core.client_address import client_address
from site_core.csp_reports.keeping import keep
from site_core.csp_reports.reading import REPORT, REPORTS, NotUnderstood, read
from site_core.rate_limits import is_over_limit

MOST_BYTES = 16 * 1024
HOUR_SECONDS = 3600
# One page may break several rules, each told in a message of its own, and a school stands behind one address.
FROM_ONE_NETWORK = 100
FROM_EVERYWHERE = 1_000


@csrf_exempt  # Browsers send these by themselves, from no form.
def csp_reports(request: HttpRequest) -> HttpResponse:
    if not settings.CSP_REPORTS:
        raise Http404("Reports are not asked for.")
    return receive(request)


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """What is too much, or of another kind, is not even read."""
    if request.content_type not in (REPORT, REPORTS):
        return in_short(415, f"Only {REPORT} and {REPORTS} are taken here.")
    if is_too_long(request):
        return in_short(413, f"A report has {MOST_BYTES} bytes at most.")
    if is_too_often(request):
        return in_short(429, "There are enough reports for now.")
    try:
        keep(read(request.content_type, request.body, request.get_host().lower()))
    except (NotUnderstood, UnreadablePostError):
        return in_short(400, "This is not a report.")
    return in_short(204)


def is_too_long(request: HttpRequest) -> bool:
    """By what it says of itself: the server reads no further than that."""
    length = request.headers.get("Content-Length", "")
    return not length.isdecimal() or int(length[:12]) > MOST_BYTES


def is_too_often(request: HttpRequest) -> bool:
    is_from_here = is_over_limit("csp reports from", client_address(request), FROM_ONE_NETWORK, HOUR_SECONDS)
    return is_from_here or is_over_limit("csp reports", "everywhere", FROM_EVERYWHERE, HOUR_SECONDS)


def in_short(status: int, words: str = "") -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    if status == 429:
        answer.headers["Retry-After"] = str(HOUR_SECONDS)
    return answer
