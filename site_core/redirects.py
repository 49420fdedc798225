from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from site_core.querysets import is_served


class RedirectMiddleware:
    """Wagtail's, but a redirect to a page that is not there yet, or no longer, is as if nobody had made it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return (response.status_code == 404 and answer_of(find_redirect(request))) or response


def page_formerly_at(request: HttpRequest, path: str) -> Page | None:
    """The page that readers of this address are sent to."""
    redirect = get_redirect(request, Redirect.normalise_path(path))
    return redirect and redirect.redirect_page


def find_redirect(request: HttpRequest) -> Redirect | None:
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    without_query = urlsplit(path).path
    return get_redirect(request, path) or (get_redirect(request, without_query) if without_query != path else None)


def answer_of(redirect: Redirect | None) -> HttpResponse | None:
    if redirect is None or not redirect.link or (redirect.redirect_page and not is_served(redirect.redirect_page)):
        return None
    return (HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect)(redirect.link)
