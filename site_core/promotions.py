"""Pages that editors put above the results of a search, for exactly the words they named."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page

from site_core.excerpts import plain
from site_core.links import web_address
from site_core.querysets import only_public
from site_core.search_backend import clean_query_string


@dataclass(frozen=True)
class Promotion:
    """A page, or an address elsewhere, with what editors say of it."""

    title: str
    url: str
    description: str
    page: Page | None = None

    @property
    def host(self) -> str:
        """Where a link leads that leaves the site."""
        return "" if self.page else urlsplit(self.url).netloc


def promotions_for(request: HttpRequest, words: str) -> list[Promotion]:
    """What strangers may see of it, each page once, in the editors' order."""
    rows = list(rows_for(words))
    public = only_public(Page.objects.filter(pk__in=[row.page_id for row in rows if row.page_id]))
    pages = Page.objects.filter(pk__in=public.values("pk")).specific() if rows else ()
    pages_by_id = {page.pk: page for page in pages}
    found: dict[str, Promotion] = {}
    for row in rows:
        promotion = promotion_of(request, row, pages_by_id)
        if promotion:
            found.setdefault(promotion.url, promotion)
    return list(found.values())


def rows_for(words: str):
    """Accents and case are left out of account, as in the words that people type."""
    promoted = Query.objects.filter(editors_picks__isnull=False).distinct().values_list("pk", "query_string")
    same = [pk for pk, text in promoted if plain(clean_query_string(text)) == plain(words)]
    return SearchPromotion.objects.filter(query__in=same).order_by("query", "sort_order", "pk") if same else ()


def promotion_of(request: HttpRequest, row: SearchPromotion, pages: dict[int, Page]) -> Promotion | None:
    if not row.page_id:
        address = web_address(row.external_link_url)
        return Promotion(row.external_link_text or address, address, row.description) if address else None
    page = pages.get(row.page_id)
    url = page and page.get_url(request)
    return Promotion(page.title, url, row.description, page) if page and url else None


def without_promoted(keys: Iterable[int], promotions: list[Promotion]) -> list[int]:
    """These results without those that stand above them."""
    promoted = {promotion.page.pk for promotion in promotions if promotion.page}
    return [key for key in keys if key not in promoted]
