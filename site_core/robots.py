from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

RULES = """\
User-agent: *
Disallow: /admin/
Disallow: /search/
"""


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where they find the list of all pages.

    A copy shuts nobody out: who may not read a page never learns that it is not to be found.
    """
    sitemap = "" if settings.IS_COPY else f"\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    return HttpResponse(RULES + sitemap, content_type="text/plain; charset=utf-8")
