"""`make run` from the outside: what it prints, and that nothing outlives it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.request import urlopen

import pytest

from tests.database import ROOT, migrated_database
from tests.ports import free_port

ENDS_WITHIN_SECONDS = 60


@dataclass
class Run:
    """One `run_site` and what it printed."""

    process: subprocess.Popen
    port: int
    words: str = ""
    children: list[int] = field(default_factory=list)

    def read_until(self, expected: str) -> None:
        for line in self.process.stdout:
            self.words += line
            if expected in line:
                return
        raise AssertionError(f"It ended without saying {expected!r}:\n{self.words}")

    def note_children(self) -> None:
        listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listing.splitlines())}
        family = {self.process.pid}
        for _generation in range(3):
            family |= {pid for pid, parent in parents.items() if parent in family}
        self.children = sorted(family - {self.process.pid})

    def child_running(self, command: str) -> int:
        return next(pid for pid in self.children if command in ask_ps("comm=", pid))

    def everything_ends(self) -> bool:
        deadline = time.monotonic() + ENDS_WITHIN_SECONDS
        while any(is_running(pid) for pid in self.children):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    @property
    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def ask_ps(field: str, pid: int) -> str:
    return subprocess.run(["ps", "-o", field, "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def is_running(pid: int) -> bool:
    state = ask_ps("stat=", pid)
    return bool(state.strip()) and not state.startswith("Z")


@pytest.fixture(scope="module")
def static_dir(tmp_path_factory):
    """Collected by the first start here and found by the others."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def data_dir(tmp_path, static_dir):
    shutil.copyfile(migrated_database(), tmp_path / "db.sqlite3")
    (tmp_path / "static").symlink_to(static_dir)
    return tmp_path


@pytest.fixture
def run_site(data_dir):
    runs = []

    def start(port: int | None = None) -> Run:
        port = port or free_port()
        environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}} | {
            "DATA_DIR": str(data_dir),
            "ENV_FILE": os.devnull,
            "MAKE_SECRET_KEY": "true",
            "STATIC_COMPRESS": "false",
            "PORT": str(port),
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_site"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        runs.append(Run(process, port))
        return runs[-1]

    yield start
    for run in runs:
        run.process.kill()
        run.process.communicate()


@pytest.fixture
def running(run_site) -> Run:
    run = run_site()
    run.read_until("Ctrl-C")
    run.note_children()
    return run


def test_first_start_tells_a_password_and_later_ones_do_not(run_site, data_dir):
    first = run_site()
    first.read_until("Ctrl-C")
    first.process.send_signal(signal.SIGINT)
    first.process.wait(timeout=ENDS_WITHIN_SECONDS)

    second = run_site()
    second.read_until("Ctrl-C")

    assert re.search(r"Sign in as admin with the password \S{16} ", first.words)
    assert "password" not in second.words
    assert (data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


def test_pages_find_the_files_that_the_first_start_has_collected(run_site, data_dir):
    (data_dir / "static").unlink()
    run = run_site()
    run.read_until("Ctrl-C")
    site = f"http://localhost:{run.port}"

    page = urlopen(f"{site}/").read().decode()
    style_sheet = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1]

    assert urlopen(site + style_sheet).headers["Content-Type"].startswith("text/css")
    assert re.fullmatch(r"/static/css/site\.\w{12}\.css", style_sheet)


def test_ctrl_c_ends_every_process_in_peace(running):
    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(timeout=ENDS_WITHIN_SECONDS) == 0
    assert running.everything_ends()
    assert not running.answers


def test_nothing_outlives_a_supervisor_that_was_killed(running):
    running.process.kill()

    assert running.everything_ends()
    assert not running.answers


@pytest.mark.parametrize("name", ["run_scheduler", "run_mailer"])
def test_one_process_that_ends_takes_all_with_it(running, name):
    os.kill(running.child_running(name), signal.SIGKILL)

    running.read_until(f"{name} ended by itself")

    assert running.process.wait(timeout=ENDS_WITHIN_SECONDS) == 1
    assert running.everything_ends()
    assert not running.answers


def test_taken_port_is_said_in_one_sentence(run_site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = run_site(port=taken.getsockname()[1])
        words, _nothing = run.process.communicate(timeout=ENDS_WITHIN_SECONDS)

    assert run.process.returncode == 1
    assert words.count("\n") == 1
    assert f"Port {run.port} cannot be used" in words
