"""The faults at full size, each on a site of its own."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import crowd
from tests.faults import single_faults as single
from tests.faults.working_site import WorkingSite


def on_a_site(fault: Callable[[WorkingSite], object], **environment: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        with_a_site_in(Path(directory), fault, **environment)


def with_a_site_in(directory: Path, fault: Callable[[WorkingSite], object], **environment: str) -> None:
    with WorkingSite(directory / "data", TRUST_PROXY="true", **environment) as site:
        fault(site)


def with_a_full_disk() -> None:
    with tempfile.TemporaryDirectory() as directory, single.full_disk(Path(directory) / "disk") as disk:
        with_a_site_in(disk, single.fill_disk)


def with_a_silent_mail_server() -> None:
    with single.SilentServer() as url:
        on_a_site(lambda site: single.mail_server_hangs(site, seconds=60), EMAIL_URL=url)


def without_redis() -> None:
    with single.OwnRedis() as redis:
        on_a_site(lambda site: single.redis_goes(site, redis, seconds=60), CACHE_URL=redis.url)


def as_in_the_tests(*names: str) -> None:
    """What is at full size there already."""
    ended = subprocess.run([sys.executable, "-m", "pytest", "-q", *names], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


FAULTS: dict[str, Callable[[], None]] = {
    "crowd": lambda: on_a_site(lambda site: crowd.gather(site, editors=8, sign_ups=20, pages=1000, seconds=60)),
    "kills": lambda: on_a_site(lambda site: single.kill_at_random(site, kills=60, pages=300)),
    "lock": lambda: on_a_site(lambda site: single.lock_database(site, seconds=10)),
    "disk": with_a_full_disk,
    "mail": with_a_silent_mail_server,
    "clock": lambda: on_a_site(single.clock_leaps),
    "upload": lambda: on_a_site(single.upload_is_cut),
    "redis": without_redis,
    "picture": lambda: as_in_the_tests("tests/site_core/test_uploads.py"),
    "clients": lambda: as_in_the_tests("tests/deploy/test_proxies.py", "-k", "slow_clients"),
}


def main() -> None:
    failed = False
    for name in sys.argv[1:] or FAULTS:
        started = time.monotonic()
        try:
            FAULTS[name]()
            told = "survived"
        except AssertionError as error:
            failed, told = True, f"NOT survived: {error}"
        print(f"{name:8} {time.monotonic() - started:6.0f} s  {told}", flush=True)
    sys.exit(failed)
