"""The servers that are measured, each a process of its own: a site with the demo, and the bare yardstick."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from whitenoise.compress import main as compress

from tests.browser.server import RunningSite
from tests.database import ROOT
from tests.ports import free_port

GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
QUIET = ["--log-level", "warning"]
ANSWERS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    process_id: int


class CompressedSite(RunningSite):
    """With what readers load compressed as for a deployment; the rest of the static files would take minutes."""

    def serve(self) -> None:
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        for folder in ("css", "img"):
            compress(["--quiet", str(self.data_dir / "static" / folder)])
        super().serve()


@contextmanager
def demo_site() -> Iterator[RunningSite]:
    with tempfile.TemporaryDirectory() as directory:
        site = CompressedSite(Path(directory))
        site.start()
        try:
            site.manage("create_demo_site")
            yield site
        finally:
            site.stop()


@contextmanager
def seeded_sites(sizes: Sequence[int]) -> Iterator[dict[int, RunningSite]]:
    """Sites with so many updates, by their size.

    `GROWTH_SITES` may name a directory that has them (`n100`, `n10000`, `n100000`); those are measured as they are and
    gain a few updates. Without it they are seeded anew, which takes minutes.
    """
    if kept := os.environ.get("GROWTH_SITES", ""):
        yield {size: RunningSite(Path(kept) / f"n{size}") for size in sizes}
        return
    with ExitStack() as stack:
        sites = {size: stack.enter_context(demo_site()) for size in sizes}
        for size, site in sites.items():
            seed(site, size)
        yield sites


def seed(site: RunningSite, size: int) -> None:
    site.shell(f"from benchmarks.seeding import grow_to; grow_to({size})")


@contextmanager
def bare_server() -> Iterator[Server]:
    port = free_port()
    with running([*GUNICORN, *QUIET, "benchmarks.bare"], {**os.environ, "PORT": str(port)}, ROOT) as process:
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/1")
        yield Server(port, process.pid)


@contextmanager
def running(command: list[str], environment: Mapping[str, str], directory: Path) -> Iterator[subprocess.Popen]:
    """A process that is ended at the end, with what it says left aside."""
    process = subprocess.Popen(command, cwd=directory, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def background(site: RunningSite, command: str, *arguments: str, **environment: str):
    """A command of the site, such as its scheduler, running."""
    return running([sys.executable, "manage.py", command, *arguments], site.environment | environment, ROOT)


def wait_until_it_answers(process: subprocess.Popen, address: str) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"What should answer at {address} ended")
        try:
            urllib.request.urlopen(address, timeout=ANSWERS_WITHIN_SECONDS).read()
            return
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{address} did not answer within {ANSWERS_WITHIN_SECONDS} seconds")
