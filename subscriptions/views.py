from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from subscriptions.forms import SubscribeForm


@csrf_exempt  # Nothing is stored or changed, and public pages carry neither cookie nor token.
@cache_control(no_store=True)
def subscribe(request: HttpRequest) -> HttpResponse:
    """The subscribe form, closed until signing up is built; what is sent to it is not even read."""
    was_sent = request.method not in {"GET", "HEAD"}
    context = {"form": SubscribeForm(), "was_sent": was_sent}
    response = render(request, "subscriptions/subscribe.html", context, status=405 if was_sent else 200)
    if was_sent:
        response.headers["Allow"] = "GET, HEAD"
    return response
