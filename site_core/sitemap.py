"""The list of all public addresses for search engines, without an object for each page: cheap as the site grows."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site, get_page_models

from site_core.file_responses import SHARED_SECONDS
from site_core.querysets import only_public

# The most that the sitemap protocol allows in one file.
MAX_ENTRIES = 50_000

Entry = tuple[str, datetime | None]


@require_safe
@cache_control(public=True, max_age=300, s_maxage=SHARED_SECONDS)
def sitemap(request: HttpRequest) -> HttpResponse:
    root = Site.find_for_request(request).root_page
    entries = islice(public_addresses(root), MAX_ENTRIES)
    return HttpResponse(sitemap_xml(entries), content_type="application/xml; charset=utf-8")


def public_addresses(root: Page) -> Iterator[Entry]:
    """Path and last change of every public page, upper levels first, and of the lists that pages offer below them."""
    pages = only_public(Page.objects.filter(path__startswith=root.path)).order_by("depth", "-pk")
    to_path = len(root.url_path) - 1
    for url_path, changed in pages.values_list("url_path", "last_published_at").iterator():
        yield url_path[to_path:], changed
    for page in pages_with_lists(pages):
        for address, changed in page.list_addresses().items():
            yield page.url_path[to_path:] + address, changed


def pages_with_lists(pages) -> Iterator[Page]:
    """Pages that have more addresses than their own: those whose model has `list_addresses`."""
    for model in get_page_models():
        if hasattr(model, "list_addresses"):
            yield from model.objects.filter(pk__in=pages.order_by().values("pk"))


def sitemap_xml(entries: Iterator[Entry]) -> str:
    lines = "".join(
        f"<url><loc>{settings.SITE_URL}{quote(path)}</loc>{last_change(changed)}</url>\n" for path, changed in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )


def last_change(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
