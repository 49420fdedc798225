"""For those who are signed in already when a second factor becomes due: nothing of the admin before it is set up."""

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from site_core.sign_in.pending import is_verified
from users.second_factor import has_second_factor, must_have_second_factor

SET_UP = "second_factor_add"
# What somebody needs beside it, and to leave.
OPEN = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}


class SecondFactorMiddleware:
    """Sends whoever must have a second factor, and has shown none in this session, to where it is done."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not match.route.startswith("admin/") or match.view_name in OPEN or not is_due(request):
            return None
        if has_second_factor(request.user):
            logout(request)
            return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
        return None if match.view_name == SET_UP else redirect(SET_UP)


def is_due(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or not must_have_second_factor(user):
        return False
    # What was shown in this session may have been taken away since.
    return not (is_verified(request) and has_second_factor(user))
