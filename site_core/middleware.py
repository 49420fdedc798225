from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse
from wagtail.models import Site

from site_core.file_responses import SHARED_SECONDS
from site_core.generation import remember
from site_core.querysets import asking_once
from site_core.targets import sharing_targets

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), payment=(), usb=(), browsing-topics=()"
)
PERSONAL = "private, no-store"
# What the policy and the header beside it call the address for reports.
REPORTS = "csp"
# Browsers ask each time; what stands between may keep a page for as long as it takes to ask again.
FRESH = f"public, max-age=0, s-maxage={SHARED_SECONDS}"


class BodilessHeadMiddleware:
    """Answers HEAD with the headers of GET alone: gunicorn would drop the rest too, and warn of it in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = []
            else:
                response.content = b""
        return response


class SecurityHeadersMiddleware:
    """Puts the site's security headers on every answer, errors and static files included.

    Django's own SecurityMiddleware, one step further in, sets those that stock Django knows.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):
            # A page drawn for the admin's preview: the answer that carries it comes through here again.
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Content-Security-Policy"] = written(policy_without_own_scripts(), response)
        else:
            self.set_headers(request, response)
        return response

    @cached_property
    def admin_path(self) -> str:
        return reverse("wagtailadmin_home")

    @cached_property
    def file_paths(self) -> tuple[str, ...]:
        return (settings.STATIC_URL, settings.MEDIA_URL)

    def set_headers(self, request: HttpRequest, response: HttpResponse) -> None:
        in_admin = request.path.startswith(self.admin_path)
        headers = response.headers
        if not (settings.DEBUG and response.status_code in {404, 500}):  # those of Django's style themselves
            headers.setdefault("Content-Security-Policy", written(self.policy(request, response, in_admin), response))
        if reporting := reporting_endpoints():
            headers["Reporting-Endpoints"] = reporting
        headers["X-Frame-Options"] = "SAMEORIGIN" if in_admin else "DENY"
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        if settings.IS_COPY:
            headers["X-Robots-Tag"] = "noindex, nofollow"
        if in_admin or self.is_personal(request, response):
            headers["Cache-Control"] = PERSONAL
        else:
            headers.setdefault("Cache-Control", FRESH if response.status_code < 400 else "no-store")

    def policy(self, request: HttpRequest, response: HttpResponse, in_admin: bool) -> dict[str, list[str]]:
        """Wagtail's screens need scripts that stand in the page; what a stranger sees of the admin needs none."""
        if not in_admin:
            return settings.SECURE_CSP
        has_session = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
        return settings.SECURE_CSP_ADMIN if has_session else policy_without_own_scripts()

    def is_personal(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Whether somebody is, or has just become, known to the site: told by cookies, without asking the database."""
        if request.path.startswith(self.file_paths):
            return False
        return settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)


class ReadingMiddleware:
    """Lets everything that answers one reader share what it knows of the site and of what the page tree hides."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        hostname, _port = split_domain_port(request.get_host())
        # Anybody may name any port; only one of a site decides anything.
        port = request.get_port() if request.get_port() in remember("ports", ports_of_sites) else ""
        request._wagtail_site = remember(f"site:{hostname}:{port}", lambda: find_site(request))
        with asking_once(), sharing_targets():
            return self.get_response(request)


def find_site(request: HttpRequest) -> Site:
    """The site with its front page as what it is: every way to a page begins there."""
    site = Site.find_for_request(request)
    if site:
        site.root_page = site.root_page.specific
    return site


def ports_of_sites() -> set[str]:
    return {str(port) for port in Site.objects.values_list("port", flat=True)}


def policy_without_own_scripts() -> dict[str, list[str]]:
    """The admin's, but no script within a page runs: for drafts, which are words of others, and for the doors."""
    return {**settings.SECURE_CSP_ADMIN, "script-src": settings.SECURE_CSP["script-src"]}


def written(policy: dict[str, list[str]], response: HttpResponse) -> str:
    """The policy as a header; a view may name hosts it frames (a video player) in `response.frame_sources`."""
    policy = policy | reporting_directives()
    if frame_sources := getattr(response, "frame_sources", ()):
        policy["frame-src"] = [*policy.get("frame-src", ()), *frame_sources]
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items())


def reporting_directives() -> dict[str, list[str]]:
    """Where browsers tell what the policy kept from a page; the younger of the two ways works over https alone."""
    if not settings.CSP_REPORTS:
        return {}
    return {"report-uri": [reverse("csp_reports")]} | ({"report-to": [REPORTS]} if settings.IS_HTTPS else {})


def reporting_endpoints() -> str:
    return f'{REPORTS}="{reverse("csp_reports")}"' if settings.CSP_REPORTS and settings.IS_HTTPS else ""
