"""Search by relevance on SQLite that stays fast as the site grows (docs/features/search.md).

The stock form asks the full-text index again for every match: 90 s for a common word on 10,000 pages.
"""

from collections.abc import Iterable
from copy import copy

from django.db.models import Exists, IntegerField, OuterRef, QuerySet
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import BM25, AndNot, MatchExpression, SQLiteFTSIndexEntry, normalize
from modelsearch.query import And, Or, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from site_core.many_keys import Keys
from site_core.search_indexing import AskedOnce, use_our_indexer

# In the order of the full-text table's columns: autocomplete, body, title. FTS5 makes all words of a long entry count
# less, its title too: with a small weight, a report with large files would come after whatever mentions its title.
COLUMN_WEIGHTS = "1.0, 1.0, 1000.0"
# What the index is asked for; all else asks it for nothing, or for what does not match.
ASKED_FOR = (PlainText, Phrase, And, Or, AndNot)

use_our_indexer(sqlite)


class WeightedRank(BM25):
    """FTS5's own rank; a word in the title counts more than any number in the text."""

    def as_sql(self, compiler, connection, function=None, template=None):
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, {COLUMN_WEIGHTS})", []


class MatchedQueryCompiler(sqlite.SQLiteSearchQueryCompiler):
    """Compiles a query so that the full-text index is always read first, and once."""

    @property
    def is_matched(self) -> bool:
        return isinstance(normalize(self.query), ASKED_FOR)

    def entries(self, config) -> QuerySet:
        """Index entries with the words, each with the key of what it stands for."""
        words = self.build_search_query(normalize(self.query), config=config)
        # As numbers in no index: by the index of kinds, SQLite would ask the full-text index again for every entry.
        kind = Cast("index_entry__content_type", IntegerField())
        return (
            SQLiteFTSIndexEntry.objects.filter(MatchExpression(self.fields or self.FTS_TABLE_FIELDS, words))
            .annotate(kind=kind, key=Cast("index_entry__object_id", key_field(self.queryset.model)))
            .filter(kind__in=get_descendants_content_types_pks(self.queryset.model))
        )

    def search(self, config, start, stop, score_field=None):
        if self.order_by_relevance or score_field or not self.is_matched:
            return super().search(config, start, stop, score_field)
        queryset = self.queryset.filter(pk__in=self.entries(config).values("key"))
        return (queryset if queryset.query.order_by else queryset.order_by("-pk"))[start:stop]


class MatchedAutocompleteQueryCompiler(MatchedQueryCompiler, sqlite.SQLiteAutocompleteQueryCompiler):
    """The same for beginnings of words."""


class RankedResults(sqlite.SQLiteSearchResults):
    """Matches ranked in one pass over the full-text index; rows are loaded of one page of results only."""

    def keys(self) -> list:
        """Of all matches, best first; without their rows."""
        return list(dict.fromkeys(self.matches().values_list("key", flat=True)))

    def facet(self, field_name):
        if self.query_compiler.order_by_relevance:
            unordered = copy(self.query_compiler)
            unordered.order_by_relevance = False
            return type(self)(self.backend, unordered).facet(field_name)
        return super().facet(field_name)

    def _do_search(self):
        if not self.query_compiler.is_matched:
            return super()._do_search()
        if not self.query_compiler.order_by_relevance:
            rows = list(self.query_compiler.search(self.config, self.start, self.stop))
            return self.with_scores(rows, dict(self.scores_of(row.pk for row in rows)) if self._score_field else {})
        scores = dict(self.matches().values_list("key", "score")[self.start : self.stop])
        found = {row.pk: row for row in self.query_compiler.queryset.order_by().filter(pk__in=Keys(scores))}
        return self.with_scores([found[key] for key in scores if key in found], scores)

    def _do_count(self):
        if not self.query_compiler.is_matched:
            return super()._do_count()
        count = self.matches().order_by().count()
        return max(0, (count if self.stop is None else min(count, self.stop)) - self.start)

    @property
    def config(self):
        return self.query_compiler.get_config(self.backend)

    def matches(self) -> QuerySet:
        """Index entries of what is in the queryset, best first, newest first among equals."""
        compiler = self.query_compiler
        within = Exists(compiler.queryset.order_by().filter(pk=OuterRef("key")))
        entries = compiler.entries(self.config).annotate(score=WeightedRank()).filter(within)
        return entries.order_by(*(["score", "-key"] if compiler.order_by_relevance else []))

    def scores_of(self, keys: Iterable) -> QuerySet:
        return self.matches().filter(key__in=Keys(keys)).order_by().values_list("key", "score")

    def with_scores(self, rows: list, scores: dict) -> list:
        if self._score_field:
            for row in rows:
                setattr(row, self._score_field, scores.get(row.pk))
        return rows


def key_field(model):
    """What the keys of a model are made of, also where it is the key of its parent's row."""
    field = model._meta.pk
    while field.remote_field:
        field = field.target_field
    return field


class RankedIndex(AskedOnce, sqlite.SQLiteIndex):
    """The index without the title norms: our rank does not use them, and they cost a scan of all entries per save."""

    def _refresh_title_norms(self, full=False):
        pass


class RankedSearchBackend(sqlite.SQLiteSearchBackend):
    """Wagtail's search on SQLite, with our rank."""

    query_compiler_class = MatchedQueryCompiler
    autocomplete_query_compiler_class = MatchedAutocompleteQueryCompiler
    index_class = RankedIndex
    results_class = RankedResults
