from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from subscriptions.data import stored_data
from subscriptions.forms import ChoicesForm
from subscriptions.links import choices_url, leave_url, subscriber_at
from subscriptions.models import Subscriber
from subscriptions.services.choosing import choose
from subscriptions.services.leaving import erase as erase_subscriber
from subscriptions.views.answers import in_words, unknown_link
from subscriptions.views.own_pages import own_page


@own_page(subscriber_at, lost=unknown_link)
def choices(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    is_subscribed = subscriber.state == Subscriber.State.CONFIRMED
    is_sent = is_subscribed and request.method == "POST"
    form = ChoicesForm(request.POST if is_sent else None, instance=subscriber)
    if is_sent and form.is_valid():
        choose(subscriber, **form.cleaned_data)
        return HttpResponseRedirect(f"{request.path}?saved=1", status=303)
    context = {
        "form": form,
        "subscriber": subscriber,
        "is_subscribed": is_subscribed,
        "was_saved": "saved" in request.GET,
        "leave_url": leave_url(subscriber),
        "has_form": True,
    }
    return render(request, "subscriptions/choices.html", context, status=400 if form.errors else 200)


@own_page(subscriber_at, lost=unknown_link)
def download(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    """All that is stored of a subscriber, as a file."""
    response = JsonResponse(stored_data(subscriber), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="subscription.json"'
    return response


@own_page(subscriber_at, lost=unknown_link)
def erase(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    if request.method == "POST":
        erase_subscriber(subscriber)
        words = _("Your address and all that was stored with it are gone, and we will never write to it again.")
        return in_words(request, _("You are erased"), words)
    context = {"subscriber": subscriber, "choices_url": choices_url(subscriber), "has_form": True}
    return render(request, "subscriptions/erase.html", context)
