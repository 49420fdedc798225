"""What the scheduler does for its keep: how late a page goes live, what waiting costs, and what many at once cost."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from benchmarks.load import cpu_seconds
from tests.browser.server import RunningSite
from tests.database import ROOT

SCHEDULES = 200
IDLE_SECONDS = 60
BATCHES = (1_000, 10_000)

PLAN = "from benchmarks.plans import *; plan_updates({count}, timezone.now() - timedelta(hours=1), timedelta(0))"
WATCH = "from benchmarks.plans import print_lateness; print_lateness({count})"


def report_releases(site: RunningSite) -> None:
    scheduler = start_scheduler(site)
    try:
        time.sleep(5)
        print(f"scheduler idle: {100 * idle_share(scheduler):.2f} % of a core")
        late = json.loads(site.shell(WATCH.format(count=SCHEDULES)).splitlines()[-1])
        print(
            f"scheduler late: median {late['median']:.3f} s, p99 {late['p99']:.3f} s over {late['seen']} of {SCHEDULES}"
        )
    finally:
        scheduler.terminate()
        scheduler.wait()
    for count in BATCHES:
        report_batch(site, count)


def start_scheduler(site: RunningSite, *arguments: str) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "run_scheduler", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=site.environment, stderr=subprocess.DEVNULL)


def idle_share(scheduler: subprocess.Popen) -> float:
    before = cpu_seconds(scheduler.pid)
    time.sleep(IDLE_SECONDS)
    return (cpu_seconds(scheduler.pid) - before) / IDLE_SECONDS


def report_batch(site: RunningSite, count: int) -> None:
    """All of a batch is due; one run does it while a reader goes on reading."""
    site.shell(PLAN.format(count=count))
    started = time.monotonic()
    scheduler = start_scheduler(site, "--once")
    answers = read_meanwhile(site, scheduler)
    seconds, peak = time.monotonic() - started, answers.peak_kilobytes
    print(
        f"scheduler {count:6} due: {seconds:6.1f} s, {1000 * seconds / count:5.1f} ms a page,"
        f" peak {peak / 1024:.0f} MB;"
        f" a reader had {answers.count} answers, the slowest after {answers.slowest:.2f} s"
    )


class Reading:
    """What one reader got while a process ran, and the most memory the process took."""

    def __init__(self) -> None:
        self.count = 0
        self.slowest = 0.0
        self.peak_kilobytes = 0


def read_meanwhile(site: RunningSite, process: subprocess.Popen) -> Reading:
    reading = Reading()

    def read() -> None:
        while process.poll() is None:
            started = time.monotonic()
            urllib.request.urlopen(f"{site.url}/updates/", timeout=60).read()
            reading.count += 1
            reading.slowest = max(reading.slowest, time.monotonic() - started)

    reader = threading.Thread(target=read)
    reader.start()
    while process.poll() is None:
        reading.peak_kilobytes = max(reading.peak_kilobytes, peak_kilobytes(process.pid))
        time.sleep(0.05)
    reader.join()
    return reading


def peak_kilobytes(process_id: int) -> int:
    try:
        status = Path(f"/proc/{process_id}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
