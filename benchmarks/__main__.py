"""`make bench`: all that is measured, in one table; `make bench ONLY=cache,start` for some of it.

Absolute rates say little: the machine is shared, and the asker runs on it too. Trust the ratios, whose two sides take
turns within one run. `make bench QUICK=1` only counts, and fails when a count is over its limit.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from benchmarks.counts import count_rows
from benchmarks.growth import growth_rows
from benchmarks.mailing import mail_rows
from benchmarks.pages import page_rows
from benchmarks.pictures import picture_rows
from benchmarks.publishing import publishing_rows
from benchmarks.releases import release_rows
from benchmarks.sites import demo_site
from benchmarks.starting import start_rows
from benchmarks.table import Row, as_text, load_now, machine, unmet, write_results
from benchmarks.weight import weight_rows
from tests.browser.server import RunningSite

Part = Callable[[RunningSite], Iterable[Row]]

COUNTS: dict[str, Part] = {"weight": weight_rows, "counts": count_rows}
# In this order: what makes the site larger comes later.
PARTS: dict[str, Part] = {
    "cache": page_rows,
    "start": start_rows,
    **COUNTS,
    "pictures": picture_rows,
    "publishing": publishing_rows,
    "scheduler": release_rows,
    "mail": mail_rows,
    "growth": growth_rows,
}


def main() -> int:
    if os.environ.get("QUICK"):
        return count()
    only = os.environ.get("ONLY", "")
    names = only.split(",") if only else list(PARTS)
    if unknown := set(names) - PARTS.keys():
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    load, started = load_now(), datetime.now()
    rows: list[Row] = []
    for rows in measured({name: part for name, part in PARTS.items() if name in names}):
        # After each part, so that a run which is stopped leaves what it has measured.
        written = write_results(rows, machine(load), started)
    print(as_text(rows))
    print(f"Written to {written}")
    return 0


def count() -> int:
    """Fails when there is more of something than its limit."""
    *_parts, rows = measured(COUNTS)
    print(as_text(rows))
    over = unmet(rows)
    for row in over:
        print(f"Over its limit: {row.name}: {row.figure}, wanted {row.target}", file=sys.stderr)
    return 1 if over else 0


def measured(parts: Mapping[str, Part]) -> Iterator[list[Row]]:
    """All rows so far, after each part."""
    rows: list[Row] = []
    with demo_site() as site:
        for name, part in parts.items():
            print(f"Measuring: {name}", file=sys.stderr)
            rows = [*rows, *part(site)]
            yield rows


if __name__ == "__main__":
    sys.exit(main())
