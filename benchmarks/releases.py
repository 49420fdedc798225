"""What the scheduler does for its keep: how late a page goes live, what waiting costs, and what many at once cost."""

import json
import time
from collections.abc import Iterator

from benchmarks.processes import idle_share, peak_megabytes
from benchmarks.sites import background
from benchmarks.table import Row
from tests.browser.server import RunningSite

PART = "scheduler"
SCHEDULES = 200
IDLE_SECONDS, MOST_IDLE = 60, 0.002
FEW, MANY = 1_000, 10_000
MOST_GROWTH_OF_COST, MOST_MEGABYTES = 1.2, 30
# Of Ghost, over twenty posts: the peer that comes closest.
LATE_AT_PEER = 0.56

PLAN = "from benchmarks.plans import *; plan_updates({count}, timezone.now() - timedelta(hours=1), timedelta(0))"
WATCH = "from benchmarks.plans import print_lateness; print_lateness({count})"


def release_rows(site: RunningSite) -> Iterator[Row]:
    with background(site, "run_scheduler") as scheduler:
        time.sleep(5)
        idle = idle_share(scheduler.pid, IDLE_SECONDS)
        yield Row(PART, "waiting", f"{100 * idle:.2f} % of a core", None, "<= 0.2 %", idle <= MOST_IDLE)
        late = json.loads(site.shell(WATCH.format(count=SCHEDULES)).splitlines()[-1])
    figure = f"median {late['median']:.3f} s, p99 {late['p99']:.3f} s"
    name = f"lateness of {late['seen']} pages"
    yield Row(PART, name, figure, None, f"p99 <= {LATE_AT_PEER} s", late["p99"] <= LATE_AT_PEER)
    yield from batch_rows(site)


def batch_rows(site: RunningSite) -> Iterator[Row]:
    """All of a batch is due, and one run does it; the first has nothing to do."""
    (_seconds, idle_peak), (few, _peak), (many, peak) = (run_with(site, count) for count in (0, FEW, MANY))
    ratio = (many / MANY) / (few / FEW)
    figure = f"{1000 * many / MANY:.1f} ms a page"
    name = f"{MANY:,} due pages, against {FEW:,}"
    yield Row(PART, name, figure, ratio, f"<= {MOST_GROWTH_OF_COST}", ratio <= MOST_GROWTH_OF_COST)
    growth = peak - idle_peak
    name = f"memory with {MANY:,} due pages, beyond that with none"
    yield Row(PART, name, f"{growth:.0f} MB", None, f"<= {MOST_MEGABYTES} MB", growth <= MOST_MEGABYTES)


def run_with(site: RunningSite, count: int) -> tuple[float, float]:
    """Seconds and megabytes that one run takes for so many due pages."""
    if count:
        site.shell(PLAN.format(count=count))
    started, peak = time.monotonic(), 0.0
    with background(site, "run_scheduler", "--once") as scheduler:
        while scheduler.poll() is None:
            peak = max(peak, peak_megabytes(scheduler.pid))
            time.sleep(0.02)
    return time.monotonic() - started, peak
