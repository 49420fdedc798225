from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control


@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """The mark, for browsers that ask at the old address because what they show cannot name one, or which are old."""
    return redirect(static("img/touch-icon.png"))
