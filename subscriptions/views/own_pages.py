from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from subscriptions.models import Subscriber

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

View = Callable[[HttpRequest, Subscriber], HttpResponse]


def own_page(find: Callable[[str], Subscriber | None], lost: Callable[[HttpRequest], HttpResponse]):
    """Gives a page to whoever has the subscriber's link; nobody keeps it, and no other site hears of its address.

    Who does not know the address cannot send its forms: they need no other token.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, token: str) -> HttpResponse:
            subscriber = find(token)
            response = view(request, subscriber) if subscriber else lost(request)
            for name, value in HEADERS.items():
                response.headers[name] = value
            return response

        return answer

    return decorate
