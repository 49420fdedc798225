from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.wagtail_hooks import check_view_restrictions

from site_core.links import web_address
from site_core.querysets import is_public, is_served


class RedirectMiddleware:
    """Wagtail's, but one to a private page asks first, and one to a page that is not public is as if not made."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        return (response.status_code == 404 and answer_of(request, find_redirect(request))) or response


def page_formerly_at(request: HttpRequest, path: str) -> Page | None:
    """The page that readers of this address are sent to."""
    redirect = get_redirect(request, Redirect.normalise_path(path))
    return redirect and redirect.redirect_page


def find_redirect(request: HttpRequest) -> Redirect | None:
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    without_query = urlsplit(path).path
    return get_redirect(request, path) or (get_redirect(request, without_query) if without_query != path else None)


def answer_of(request: HttpRequest, redirect: Redirect | None) -> HttpResponse | None:
    address = address_of(redirect)
    if redirect is None or not address:
        return None
    move = (HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect)(address)
    page = redirect.redirect_page
    if page is None:
        return move
    if not is_served(page):
        return None
    return asking_first(request, page.specific, move)


def address_of(redirect: Redirect | None) -> str:
    """Where it sends a browser; nothing where no browser should go."""
    address = web_address(redirect.link) if redirect else ""
    return address if urlsplit(address).scheme in {"", "http", "https"} else ""


def leads_strangers(redirect: Redirect | None) -> bool:
    """Whether somebody of whom nothing is known gets anywhere by it."""
    page = redirect.redirect_page if redirect else None
    return bool(address_of(redirect)) and (page is None or is_public(page))


def asking_first(request: HttpRequest, page: Page, move: HttpResponse) -> HttpResponse:
    """A private page asks here already for the password or the account: its address is for those who may read it."""
    answer = check_view_restrictions(lambda *_args: move)(page, request, [], {})
    return answer.render() if hasattr(answer, "render") else answer
