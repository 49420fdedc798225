"""How costs grow with the number of updates: the same pages of three sites, asked for in turns."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from benchmarks.searching import search_rows
from benchmarks.sites import seeded_sites
from benchmarks.table import Row
from tests.browser.server import RunningSite
from tests.database import ROOT

PART = "growth"
SIZES = (100, 10_000, 100_000)
ROUNDS = 9
TIMES = 3
PER_PAGE = 20
LIST, YEAR = "seeded-1", 2022
MOST = {10_000: 1.3, 100_000: 2.0}
MOST_OF_PUBLISHING = 1.3
SITEMAP_SIZE, SITEMAP_MILLISECONDS = 10_000, 160
MOST_MEGABYTES = 32
ANSWER = "from benchmarks.growing import answer_questions; answer_questions()"


def growth_rows(_site: RunningSite) -> Iterator[Row]:
    """Of sites of their own: seeding is dear, so the search is measured on them, too."""
    with seeded_sites(SIZES) as sites:
        yield from rows_of_growth(sites)
        yield from search_rows(sites)


def rows_of_growth(seeded: Mapping[int, RunningSite]) -> Iterator[Row]:
    """Each page, publishing, the sitemap and the memory, at each size against the first."""
    with ExitStack() as stack:
        sites = {size: AskedSite(site, size) for size, site in seeded.items()}
        for site in sites.values():
            stack.callback(site.stop)
        first, *_others, last = sites.values()
        for name in first.addresses:
            yield from compared(name, {size: site.cost_of_page for size, site in sites.items()}, name, MOST)
        for name in ("publishing", "releasing"):
            limits = dict.fromkeys(sites, MOST_OF_PUBLISHING)
            yield from compared(name, {size: site.cost_of for size, site in sites.items()}, name, limits)
        yield from sitemap_rows(sites)
        yield memory_row(last)


class AskedSite:
    """A seeded site, with a process that measures what it is asked for."""

    def __init__(self, site: RunningSite, size: int):
        self.size = size
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", ANSWER],
            cwd=ROOT,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ask("fill", tag=LIST, author=LIST, year=YEAR)
        self.addresses = self.find_addresses()

    def ask(self, measure: str, **about):
        self.process.stdin.write(json.dumps({"measure": measure, **about}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def find_addresses(self) -> dict[str, str]:
        last = -(-self.size // PER_PAGE)
        return {
            "404": "/nothing/",
            "home": "/",
            "update": "/updates/seeded-50/",
            "report": self.ask("report"),
            "index, first page": "/updates/",
            "index, middle page": f"/updates/?page={last // 2}",
            "index, last page": f"/updates/?page={last}",
            "tag": f"/updates/tags/{LIST}/",
            "author": f"/updates/authors/{LIST}/",
            "year": f"/updates/{YEAR}/",
            "feed, RSS": "/updates/feed/",
            "feed, Atom": "/updates/feed/atom/",
            "feed, JSON": "/updates/feed/json/",
            "feed of a tag": f"/updates/tags/{LIST}/feed/",
            "feed of an author": f"/updates/authors/{LIST}/feed/",
            "interface, first page": "/api/v1/updates/",
            "interface, last page": f"/api/v1/updates/?page={last}",
            "interface, people": "/api/v1/people/",
            "interface, tags": "/api/v1/tags/",
        }

    def cost_of_page(self, name: str) -> float:
        return self.ask("page", address=self.addresses[name], times=TIMES)

    def cost_of(self, measure: str) -> float:
        return self.ask(measure)

    def cost_of_sitemap(self) -> float:
        return sum(self.ask("page", address=file, times=1) for file in self.ask("sitemap"))

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


def compared(name: str, measures: dict, about: str, limits: dict[int, float]) -> Iterator[Row]:
    """One row for each size but the first, which is the yardstick."""
    found: dict[int, list[float]] = {size: [] for size in measures}
    for measure in measures.values():
        measure(about)
    for _round in range(ROUNDS):
        for size, measure in measures.items():
            found[size].append(measure(about))
    (first, base), *others = ((size, statistics.median(costs)) for size, costs in found.items())
    for size, cost in others:
        most = limits.get(size)
        yield Row(
            PART,
            f"{name}, {size:,} updates against {first:,}",
            f"{cost:.1f} ms against {base:.1f}",
            cost / base,
            f"<= {most}" if most else "",
            cost / base <= most if most else None,
        )


def sitemap_rows(sites: dict[int, AskedSite]) -> Iterator[Row]:
    if site := sites.get(SITEMAP_SIZE):
        cost = statistics.median(site.cost_of_sitemap() for _round in range(ROUNDS))
        target = f"<= {SITEMAP_MILLISECONDS} ms"
        name = f"sitemap, all files, {SITEMAP_SIZE:,} updates"
        yield Row(PART, name, f"{cost:.0f} ms", None, target, cost <= SITEMAP_MILLISECONDS)


def memory_row(site: AskedSite) -> Row:
    addresses = [*site.addresses.values(), *site.ask("sitemap"), "/llms.txt"]
    peak, address = max((site.ask("memory", address=address), address) for address in addresses)
    name = f"memory of the largest answer, {site.size:,} updates"
    return Row(PART, name, f"{peak:.1f} MB, {address}", None, f"<= {MOST_MEGABYTES} MB", peak <= MOST_MEGABYTES)
