"""`make bench`: all that is measured, in one table; `make bench ONLY=cache,start` for some of it.

Absolute rates say little: the machine is shared, and the asker runs on it too. Trust the ratios, whose two sides take
turns within one run.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime

from benchmarks.mailing import report_mailing
from benchmarks.pages import page_rows
from benchmarks.releases import report_releases
from benchmarks.sites import demo_site
from benchmarks.starting import start_rows
from benchmarks.table import Row, as_text, load_now, machine, write_results
from tests.browser.server import RunningSite

# In this order: what makes the site larger comes later.
PARTS: dict[str, Callable[[RunningSite], list[Row] | None]] = {
    "cache": page_rows,
    "start": start_rows,
    "scheduler": report_releases,
    "mail": report_mailing,
}


def main() -> int:
    only = os.environ.get("ONLY", "")
    names = only.split(",") if only else list(PARTS)
    if unknown := set(names) - PARTS.keys():
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    load = load_now()
    rows: list[Row] = []
    with demo_site() as site:
        for name in names:
            print(f"Measuring: {name}", file=sys.stderr)
            rows += PARTS[name](site) or []
    print(as_text(rows))
    print(f"Written to {write_results(rows, machine(load), datetime.now())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
