"""What a search costs, and a page on its way into the index: for `make bench`."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise

from benchmarks.table import Row
from tests.browser.server import RunningSite

# The ranked search itself, in milliseconds with 10,000 updates.
MOST_MILLISECONDS = {"sqlite": 40, "postgresql": 100}
MEASURED = 10_000
# Costs of publishing may grow so much.
GROWTH_OF_INDEXING = 1.3

MEASURE = """
import json, statistics, time
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.search.backends import get_search_backend
from benchmarks.seeding import COMMON_WORD
from blog.models import UpdatePage
from site_core.search_matches import Matches
client = Client(SERVER_NAME="localhost", HTTP_COOKIE="sessionid=none")
page = UpdatePage.objects.filter(slug__startswith="seeded").first()
def index():
    get_search_backend().add(UpdatePage.objects.get(pk=page.pk))
ways = {
    "ranked": lambda: Matches(COMMON_WORD).keys[:20],
    "page": lambda: client.get("/search/", {"q": COMMON_WORD}),
    "404": lambda: client.get("/nothing/"),
    "index": index,
}
for way in ways.values():
    way()
taken = {name: [] for name in ways}
for _round in range(5):
    for name, way in ways.items():
        start = time.perf_counter()
        way()
        taken[name].append((time.perf_counter() - start) * 1000)
found = {name: statistics.median(times) for name, times in taken.items()}
with CaptureQueriesContext(connection) as queries:
    index()
counted = {"queries": len(queries), "matches": len(Matches(COMMON_WORD).keys)}
print(json.dumps(found | counted | {"vendor": connection.vendor}))
"""


def search_rows(sites: Mapping[int, RunningSite]) -> Iterator[Row]:
    """Rows of the table for running sites by how many updates they have been grown to."""
    measured = {size: measure(site) for size, site in sorted(sites.items())}
    usual = measured.get(MEASURED) or measured[max(measured)]
    most = MOST_MILLISECONDS[usual["vendor"]]
    ratio = usual["ranked"] / usual["404"]
    name = f"ranked search on {usual['vendor']}, {usual['matches']} matches"
    yield Row("search", name, f"{usual['ranked']:.0f} ms", ratio, f"<= {most} ms", usual["ranked"] <= most)
    ratio = usual["page"] / usual["404"]
    yield Row("search", "whole page, against the 404 page", f"{usual['page']:.0f} ms", ratio, "", None)
    yield from rows_of_sizes(measured)


def rows_of_sizes(measured: dict[int, dict]) -> Iterator[Row]:
    sizes = list(measured)
    for small, large in pairwise(sizes):
        ratio = measured[large]["page"] / measured[small]["page"]
        linear = large / small
        name = f"whole page, {large} against {small} updates"
        yield Row("search", name, f"{measured[large]['page']:.0f} ms", ratio, f"<= {linear:.0f}", ratio <= linear)
    if len(sizes) > 1:
        first, last = measured[sizes[0]], measured[sizes[-1]]
        ratio = last["index"] / first["index"]
        figure = f"{last['queries']} queries, {last['index']:.1f} ms"
        name = f"indexing one page, {sizes[-1]} against {sizes[0]} updates"
        is_flat = ratio <= GROWTH_OF_INDEXING and last["queries"] == first["queries"]
        yield Row("search", name, figure, ratio, f"<= {GROWTH_OF_INDEXING}, same queries", is_flat)


def measure(site: RunningSite) -> dict:
    return json.loads(site.shell(MEASURE).splitlines()[-1])
