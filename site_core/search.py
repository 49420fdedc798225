"""Search for readers: what is public now, best matches first."""

import re

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, get_page_models

from site_core.models import BasePage
from site_core.querysets import only_public
from site_core.search_backend import MAX_QUERY_LENGTH, clean_query_string

RESULTS_PER_PAGE = 20
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@require_safe
@cache_control(no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """The search form, and what was found for `?q=`; whatever is typed, there is an answer in words."""
    query = " ".join(CONTROL_CHARACTERS.sub(" ", request.GET.get("q", "")[:MAX_QUERY_LENGTH]).split())
    words = clean_query_string(query)
    context: dict = {"search_query": query, "search_words": words}
    if words:
        results = Paginator(matching_pages(words), RESULTS_PER_PAGE).get_page(request.GET.get("page"))
        results.object_list = with_what_results_show(results.object_list)
        context["results"] = results
    response = render(request, "site_core/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def matching_pages(words: str):
    """Public pages with these words, best first. The index knows drafts too, so the public set comes first."""
    public = only_public(Page.objects.filter(content_type__in=searchable_types()))
    return Page.objects.filter(pk__in=public.values("pk")).only("pk", "content_type").search(words)


def searchable_types() -> list[ContentType]:
    """Pages that have something to say on a card: not the front page, and not the lists."""
    models = [model for model in get_page_models() if issubclass(model, BasePage) and hasattr(model, "card_text")]
    return list(ContentType.objects.get_for_models(*models).values())


def with_what_results_show(pages) -> list:
    """These pages in this order, with their authors and without their bodies."""
    ids_by_model: dict[type[Page], list[int]] = {}
    for page in pages:
        ids_by_model.setdefault(page.specific_class, []).append(page.pk)
    loaded = {}
    for model, ids in ids_by_model.items():
        rows = model.objects.filter(pk__in=ids).defer_streamfields()
        if hasattr(model, "page_authors"):
            rows = rows.prefetch_related("page_authors__author")
        loaded |= {page.pk: page for page in rows}
    return [loaded[page.pk] for page in pages if page.pk in loaded]
