from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from home.style.colours import colours
from home.style.specimens import show_blocks, show_components
from site_core.tokens import read_tokens

SCHEMES = ("light", "dark")


def style_page(request: HttpRequest) -> HttpResponse:
    """Everything the site is drawn with, for staff; the address lies in the admin, which lets nobody else in."""
    tokens = read_tokens()
    context = {
        "schemes": SCHEMES,
        "colours": colours(),
        "sizes": [token for token in tokens if token.name.startswith("size-")],
        "spaces": [token for token in tokens if token.name.startswith("space-")],
        "blocks": show_blocks(request),
        "components": show_components(request),
    }
    return render(request, "home/style_page.html", context)
