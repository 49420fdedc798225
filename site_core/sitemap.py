"""The list of all public addresses for search engines, without an object for each page: cheap as the site grows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, F, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site, get_page_models

from site_core.expiries import remember_public
from site_core.file_responses import SHARED_SECONDS
from site_core.querysets import only_public

# In one file, of the 50,000 that the protocol allows: a crawler reads what changed, not all at once.
MAX_ENTRIES = 10_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml; charset=utf-8"

Entry = tuple[str, datetime | None]


@dataclass(frozen=True)
class Part:
    """One of the files: the pages whose keys lie in one range, so that a new page changes the last file alone."""

    number: int
    count: int
    changed: datetime | None


@require_safe
@cache_control(public=True, max_age=300, s_maxage=SHARED_SECONDS)
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or where there are too many for one file the list of the files."""
    root = Site.find_for_request(request).root_page
    if parts := parts_below(root):
        return HttpResponse(index_xml(parts), content_type=XML)
    text = sitemap_xml(chain(addresses_of(public_pages(root), root), lists_below(root)))
    return HttpResponse(text, content_type=XML)


@require_safe
@cache_control(public=True, max_age=300, s_maxage=SHARED_SECONDS)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One of the files, counted from 1."""
    root = Site.find_for_request(request).root_page
    if number not in {part.number for part in parts_below(root)}:
        raise Http404
    first = (number - 1) * MAX_ENTRIES
    part = list(addresses_of(public_pages(root).filter(pk__gt=first, pk__lte=first + MAX_ENTRIES), root))
    if not part:
        start = (number - first_of_lists(root)) * MAX_ENTRIES
        part = lists_below(root)[start : start + MAX_ENTRIES]
    return HttpResponse(sitemap_xml(part), content_type=XML)


def parts_below(root: Page) -> list[Part]:
    """The files; none where one file holds all."""
    parts = remember_public(f"sitemap:{root.pk}:{MAX_ENTRIES}", lambda: find_parts(root))
    return parts if sum(part.count for part in parts) > MAX_ENTRIES else []


def find_parts(root: Page) -> list[Part]:
    """The files of pages, counted in the database without listing one, then those of the lists below them."""
    number = (F("pk") - 1) / MAX_ENTRIES + 1
    rows = public_pages(root).annotate(part=number).order_by("part").values_list("part")
    pages = [Part(*row) for row in rows.annotate(Count("pk"), Max("last_published_at"))]
    lists = enumerate(batched(lists_below(root)), first_of_lists(root))
    return pages + [Part(number, len(part), newest(part)) for number, part in lists]


def first_of_lists(root: Page) -> int:
    """The number of the first file after those of pages."""
    last_key = public_pages(root).aggregate(last=Max("pk"))["last"] or 0
    return -(-last_key // MAX_ENTRIES) + 1


def batched(entries: list[Entry]) -> Iterator[list[Entry]]:
    for start in range(0, len(entries), MAX_ENTRIES):
        yield entries[start : start + MAX_ENTRIES]


def newest(entries: Iterable[Entry]) -> datetime | None:
    return max((changed for _path, changed in entries if changed), default=None)


def public_pages(root: Page) -> QuerySet[Page]:
    return only_public(Page.objects.filter(path__startswith=root.path)).order_by("pk")


def addresses_of(pages: QuerySet[Page], root: Page) -> Iterator[Entry]:
    """Path and last change of each page."""
    to_path = len(root.url_path) - 1
    for url_path, changed in pages.values_list("url_path", "last_published_at").iterator():
        yield url_path[to_path:], changed


def lists_below(root: Page) -> list[Entry]:
    """The lists that pages offer below them, such as those of each tag."""
    return remember_public(f"sitemap-lists:{root.pk}", lambda: list(find_lists(root)))


def find_lists(root: Page) -> Iterator[Entry]:
    to_path = len(root.url_path) - 1
    for page in pages_with_lists(public_pages(root)):
        for address, changed in page.list_addresses().items():
            yield page.url_path[to_path:] + address, changed


def pages_with_lists(pages) -> Iterator[Page]:
    """Pages that have more addresses than their own: those whose model has `list_addresses`."""
    for model in get_page_models():
        if hasattr(model, "list_addresses"):
            yield from model.objects.filter(pk__in=pages.order_by().values("pk"))


def index_xml(parts: Iterable[Part]) -> str:
    lines = ""
    for part in parts:
        address = f"{settings.SITE_URL}{reverse('sitemap_part', args=[part.number])}"
        lines += f"<sitemap><loc>{address}</loc>{last_change(part.changed)}</sitemap>\n"
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{lines}</sitemapindex>\n'


def sitemap_xml(entries: Iterable[Entry]) -> str:
    lines = "".join(
        f"<url><loc>{settings.SITE_URL}{quote(path)}</loc>{last_change(changed)}</url>\n" for path, changed in entries
    )
    return f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{lines}</urlset>\n'


def last_change(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
