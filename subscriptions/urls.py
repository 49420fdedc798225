from importlib import import_module

from django.apps import apps
from django.urls import path, register_converter

from subscriptions.views.choosing import choices, download, erase
from subscriptions.views.confirming import confirm
from subscriptions.views.leaving import come_back, leave
from subscriptions.views.signing_up import sent, subscribe
from subscriptions.views.webhooks import guarded


class LinkConverter:
    """What stands in links that only one subscriber knows."""

    regex = r"[A-Za-z0-9_.-]{20,120}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LinkConverter, "link")

urlpatterns = [
    path("subscribe/", subscribe, name="subscribe"),
    path("subscribe/sent/", sent, name="subscribe_sent"),
    path("subscribe/confirm/<link:token>/", confirm, name="subscriber_confirm"),
    path("subscribe/choices/<link:token>/", choices, name="subscriber_choices"),
    path("subscribe/choices/<link:token>/data/", download, name="subscriber_data"),
    path("subscribe/choices/<link:token>/erase/", erase, name="subscriber_erase"),
    path("subscribe/leave/<link:token>/", leave, name="subscriber_leave"),
    path("subscribe/leave/<link:token>/again/", come_back, name="subscriber_again"),
]

if apps.is_installed("anymail"):
    # What mail services post of mails that they sent; mail that comes in is not for this site.
    urlpatterns += [
        path(f"anymail/{route.pattern}", guarded(route.callback, route.name))
        for route in import_module("anymail.urls").urlpatterns
        if "inbound" not in route.name
    ]
