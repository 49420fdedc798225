"""`make bench`: all that is measured, in one table; `ONLY=cache,start` for some parts, `QUICK=1` for what is counted.

Absolute rates say little: the machine is shared, and the asker runs on it too. Trust the ratios, whose two sides take
turns within one run. Only counts are the same everywhere: with `QUICK=1` one that is too high is an error.
"""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime

from benchmarks.counting import count_rows
from benchmarks.growth import growth_rows
from benchmarks.mailing import mail_rows
from benchmarks.pages import page_rows
from benchmarks.pictures import picture_rows
from benchmarks.publishing import publishing_rows
from benchmarks.releases import release_rows
from benchmarks.searching import search_rows
from benchmarks.sites import Sites
from benchmarks.starting import start_rows
from benchmarks.table import Row, as_text, load_now, machine, write_results

# In this order: what makes a site larger comes later.
PARTS: dict[str, Callable[[Sites], Iterable[Row]]] = {
    "counts": lambda sites: count_rows(sites.demo),
    "cache": lambda sites: page_rows(sites.demo),
    "pictures": lambda sites: picture_rows(sites.demo),
    "start": lambda sites: start_rows(sites.demo),
    "publishing": lambda sites: publishing_rows(sites.demo),
    "scheduler": lambda sites: release_rows(sites.demo),
    "mail": lambda sites: mail_rows(sites.demo),
    "growth": lambda sites: growth_rows(sites.seeded),
    "search": lambda sites: search_rows(sites.seeded),
}


def main() -> int:
    is_quick = os.environ.get("QUICK", "") not in {"", "0"}
    rows, load = [], load_now()
    with ExitStack() as stack:
        sites = Sites(stack)
        for name in ["counts"] if is_quick else names_of_parts(os.environ.get("ONLY", "")):
            print(f"Measuring: {name}", file=sys.stderr)
            rows += PARTS[name](sites)
    print(as_text(rows))
    if is_quick:
        return int(any(row.met is False for row in rows))
    print(f"Written to {write_results(rows, machine(load), datetime.now())}")
    return 0


def names_of_parts(only: str) -> list[str]:
    names = only.split(",") if only else list(PARTS)
    if unknown := set(names) - PARTS.keys():
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    return names


if __name__ == "__main__":
    sys.exit(main())
