"""From start to first byte, and memory, against the site that `wagtail start` makes, on the same server."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import megabytes
from benchmarks.sites import GUNICORN, QUIET, background, running, wait_until_it_answers
from benchmarks.table import Row
from tests.browser.server import RunningSite
from tests.database import ROOT
from tests.ports import free_port

ROUNDS = 5
TIME_AT_MOST, MEGABYTES_AT_MOST = 1.5, 300
# So that each worker has loaded what pages need.
REQUESTS_BEFORE_WEIGHING = 40
SETTLED_MEGABYTES, SETTLED_SECONDS, SETTLES_WITHIN_SECONDS = 2, 6, 120
LOCAL_SETTINGS = 'SECRET_KEY = "only-for-the-benchmark"\nALLOWED_HOSTS = ["*"]\n'


@dataclass(frozen=True)
class Startable:
    """A site that gunicorn can serve."""

    application: str
    directory: Path
    environment: dict[str, str]

    @contextmanager
    def started(self) -> Iterator[tuple[subprocess.Popen, str]]:
        port = free_port()
        command = [*GUNICORN, *QUIET, "--chdir", str(self.directory), self.application]
        with running(command, self.environment | {"PORT": str(port)}, self.directory) as process:
            yield process, f"http://localhost:{port}/"


def start_rows(site: RunningSite) -> list[Row]:
    ours = Startable("site_core.wsgi", ROOT, site.environment)
    with tempfile.TemporaryDirectory() as directory:
        plain = plain_site(Path(directory))
        pairs = [(seconds_to_first_byte(plain), seconds_to_first_byte(ours)) for _round in range(ROUNDS)]
        plain_weight = weigh(plain)
    plain_seconds, our_seconds = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = our_seconds / plain_seconds
    first_byte = f"start to first byte, against `wagtail start` ({plain_seconds:.2f} s)"
    return [
        Row("start", first_byte, f"{our_seconds:.2f} s", ratio, f"<= {TIME_AT_MOST}", ratio <= TIME_AT_MOST),
        *memory_rows(weigh_together(site), weigh(ours, site), plain_weight),
    ]


def memory_rows(together: dict[str, float], apart: dict[str, float], plain: dict[str, float]) -> list[Row]:
    """The processes of a site share memory, so the sum of their RSS counts some of it several times."""
    whole = "two workers, scheduler and mailer"
    megabytes, target = together["Pss"], f"<= {MEGABYTES_AT_MOST} MB"
    return [
        Row("start", f"{whole}, PSS", f"{megabytes:.0f} MB", None, target, megabytes <= MEGABYTES_AT_MOST),
        Row("start", f"{whole}, RSS", f"{together['Rss']:.0f} MB"),
        Row("start", f"{whole}, each a service of its own, PSS", f"{apart['Pss']:.0f} MB"),
        Row("start", "the two workers, PSS, against `wagtail start`", *against(apart["workers"], plain["Pss"])),
        Row("start", "`wagtail start`, two workers, PSS", f"{plain['Pss']:.0f} MB"),
        Row("start", "`wagtail start`, two workers, RSS", f"{plain['Rss']:.0f} MB"),
    ]


def against(found: float, yardstick: float) -> tuple[str, float]:
    return f"{found:.0f} MB", found / yardstick


def plain_site(directory: Path) -> Startable:
    """As its makers mean it to be served: with its production settings, which lack a secret and hosts."""
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment["DJANGO_SETTINGS_MODULE"] = "plain.settings.production"
    environment["ENV_FILE"] = os.devnull
    make = [str(Path(sys.executable).with_name("wagtail")), "start", "plain", str(directory)]
    subprocess.run(make, check=True, capture_output=True)
    (directory / "plain" / "settings" / "local.py").write_text(LOCAL_SETTINGS)
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, cwd=directory, env=environment, check=True, capture_output=True)
    return Startable("plain.wsgi", directory, environment)


def seconds_to_first_byte(site: Startable) -> float:
    started = time.monotonic()
    with site.started() as (process, address):
        wait_until_it_answers(process, address)
        return time.monotonic() - started


def weigh_together(site: RunningSite) -> dict[str, float]:
    """All that `make run` starts, itself included."""
    port = free_port()
    address = f"http://localhost:{port}/"
    with background(site, "run_site", "--prepared", PORT=str(port)) as process:
        read_again_and_again(process, address)
        wait_until_settled(process.pid)
        return {measure: megabytes(measure, process.pid) for measure in ("Pss", "Rss")}


def read_again_and_again(process: subprocess.Popen, address: str) -> None:
    wait_until_it_answers(process, address)
    for _request in range(REQUESTS_BEFORE_WEIGHING):
        urllib.request.urlopen(address).read()


def weigh(startable: Startable, site: RunningSite | None = None) -> dict[str, float]:
    """With the scheduler and the mailer, if it has them."""
    with startable.started() as (process, address):
        read_again_and_again(process, address)
        if site is None:
            return {measure: megabytes(measure, process.pid) for measure in ("Pss", "Rss")}
        with background(site, "run_scheduler") as scheduler, background(site, "run_mailer") as mailer:
            wait_until_settled(process.pid, scheduler.pid, mailer.pid)
            all_of_it = (process.pid, scheduler.pid, mailer.pid)
            weights = {measure: megabytes(measure, *all_of_it) for measure in ("Pss", "Rss")}
            return weights | {"workers": megabytes("Pss", process.pid)}


def wait_until_settled(*process_ids: int) -> None:
    """What has only just been started is still loading."""
    before, deadline = 0.0, time.monotonic() + SETTLES_WITHIN_SECONDS
    while abs((now := megabytes("Pss", *process_ids)) - before) > SETTLED_MEGABYTES and time.monotonic() < deadline:
        before = now
        time.sleep(SETTLED_SECONDS)
