"""`/.well-known/security.txt` (RFC 9116): whom to tell of a hole in the site, in the words of the site settings."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from site_core.security_contacts import contact_address
from site_core.shown_settings import settings_of

# The RFC wants less than a year. The file is written anew each day for as long as somebody runs the site.
VALID_FOR = timedelta(days=180)


@require_safe
@cache_control(public=True, max_age=3600)
def security_txt(request: HttpRequest) -> HttpResponse:
    shown = settings_of(request)
    if not shown.security_contact:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": contact_address(shown.security_contact),
        "Expires": (today + VALID_FOR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": settings.LANGUAGE_CODE,
        "Canonical": f"{settings.SITE_URL}/.well-known/security.txt",
        "Policy": shown.security_policy,
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items() if value)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
