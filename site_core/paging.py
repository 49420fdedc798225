"""Pages of a list of any length: it is counted once for each state of the site, and read from its nearer end."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from site_core.expiries import remember_public


class ListPaginator(Paginator):
    """Cuts an ordered list of public rows into pages; `name` is what its number is kept under."""

    object_list: QuerySet

    def __init__(self, rows: QuerySet, per_page: int, *, name: str):
        super().__init__(rows, per_page)
        self.name = name

    @cached_property
    def count(self) -> int:
        return remember_public(f"count:{self.name}", self.object_list.count)

    def page(self, number) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(nearer(self.object_list, start, start + self.per_page, self.count), number, self)


def nearer(rows: QuerySet, start: int, end: int, count: int) -> QuerySet:
    """These of the ordered rows, of which there are so many. Of those past the middle the order is turned about."""
    if start <= count // 2:
        return rows[start:end]
    return rows.reverse()[max(0, count - end) : max(0, count - start)]
