"""The public pages that have the words of a search."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
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

    @cached_property
    def keys(self) -> list[int]:
        """Of all these pages, best first: asked for once, as the index is read for each question."""
        return self.look()

    @cached_property
    def keys_in_no_order(self) -> list[int]:
        """The same for those who count them."""
        return self.__dict__.get("keys") or self.look(order_by_relevance=False)

    def look(self, **how) -> list[int]:
        """The index knows drafts too, so it is asked for pages of the public set."""
        types = ContentType.objects.get_for_models(*searchable_models()).values()
        public = only_public(Page.objects.filter(content_type__in=types))
        return get_search_backend().keys(self.words, public, is_begun=self.are_begun, **how)


def matches_of(words: str) -> Matches:
    """Pages with these words; where there are none, or "*" stands behind them, those with what the last one begins."""
    whole = Matches(words.rstrip(UNFINISHED))
    return whole.begun if words.endswith(UNFINISHED) or not whole.keys else whole
