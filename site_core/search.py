"""Search for readers: what is public now, best matches first."""

from collections.abc import Iterator
from itertools import chain

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Page

from site_core.excerpts import LOOKED_AT, excerpt
from site_core.file_excerpts import add_file_excerpts
from site_core.promotions import promotions_for, without_promoted
from site_core.search_backend import MAX_QUERY_LENGTH, clean_query_string
from site_core.search_filters import CONTROL_CHARACTERS, Narrowed, Narrowing
from site_core.search_matches import UNFINISHED, Matches, matches_of
from site_core.search_suggestions import fewer_filters, fewer_words, finished_words, more_begun
from site_core.targets import look_up_targets
from site_core.zero_results import note_search_without_results

# A function that returns what it finds for words beside pages.
HOOK = "find_beside_pages"
RESULTS_PER_PAGE = 20
# So much of a card's words tells whether they are the first of the text.
BEGINNING = 100


@require_safe
@cache_control(no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """The search form, and what was found for `?q=`; whatever is typed, there is an answer in words."""
    query = " ".join(CONTROL_CHARACTERS.sub(" ", request.GET.get("q", "")[:MAX_QUERY_LENGTH]).split())
    words = clean_query_string(query)
    context: dict = {"search_query": query, "search_words": words.rstrip(UNFINISHED)}
    if words:
        matches, narrowing = matches_of(words), Narrowing(query, request.GET)
        found = narrowing.narrow(matches.keys)
        results = Paginator(found.left, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
        is_whole = results.number == 1 and not narrowing.is_asked_for
        promotions = promotions_for(request, matches.words) if is_whole else []
        people = found_beside_pages(matches.words) if is_whole else []
        results.object_list = with_what_results_show(without_promoted(results.object_list, promotions), matches)
        context |= {"results": results, "matches": matches, "narrowing": narrowing}
        context |= {"promotions": promotions, "people": people}
        if results.paginator.count or narrowing.chosen:
            context |= ways_to_narrow(narrowing, found)
        context |= suggestions(matches, narrowing, found, results)
        if is_whole and not (results.paginator.count or promotions or people):
            note_search_without_results(request, matches.words)
    response = render(request, "site_core/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def found_beside_pages(words: str) -> list:
    """What the rooms above find for these words, such as people."""
    return [found for find in hooks.get_hooks(HOOK) for found in find(words)]


def ways_to_narrow(narrowing: Narrowing, found: Narrowed) -> dict:
    facets = narrowing.facets(found)
    kinds = facets.pop("kind", None)
    return {"facets": list(facets.values()), "kinds": [narrowing.all_of(kinds), *kinds.choices] if kinds else []}


def suggestions(matches: Matches, narrowing: Narrowing, found: Narrowed, results) -> dict:
    """What else to search for, where the words are unfinished, too many, or narrowed too far."""
    count = results.paginator.count
    if not count:
        if found.keys:
            return {"fewer_filters": fewer_filters(narrowing, found), "without_filters": len(found.keys)}
        return {"fewer_words": fewer_words(matches)}
    if matches.are_begun:
        return {"finished_words": finished_words(matches, (f"{page.title} {page.words}" for page in results))}
    return {"more_begun": more_begun(matches, narrowing, count)}


def with_what_results_show(keys: list[int], matches: Matches) -> list:
    """These pages in this order, with their authors, and with their words around those that were searched for."""
    ids_by_model: dict[type[Page], list[int]] = {}
    for page in Page.objects.filter(pk__in=keys).only("pk", "content_type"):
        ids_by_model.setdefault(page.specific_class, []).append(page.pk)
    loaded = {}
    for model, ids in ids_by_model.items():
        rows = model.objects.filter(pk__in=ids)
        if hasattr(model, "page_authors"):
            rows = rows.prefetch_related("page_authors__author")
        loaded |= {page.pk: page for page in rows}
    found = [loaded[key] for key in keys if key in loaded]
    look_up_targets([stream for page in found for stream in page.streams])
    for page in found:
        page.words = words_of(page)
        page.excerpt_pieces = excerpt(page.words, matches.words, matches.unfinished_word)
    add_file_excerpts(found, matches.words, matches.unfinished_word)
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
