from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /search/

Sitemap: {sitemap}
"""


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where they find the list of all pages."""
    return HttpResponse(
        ROBOTS.format(sitemap=f"{settings.SITE_URL}/sitemap.xml"), content_type="text/plain; charset=utf-8"
    )
