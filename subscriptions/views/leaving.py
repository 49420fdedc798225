from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from subscriptions.links import choices_url, subscriber_at
from subscriptions.models import Subscriber
from subscriptions.services.confirming import confirm
from subscriptions.services.leaving import leave as leave_list
from subscriptions.views.answers import unknown_link
from subscriptions.views.own_pages import own_page


@own_page(subscriber_at, lost=unknown_link)
def leave(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """One button; mail programs press it by themselves, without cookies and following no redirect (RFC 8058)."""
    if request.method == "POST":
        leave_list(subscriber)
    context = {"subscriber": subscriber, "choices_url": choices_url(subscriber), "has_form": True}
    return render(request, "subscriptions/leave.html", context)


@own_page(subscriber_at, lost=unknown_link)
def come_back(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """For somebody who has left and thinks better of it."""
    if request.method == "POST" and subscriber.state == Subscriber.State.UNSUBSCRIBED:
        confirm(subscriber)
    return HttpResponseRedirect(choices_url(subscriber), status=303)
