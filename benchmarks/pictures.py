"""What the first reader of a fresh update with three pictures pays, beside the second."""

import json
import statistics
from collections.abc import Iterator

from benchmarks.table import Row
from tests.browser.server import RunningSite

UPDATES = 9
MOST = 1.5


def picture_rows(site: RunningSite) -> Iterator[Row]:
    """First and second views take turns over several updates; each is made anew."""
    code = f"from benchmarks.fresh_updates import print_views; print_views({UPDATES})"
    views = json.loads(site.shell(code).splitlines()[-1])
    first, second = (statistics.median(view[name][0] for view in views) for name in ("first", "second"))
    yield Row(
        "pictures",
        "first view of a fresh update with three pictures, second = 1",
        f"{1000 * first:.1f} and {1000 * second:.1f} ms of the processor",
        first / second,
        f"<= {MOST}",
        first <= MOST * second,
    )
    made = sum(view["made"] for view in views)
    yield Row("pictures", "files made while readers waited", str(made), None, "0", made == 0)
    more = max(view["first"][1] - view["second"][1] for view in views)
    yield Row("pictures", "queries of the first view beyond those of the second", str(more), None, "", None)
    seconds = statistics.median(view["making"] for view in views)
    yield Row("pictures", "making all files of three pictures, beforehand", f"{seconds:.1f} s", None, "", None)
