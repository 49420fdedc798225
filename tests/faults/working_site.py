"""A whole site at work: web server, scheduler and mailer, each a process whose words are kept."""

import subprocess
import sys
from pathlib import Path

from tests.browser.server import RunningSite
from tests.database import ROOT

PROCESSES = ("web", "scheduler", "mailer")


class WorkingSite(RunningSite):
    """As `RunningSite`, with everything that runs beside the web server, and a log of each in `logs`."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        super().__init__(data_dir)
        self.more = environment
        self.logs = data_dir / "logs"
        self.running: dict[str, subprocess.Popen] = {}

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | self.more

    def __enter__(self) -> "WorkingSite":
        self.logs.mkdir(parents=True)
        self.make_database()
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("create_demo_site")
        for name in PROCESSES:
            self.begin(name)
        self.process = self.running["web"]
        self.wait_until_it_answers()
        return self

    def __exit__(self, *error) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=40)
        self.process = None
        self.stop()

    def begin(self, name: str, **environment: str) -> None:
        commands = {
            "web": ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "site_core.wsgi"],
            "scheduler": ["manage.py", "run_scheduler"],
            "mailer": ["manage.py", "run_mailer"],
        }
        with (self.logs / name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *commands[name]], cwd=ROOT, env=self.environment | environment, stdout=log, stderr=log
            )

    def words(self) -> str:
        """All that the processes have said."""
        return "".join((self.logs / name).read_text() for name in PROCESSES)

    def ask(self, code: str) -> str:
        """The last line that Python code prints in this site."""
        return self.shell(code).splitlines()[-1]
