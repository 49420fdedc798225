"""What readers of ready pages notice while a thousand pages go live one after the other."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks.releases import PLAN
from benchmarks.sites import background
from benchmarks.table import Row
from tests.browser.server import RunningSite

PART = "publishing"
PUBLISHED = 1_000
READERS, PAUSE_SECONDS = 4, 0.02
IDLE_SECONDS = 15
MOST_TIMES_IDLE = 2
ADDRESSES = ("/", "/updates/", "/updates/feed/")


class Reading:
    """How long each answer took, in milliseconds, and how many were errors."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.errors = 0

    def read(self, port: int, is_over: Callable[[], bool]) -> None:
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        while not is_over():
            for address in ADDRESSES:
                started = time.monotonic()
                connection.request("GET", address)
                answer = connection.getresponse()
                answer.read()
                self.milliseconds.append(1000 * (time.monotonic() - started))
                self.errors += answer.status != 200
            time.sleep(PAUSE_SECONDS)
        connection.close()

    def percentile(self, share: float) -> float:
        return sorted(self.milliseconds)[int(share * (len(self.milliseconds) - 1))]


def publishing_rows(site: RunningSite) -> Iterator[Row]:
    end = time.monotonic() + IDLE_SECONDS
    idle = read_until(site, lambda: time.monotonic() > end)
    site.shell(PLAN.format(count=PUBLISHED))
    with background(site, "run_scheduler", "--once") as scheduler:
        busy = read_until(site, lambda: scheduler.poll() is not None)
    ratio = busy.percentile(0.99) / idle.percentile(0.99)
    figure = f"{busy.percentile(0.99):.1f} ms against {idle.percentile(0.99):.1f}"
    name = f"readers during {PUBLISHED:,} publishes"
    yield Row("publishing", f"{name}: errors", f"{busy.errors} of {len(busy.milliseconds)}", None, "0", not busy.errors)
    yield Row(
        "publishing", f"{name}: p99 against idle", figure, ratio, f"<= {MOST_TIMES_IDLE}", ratio <= MOST_TIMES_IDLE
    )
    figure = f"{busy.percentile(0.5):.1f} ms against {idle.percentile(0.5):.1f}"
    yield Row("publishing", f"{name}: median against idle", figure, busy.percentile(0.5) / idle.percentile(0.5))


def read_until(site: RunningSite, is_over: Callable[[], bool]) -> Reading:
    reading = Reading()
    readers = [threading.Thread(target=reading.read, args=(site.port, is_over)) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return reading
