"""How many queries pages and publishing take, each beside its limit."""

import json
from collections.abc import Iterator, Mapping

from benchmarks.limits import MOST_QUERIES
from benchmarks.sites import seed
from benchmarks.table import Row
from tests.browser.server import RunningSite

UPDATES = 100
COUNT = "from benchmarks.counting import print_queries; print_queries()"


def count_rows(site: RunningSite) -> Iterator[Row]:
    seed(site, UPDATES)
    yield from query_rows(json.loads(site.shell(COUNT).splitlines()[-1]), MOST_QUERIES)


def query_rows(counted: Mapping[str, int], limits: Mapping[str, int]) -> Iterator[Row]:
    for name, most in limits.items():
        yield Row("counts", f"{name}, queries", str(counted[name]), None, f"<= {most}", counted[name] <= most)
