"""What the scheduler does for its keep: how late a page goes live, what waiting costs, and what many at once cost."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.processes import idle_share, own_megabytes
from benchmarks.sites import background
from benchmarks.table import Row
from tests.browser.server import RunningSite

PART = "scheduler"
SCHEDULES = 200
# What went live last is looked at once more a minute later.
SETTLES_SECONDS, IDLE_SECONDS = 65, 60
FEW, MANY = 1_000, 10_000
IDLE_AT_MOST, GROWTH_AT_MOST, MEGABYTES_AT_MOST = 0.002, 1.2, 30

PLAN = "from benchmarks.plans import *; plan_updates({count}, timezone.now() - timedelta(hours=1), timedelta(0))"
WATCH = "from benchmarks.plans import print_lateness; print_lateness({count})"


@dataclass(frozen=True)
class Run:
    """One run of the scheduler over all that is due."""

    seconds: float
    megabytes: float


def release_rows(site: RunningSite, few: int = FEW, many: int = MANY) -> Iterator[Row]:
    yield from waiting_rows(site)
    nothing, small, large = (run_with(site, count) for count in (0, few, many))
    each, each_of_many = (
        1000 * (run.seconds - nothing.seconds) / count for run, count in ((small, few), (large, many))
    )
    ratio = each_of_many / each
    name = f"a page of {many:,} due at once, of {few:,} = 1"
    target = f"<= {GROWTH_AT_MOST}"
    yield Row(PART, name, f"{each_of_many:.1f} ms against {each:.1f}", ratio, target, ratio <= GROWTH_AT_MOST)
    more = large.megabytes - nothing.megabytes
    name = f"peak of its own memory with {many:,} due, beyond that with nothing due"
    yield Row(PART, name, f"{more:.0f} MB", None, f"<= {MEGABYTES_AT_MOST} MB", more <= MEGABYTES_AT_MOST)


def waiting_rows(site: RunningSite) -> Iterator[Row]:
    with background(site, "run_scheduler") as scheduler:
        time.sleep(SETTLES_SECONDS)
        share = idle_share(scheduler.pid, IDLE_SECONDS)
        target = f"<= {100 * IDLE_AT_MOST:g} %"
        yield Row(PART, "waiting, of a core", f"{100 * share:.2f} %", None, target, share <= IDLE_AT_MOST)
        late = json.loads(site.shell(WATCH.format(count=SCHEDULES)).splitlines()[-1])
    seen = f"{late['seen']} of {SCHEDULES} pages"
    yield Row(PART, f"lateness, median of {seen}", f"{late['median']:.3f} s")
    yield Row(PART, f"lateness, p99 of {seen}", f"{late['p99']:.3f} s")


def run_with(site: RunningSite, count: int) -> Run:
    """So many more pages are due, and one run does them all."""
    if count:
        site.shell(PLAN.format(count=count))
    started, peak = time.monotonic(), 0.0
    with background(site, "run_scheduler", "--once") as scheduler:
        while scheduler.poll() is None:
            peak = max(peak, own_megabytes(scheduler.pid))
            time.sleep(0.05)
    return Run(time.monotonic() - started, peak)
