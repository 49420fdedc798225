"""Search for readers: what is public now, best matches first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, get_page_models

from site_core.excerpts import LOOKED_AT, excerpt
from site_core.file_excerpts import add_file_excerpts
from site_core.models import BasePage
from site_core.promotions import promotions_for, without_promoted
from site_core.querysets import only_public
from site_core.search_backend import MAX_QUERY_LENGTH, clean_query_string
from site_core.targets import look_up_targets
from site_core.templatetags.site_tags import kind_of
from site_core.zero_results import note_search_without_results

RESULTS_PER_PAGE = 20
# What narrows a search down: its results are not those of the words alone.
FILTERS = ("kind", "author", "tag", "year")
# So much of a card's words tells whether they are the first of the text.
BEGINNING = 100
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@require_safe
@cache_control(no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """The search form, and what was found for `?q=`; whatever is typed, there is an answer in words."""
    query = " ".join(CONTROL_CHARACTERS.sub(" ", request.GET.get("q", "")[:MAX_QUERY_LENGTH]).split())
    words = clean_query_string(query)
    context: dict = {"search_query": query, "search_words": words}
    if words:
        kinds = kinds_matching(words, request.GET.get("kind", ""))
        chosen = next((kind.model for kind in kinds if kind.is_chosen), None)
        results = Paginator(matching_pages(words, chosen), RESULTS_PER_PAGE).get_page(request.GET.get("page"))
        is_narrowed = any(request.GET.get(name) for name in FILTERS)
        promotions = promotions_for(request, words) if results.number == 1 and not is_narrowed else []
        results.object_list = with_what_results_show(without_promoted(results.object_list, promotions), words)
        context |= {"results": results, "kinds": kinds, "kind": chosen and kind_of(chosen), "promotions": promotions}
        if not (is_narrowed or promotions or results.paginator.count):
            note_search_without_results(request, words)
    response = render(request, "site_core/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True)
class Kind:
    """A kind of page among the results; without a model, all of them."""

    model: type[Page] | None
    label: str
    count: int
    is_chosen: bool

    @property
    def name(self) -> str:
        return kind_of(self.model) if self.model else ""


def kinds_matching(words: str, chosen: str) -> list[Kind]:
    """All, and each kind that has results; nothing to choose from where there is one kind alone."""
    counts = {model: matching_pages(words, model).count() for model in searchable_models()}
    counts = {model: count for model, count in counts.items() if count}
    if len(counts) < 2:
        return []
    chosen = chosen if chosen in map(kind_of, counts) else ""
    kinds = [Kind(model, label_of(model), count, kind_of(model) == chosen) for model, count in counts.items()]
    kinds.sort(key=lambda kind: (-kind.count, kind.label))
    return [Kind(None, _("All"), sum(counts.values()), not chosen), *kinds]


def label_of(model: type[Page]) -> str:
    return _("Pages") if kind_of(model) == "standard" else capfirst(model._meta.verbose_name_plural)


def matching_pages(words: str, model: type[Page] | None = None):
    """Public pages with these words, best first. The index knows drafts too, so the public set comes first."""
    models = [model] if model else searchable_models()
    types = ContentType.objects.get_for_models(*models).values()
    public = only_public(Page.objects.filter(content_type__in=types))
    return Page.objects.filter(pk__in=public.values("pk")).only("pk", "content_type").search(words)


def searchable_models() -> list[type[Page]]:
    """Pages that have something to say on a card: not the front page, and not the lists."""
    return [model for model in get_page_models() if issubclass(model, BasePage) and hasattr(model, "card_text")]


def with_what_results_show(pages, words: str) -> list:
    """These pages in this order, with their authors, and with their words around those that were searched for."""
    ids_by_model: dict[type[Page], list[int]] = {}
    for page in pages:
        ids_by_model.setdefault(page.specific_class, []).append(page.pk)
    loaded = {}
    for model, ids in ids_by_model.items():
        rows = model.objects.filter(pk__in=ids)
        if hasattr(model, "page_authors"):
            rows = rows.prefetch_related("page_authors__author")
        loaded |= {page.pk: page for page in rows}
    found = [loaded[page.pk] for page in pages if page.pk in loaded]
    look_up_targets([stream for page in found for stream in page.streams])
    for page in found:
        page.excerpt_pieces = excerpt(words_of(page), words)
    add_file_excerpts(found, words)
    return found


def words_of(page) -> str:
    """What is written on a page, without its title."""
    text, about = one_line(" ".join(parts_of(page.streams))), one_line(page.card_text)
    return text if text.startswith(about[:BEGINNING]) else f"{about} {text}"


def parts_of(streams) -> Iterator[str]:
    """As many words as an excerpt looks at, so that a book costs no more than a chapter."""
    length = 0
    for block in chain.from_iterable(streams):
        for part in block.block.get_searchable_content(block.value):
            yield str(part)
            length += len(part)
        if length > LOOKED_AT:
            return


def one_line(text: str) -> str:
    return " ".join(text.split())
