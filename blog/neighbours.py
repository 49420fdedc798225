"""The updates before and after one, as readers meet them in the list of all."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Subquery
from django.utils import timezone
from wagtail.models import Page


@dataclass(frozen=True)
class Neighbours:
    """The next newer and the next older update that are public, where there are any."""

    newer: Page | None
    older: Page | None

    def without(self, pages: Iterable[Page]) -> "Neighbours":
        """The same, but for those that stand among these pages already."""
        shown = {page.pk for page in pages}
        newer, older = (page if page and page.pk not in shown else None for page in (self.newer, self.older))
        return Neighbours(newer, older)

    @property
    def ids(self) -> list[int]:
        return [page.pk for page in (self.newer, self.older) if page]


def neighbours_of(update) -> Neighbours:
    """Both in one query. A draft without a date is taken to be the newest."""
    listed = type(update).objects.listed()
    date, pk = update.publication_date or timezone.now(), update.pk or 0
    # The first condition of each says nothing new, but an index finds where to begin by it.
    newer = listed.filter(Q(publication_date__gte=date), Q(publication_date__gt=date) | Q(pk__gt=pk))
    older = listed.filter(Q(publication_date__lte=date), Q(publication_date__lt=date) | Q(pk__lt=pk))
    ends = (newer.order_by("publication_date", "pk"), older.newest_first())
    first_newer, first_older = (Subquery(end.values("pk")[:1]) for end in ends)
    found = type(update).objects.filter(Q(pk=first_newer) | Q(pk=first_older)).defer_streamfields().newest_first()
    before = [page for page in found if (page.publication_date, page.pk) > (date, pk)]
    after = [page for page in found if (page.publication_date, page.pk) < (date, pk)]
    return Neighbours(newer=next(iter(before), None), older=next(iter(after), None))
