from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from subscriptions.links import choices_url, subscriber_to_confirm
from subscriptions.models import Subscriber
from subscriptions.services.confirming import confirm as confirm_subscriber
from subscriptions.views.answers import expired_link
from subscriptions.views.own_pages import own_page


@own_page(subscriber_to_confirm, lost=expired_link)
def confirm(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """One button: programs that follow every link of a mail confirm nothing."""
    if request.method == "POST":
        confirm_subscriber(subscriber)
    context = {"subscriber": subscriber, "choices_url": choices_url(subscriber), "has_form": True}
    return render(request, "subscriptions/confirm.html", context)
