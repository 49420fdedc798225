from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def in_words(request: HttpRequest, heading: str, *paragraphs: str, status: int = 200) -> HttpResponse:
    """A page that says something and offers the form again."""
    words = {"heading": heading, "paragraphs": paragraphs, "status": status}
    return render(request, "subscriptions/words.html", words, status=status)


def from_elsewhere(request: HttpRequest) -> HttpResponse:
    words = _("It seems to stand on another site. Please use the form on this page; nothing was kept.")
    return in_words(request, _("This form was not ours"), words, status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    words = _("Too many people signed up from your network in the last hour. Please try again in an hour.")
    return in_words(request, _("That was too much at once"), words, status=429)


def closed(request: HttpRequest) -> HttpResponse:
    words = _("Signing up does not work just now, and your address was not kept. Please try again tomorrow.")
    return in_words(request, _("This is on our side"), words, status=503)


def unknown_link(request: HttpRequest) -> HttpResponse:
    return in_words(
        request,
        _("This link belongs to no subscriber"),
        _("It may be cut off, or the address was erased. Whoever is erased gets no mail from us."),
        status=404,
    )


def expired_link(request: HttpRequest) -> HttpResponse:
    return in_words(
        request,
        _("This link does not work any more"),
        _("A confirmation holds for seven days, and the last one that we mailed counts. You are not subscribed by it."),
        _("Sign up again, and we mail you a new one."),
        status=410,
    )
