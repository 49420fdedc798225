"""Search by relevance on SQLite that stays fast as the site grows (docs/features/search.md).

The stock form asks the full-text index again for every match: 90 s for a common word on 10,000 pages, 0.04 s this way.
"""

from django.db.models import CharField, IntegerField, QuerySet
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, SQLiteFTSIndexEntry
from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex, SQLiteSearchBackend, SQLiteSearchResults
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

# In the order of the full-text table's columns: autocomplete, body, title. FTS5 makes all words of a long entry count
# less, its title too: with a small weight, a report with large files would come after whatever mentions its title.
COLUMN_WEIGHTS = "1.0, 1.0, 1000.0"


class WeightedRank(BM25):
    """FTS5's own rank; a word in the title counts more than any number in the text."""

    def as_sql(self, compiler, connection, function=None, template=None):
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, {COLUMN_WEIGHTS})", []


class RankedResults(SQLiteSearchResults):
    """Matches ranked in one pass over the full-text index."""

    def _do_search(self):
        compiler = self.query_compiler
        if not compiler.order_by_relevance or self._score_field or not isinstance(compiler.query, (PlainText, Phrase)):
            return super()._do_search()
        ids = list(self.ranked_ids()[self.start : self.stop])
        found = {str(row.pk): row for row in compiler.queryset.order_by().filter(pk__in=ids)}
        return [found[id] for id in ids if id in found]

    def ranked_ids(self) -> QuerySet:
        """The ids of all matches in the queryset, best first, newest first among equals."""
        compiler = self.query_compiler
        searched = compiler.queryset.order_by().annotate(index_id=Cast("pk", CharField())).values("index_id")
        return (
            SQLiteFTSIndexEntry.objects.filter(
                MatchExpression(
                    compiler.fields or compiler.FTS_TABLE_FIELDS, compiler.build_search_query(compiler.query)
                ),
                index_entry__content_type__in=get_descendants_content_types_pks(compiler.queryset.model),
                index_entry__object_id__in=searched,
            )
            .order_by(WeightedRank(), Cast("index_entry__object_id", IntegerField()).desc())
            .values_list("index_entry__object_id", flat=True)
        )


class RankedIndex(SQLiteIndex):
    """The index without the title norms: our rank does not use them, and they cost a scan of all entries per save."""

    def _refresh_title_norms(self, full=False):
        pass


class RankedSearchBackend(SQLiteSearchBackend):
    """Wagtail's search on SQLite, with our rank."""

    index_class = RankedIndex
    results_class = RankedResults
