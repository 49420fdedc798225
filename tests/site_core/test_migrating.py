"""Two deploys at once, as two real processes on one new database."""

import subprocess
import sys

import pytest

from tests.browser.server import RunningSite
from tests.database import ROOT


@pytest.fixture
def new_site(tmp_path):
    site = RunningSite(tmp_path)
    if "postgres" in site.database_url:
        site.on_postgres_server(f"CREATE DATABASE {site.database_name}")
    yield site
    site.stop()


def test_two_deploys_at_once_wait_for_each_other(new_site):
    command = [sys.executable, "manage.py", "migrate"]
    deploys = [
        subprocess.Popen(
            command, cwd=ROOT, env=new_site.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _deploy in range(2)
    ]

    said = [deploy.communicate()[0] for deploy in deploys]

    assert [deploy.returncode for deploy in deploys] == [0, 0], said
    waited = next(words for words in said if "Another process is migrating this database" in words)
    assert "No migrations to apply" in waited
