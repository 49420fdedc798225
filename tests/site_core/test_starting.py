"""What the site refuses to start with, as whoever starts it sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from site_core.refusals import network_file_system_of
from tests.database import ROOT

GOOD = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "s3f0-" + "abcdefgh" * 6,
    "SITE_URL": "https://fund.example",
    "PATH": os.environ["PATH"],
}


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "check"]
    environment = {**GOOD, "DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_public_site_starts(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefgh" * 6}, "SECRET_KEY is too short or comes from an example"),
        ({"DJANGO_DEBUG": "true"}, "DJANGO_DEBUG shows strangers"),
        ({"ALLOWED_HOSTS": "fund.example,*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SITE_URL": "fund.example"}, "SITE_URL must be a whole address"),
    ],
)
def test_what_is_not_safe_is_refused_in_one_line(tmp_path, environment, words):
    refused = start(tmp_path, **environment)

    assert refused.returncode == 1
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("database", "kind"),
    [
        ("/srv/shared/fund/db.sqlite3", "nfs4"),
        ("/srv/own disk/db.sqlite3", ""),
        ("/var/lib/fund/db.sqlite3", ""),
    ],
)
def test_sqlite_on_a_disk_that_machines_share_is_noticed(tmp_path, monkeypatch, database, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/vda1 / ext4 rw 0 0\nfiles:/shared /srv/shared nfs4 rw 0 0\n/dev/vdb1 /srv/own\\040disk ext4 rw 0 0\n"
    )
    monkeypatch.setattr("site_core.refusals.MOUNTS", mounts)

    assert network_file_system_of(Path(database)) == kind
