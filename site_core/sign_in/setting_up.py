"""What is shown where an authenticator is set up: the picture to scan, the key to type, the codes to keep."""

from urllib.parse import quote

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from site_core.models import SiteSettings
from site_core.sign_in.forms import AuthenticatorForm
from users.second_factor import RECOVERY_CODES


def picture_of(form: AuthenticatorForm) -> dict:
    """The key as a QR code and in letters, four by four."""
    authenticator = form.authenticator
    if authenticator is None:
        return {}
    address = authenticator.config_url
    secret = address.partition("secret=")[2].partition("&")[0].rstrip("=")
    return {
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff", dark="#000"),
        "address": address,
        "key_in_words": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }


def codes_page(request: HttpRequest, codes: list[str], next_url: str, template: str) -> HttpResponse:
    """The recovery codes, shown this once; the file needs no script and no address of its own."""
    site_name = SiteSettings.for_request(request).name
    title = _("Recovery codes for %(name)s") % {"name": site_name}
    text = "\n".join([title, request.user.get_username(), "", *codes, ""])
    context = {
        "codes": codes,
        "all_codes": "\n".join(codes),
        "file": f"data:text/plain;charset=utf-8,{quote(text)}",
        "next_url": next_url,
        "number": RECOVERY_CODES,
        "site_name": site_name,
        "header_title": _("Keep these recovery codes"),
        "header_icon": "lock",
        "breadcrumbs_items": [{"url": "", "label": _("Keep these recovery codes")}],
    }
    return render(request, template, context)
