"""How readers fare while the scheduler publishes page after page, beside how they fare while nothing happens."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.releases import PLAN
from benchmarks.sites import background
from benchmarks.table import Row
from tests.browser.server import RunningSite

PART = "publishing"
PAGES = 1_000
READERS = 4
PATHS = ("/", "/updates/", "/reports/")
# So that readers wait for the site and not for each other.
PAUSE_SECONDS = 0.01
IDLE_SECONDS = 20
SLOWER_AT_MOST = 2


@dataclass
class Readings:
    """What readers got: the seconds of each answer, and how many were none."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    def milliseconds_of(self, share: float) -> float:
        return 1000 * sorted(self.seconds)[int(share * (len(self.seconds) - 1))]


def publishing_rows(site: RunningSite, pages: int = PAGES) -> Iterator[Row]:
    end = time.monotonic() + IDLE_SECONDS
    idle = read_while(site, lambda: time.monotonic() < end)
    site.shell(PLAN.format(count=pages))
    with background(site, "run_scheduler", "--once") as scheduler:
        busy = read_while(site, lambda: scheduler.poll() is None)
    during = f"{READERS} readers during {pages:,} publishes"
    figure = f"{busy.errors} in {len(busy.seconds):,} answers"
    yield Row(PART, f"{during}, errors", figure, None, "0", busy.errors == 0)
    slower = busy.milliseconds_of(0.99) / idle.milliseconds_of(0.99)
    figure = f"{busy.milliseconds_of(0.99):.1f} ms against {idle.milliseconds_of(0.99):.1f}"
    target = f"<= {SLOWER_AT_MOST}"
    yield Row(PART, f"{during}, p99, idle = 1", figure, slower, target, slower <= SLOWER_AT_MOST)
    slower = busy.milliseconds_of(0.5) / idle.milliseconds_of(0.5)
    figure = f"{busy.milliseconds_of(0.5):.1f} ms against {idle.milliseconds_of(0.5):.1f}"
    yield Row(PART, f"{during}, median, idle = 1", figure, slower)


def read_while(site: RunningSite, goes_on: Callable[[], bool]) -> Readings:
    readings = Readings()
    readers = [threading.Thread(target=read, args=(site.port, goes_on, readings)) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return readings


def read(port: int, goes_on: Callable[[], bool], readings: Readings) -> None:
    """Page after page over one connection, which is made anew after an error."""
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    turn = 0
    while goes_on():
        turn += 1
        started = time.monotonic()
        try:
            connection.request("GET", PATHS[turn % len(PATHS)])
            answer = connection.getresponse()
            answer.read()
            readings.errors += answer.status != 200
        except (OSError, http.client.HTTPException):
            readings.errors += 1
            connection.close()
        readings.seconds.append(time.monotonic() - started)
        time.sleep(PAUSE_SECONDS)
    connection.close()
