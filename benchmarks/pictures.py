"""What the first reader of a fresh update with three pictures pays, beside the second."""

import json
import statistics
from collections.abc import Iterator

from benchmarks.table import Row
from tests.browser.server import RunningSite

UPDATES = 16
MOST = 1.5


def picture_rows(site: RunningSite) -> Iterator[Row]:
    """First and second views take turns over several updates; each is made anew."""
    code = f"from benchmarks.fresh_updates import print_views; print_views({UPDATES})"
    views = json.loads(site.shell(code).splitlines()[-1])
    yield ratio_row("first view of a fresh update with three pictures, second = 1", views, is_site_known=True)
    yield ratio_row("the same where no other page was read since it was published", views, is_site_known=False)
    made = sum(view["made"] for view in views)
    yield Row("pictures", "files made while readers waited", str(made), None, "0", made == 0)
    seconds = statistics.median(view["making"] for view in views)
    yield Row("pictures", "making the files of three pictures, beforehand", f"{seconds:.1f} s", None, "", None)


def ratio_row(name: str, views: list[dict], *, is_site_known: bool) -> Row:
    chosen = [view for view in views if view["is_site_known"] == is_site_known]
    first, second = (statistics.median(view[which][0] for view in chosen) for which in ("first", "second"))
    queries = "{} and {} queries".format(*(max(view[which][1] for view in chosen) for which in ("first", "second")))
    figure = f"{1000 * first:.1f} and {1000 * second:.1f} ms of the processor, {queries}"
    return Row("pictures", name, figure, first / second, f"<= {MOST}", first <= MOST * second)
