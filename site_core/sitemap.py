"""The list of all public addresses for search engines, without an object for each page: cheap as the site grows."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site, get_page_models

from site_core.file_responses import SHARED_SECONDS
from site_core.querysets import only_public

# In one file, of the 50,000 that the protocol allows: a crawler reads what changed, not all at once.
MAX_ENTRIES = 10_000
MAX_PARTS = 50_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml; charset=utf-8"

Entry = tuple[str, datetime | None]


@require_safe
@cache_control(public=True, max_age=300, s_maxage=SHARED_SECONDS)
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or where there are too many for one file the list of the files."""
    parts = list(parts_of(public_addresses(Site.find_for_request(request).root_page)))
    text = sitemap_xml(parts[0] if parts else []) if len(parts) < 2 else index_xml(parts)
    return HttpResponse(text, content_type=XML)


@require_safe
@cache_control(public=True, max_age=300, s_maxage=SHARED_SECONDS)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One of the files, counted from 1."""
    addresses = public_addresses(Site.find_for_request(request).root_page)
    if not 1 <= number <= MAX_PARTS:
        raise Http404
    part = list(islice(addresses, (number - 1) * MAX_ENTRIES, number * MAX_ENTRIES))
    if not part:
        raise Http404
    return HttpResponse(sitemap_xml(part), content_type=XML)


def parts_of(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while part := list(islice(entries, MAX_ENTRIES)):
        yield part


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


def index_xml(parts: list[list[Entry]]) -> str:
    lines = ""
    for number, part in enumerate(parts, 1):
        newest = max((changed for _path, changed in part if changed), default=None)
        address = f"{settings.SITE_URL}{reverse('sitemap_part', args=[number])}"
        lines += f"<sitemap><loc>{address}</loc>{last_change(newest)}</sitemap>\n"
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{lines}</sitemapindex>\n'


def sitemap_xml(entries: Iterable[Entry]) -> str:
    lines = "".join(
        f"<url><loc>{settings.SITE_URL}{quote(path)}</loc>{last_change(changed)}</url>\n" for path, changed in entries
    )
    return f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{lines}</urlset>\n'


def last_change(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
