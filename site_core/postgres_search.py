"""Search on PostgreSQL that costs a save the same however much there is to find (docs/features/search.md)."""

from django.db.models import F, QuerySet
from django.db.models.functions import Length
from modelsearch.backends.database.postgres import postgres
from modelsearch.utils import get_content_type_pk

from site_core.search_backend import KeyedResults
from site_core.search_indexing import AskedOnce, use_our_indexer

# In words; titles that are longer count less than the text, those that are shorter more.
USUAL_TITLE_LENGTH = 8.0

use_our_indexer(postgres)


class NormedIndex(AskedOnce, postgres.PostgresIndex):
    """The index with title norms by a usual length: the stock one reads all entries at each save to have it exact."""

    def add_items(self, model, objs):
        objs = list(objs)
        super().add_items(model, objs)
        keys = [str(each.pk) for each in objs]
        note_title_norms(self.entries.filter(content_type=get_content_type_pk(model), object_id__in=keys))

    def _refresh_title_norms(self, full=False):
        if full:
            note_title_norms(self.entries)


def note_title_norms(entries: QuerySet) -> None:
    titled = entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
    titled.update(title_norm=USUAL_TITLE_LENGTH / F("title_length"))


class RankedResults(KeyedResults, postgres.PostgresSearchResults):
    """Matches with Wagtail's rank."""


class PostgresSearchBackend(postgres.PostgresSearchBackend):
    """Wagtail's search on PostgreSQL."""

    index_class = NormedIndex
    results_class = RankedResults
