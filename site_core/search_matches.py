"""The public pages that have the words of a search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from site_core.excerpts import WORD
from site_core.querysets import only_public
from site_core.search_filters import searchable_models

UNFINISHED = "*"


@dataclass(frozen=True)
class Matches:
    """Public pages with all these words, of which the last may be only the beginning of one."""

    words: str
    are_begun: bool = False

    @property
    def unfinished_word(self) -> str:
        return WORD.findall(self.words)[-1] if self.are_begun else ""

    @property
    def begun(self) -> "Matches":
        return replace(self, are_begun=True)

    def best(self, conditions: Sequence[Q] = ()):
        """Those that meet the conditions, best first."""
        return self.look(self.pages(conditions).only("pk", "content_type"))

    def rows(self, conditions: Sequence[Q] = ()) -> QuerySet:
        """The same in no order: a queryset to count and to put into others, so that no key leaves the database."""
        found = self.look(self.pages(conditions), order_by_relevance=False)
        return found.get_queryset().order_by() if found.query_compiler else Page.objects.none()

    def pages(self, conditions: Sequence[Q]) -> QuerySet:
        """The index knows drafts too, so the public set comes first."""
        types = ContentType.objects.get_for_models(*searchable_models()).values()
        public = only_public(Page.objects.filter(content_type__in=types))
        return Page.objects.filter(*conditions, pk__in=public.values("pk"))

    def look(self, pages: QuerySet, **how):
        backend = get_search_backend()
        return (backend.begun if self.are_begun else backend.search)(self.words, pages, **how)


def matches_of(words: str) -> Matches:
    """Pages with these words; where there are none, or "*" stands behind them, those with what the last one begins."""
    whole = Matches(words.rstrip(UNFINISHED))
    return whole.begun if words.endswith(UNFINISHED) or not whole.rows().exists() else whole
