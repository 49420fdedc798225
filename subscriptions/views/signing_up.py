from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from site_core.client_address import client_address
from site_core.public_forms import is_from_here, took_the_bait
from site_core.rate_limits import is_over_limit
from site_core.shown_settings import stored_settings
from subscriptions.forms import SubscribeForm
from subscriptions.services.signing_up import is_open, sign_up
from subscriptions.views.answers import closed, from_elsewhere, in_words, too_many

# A school or an office stands behind one address.
MOST_FROM_A_NETWORK = 100
HOUR_SECONDS = 3600


@csrf_exempt  # Public pages carry neither cookie nor token: see site_core/public_forms.py.
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form, and where all such forms of the site are sent to."""
    return receive(request) if request.method == "POST" else show(request, SubscribeForm())


@cache_control(no_store=True)
def receive(request: HttpRequest) -> HttpResponse:
    if not is_from_here(request):
        return from_elsewhere(request)
    if is_over_limit("subscribe", client_address(request), MOST_FROM_A_NETWORK, HOUR_SECONDS):
        return too_many(request)
    if not is_open():
        return closed(request)
    return take(request)


def take(request: HttpRequest) -> HttpResponse:
    """Answers everybody alike: what an address means is for the mailer to find out, and a bait is told to nobody."""
    form = SubscribeForm(request.POST)
    if not took_the_bait(request):
        if not form.is_valid():
            return show(request, form, status=400)
        terms = stored_settings(Site.find_for_request(request)).subscribe_terms
        sign_up(form.cleaned_data["email"], terms)
    return HttpResponseRedirect(reverse("subscribe_sent"), status=303)


def show(request: HttpRequest, form: SubscribeForm, status: int = 200) -> HttpResponse:
    return render(request, "subscriptions/subscribe.html", {"form": form, "has_form": True}, status=status)


@require_safe
@cache_control(no_store=True)
def sent(request: HttpRequest) -> HttpResponse:
    return in_words(
        request,
        _("Look into your inbox"),
        _(
            "If all is well with your address, a mail from us is on its way. Press the button behind its link: only "
            "then do you get anything more."
        ),
        _("Nothing has come after a few minutes? Look among the spam, and check how you spelled your address."),
    )
