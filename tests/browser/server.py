import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

from tests.database import ROOT, migrated_database
from tests.ports import free_port

STARTS_WITHIN_SECONDS = 60


class RunningSite:
    """gunicorn with the real settings on a temporary data directory; `url` is its address."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.database_name = f"site_browser_{secrets.token_hex(4)}"
        self.process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "site_core.settings",
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": "only-for-browser-tests-" + "x" * 50,
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "EMAIL_URL": f"file:///{self.data_dir / 'mail'}",
            "STATIC_COMPRESS": "false",
        }

    @property
    def database_url(self) -> str:
        server = os.environ.get("TEST_DATABASE_URL", "")
        if server:
            return f"{server.rpartition('/')[0]}/{self.database_name}"
        return f"sqlite:///{self.data_dir / 'db.sqlite3'}"

    def start(self) -> None:
        self.make_database()
        self.serve()

    def make_database(self) -> None:
        if os.environ.get("TEST_DATABASE_URL"):
            self.on_postgres_server(f"CREATE DATABASE {self.database_name}")
            self.manage("migrate", "--verbosity", "0")
        else:
            shutil.copyfile(migrated_database(), self.data_dir / "db.sqlite3")

    def serve(self) -> None:
        if not (self.data_dir / "static").exists():
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "site_core.wsgi"],
            cwd=ROOT,
            env=self.environment,
        )
        self.wait_until_it_answers()

    def share_static_files(self, other: "RunningSite") -> None:
        """Spares collecting what another site has collected from the same code."""
        (self.data_dir / "static").symlink_to(other.data_dir / "static")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=40)
        if os.environ.get("TEST_DATABASE_URL"):
            self.on_postgres_server(f"DROP DATABASE IF EXISTS {self.database_name} WITH (FORCE)")

    def manage(self, *arguments: str) -> str:
        """What a `manage.py` command prints, run on this site's database and files."""
        finished = self.attempt(*arguments)
        assert finished.returncode == 0, f"manage.py {arguments[0]} failed:\n{finished.stdout}{finished.stderr}"
        return finished.stdout

    def attempt(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        """A command that may fail, and what it says."""
        command = [sys.executable, "manage.py", *arguments]
        options = {"capture_output": True, **options}
        return subprocess.run(command, cwd=ROOT, env=self.environment, text=True, check=False, **options)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """A command that goes on while the test does; its words can be read from `stderr`."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def shell(self, code: str) -> str:
        """What Python code prints, run with `manage.py shell` on this site: a way to make people and pages."""
        return self.manage("shell", "--no-imports", "-c", code)

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "gunicorn ended while starting; its words are above"
            try:
                urllib.request.urlopen(f"{self.url}/robots.txt", timeout=5)
                return
            except urllib.error.HTTPError:
                return  # any answer will do
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"{self.url} did not answer within {STARTS_WITHIN_SECONDS} seconds")

    def on_postgres_server(self, statement: str) -> None:
        """Runs a statement outside any test database, and without Django: Playwright's event loop forbids it."""
        server = os.environ["TEST_DATABASE_URL"].rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(statement)
