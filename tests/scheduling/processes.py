"""Schedulers as an operator runs them: processes of their own on the database of the tests."""

import os
import subprocess
import sys
from urllib.parse import quote

from django.db import connection

from tests.database import ROOT


def database_url() -> str:
    """The database that this test writes to, as another process names it."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    user = quote(parts["USER"]) + (f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else "")
    return f"postgres://{user}@{parts['HOST']}:{parts['PORT'] or 5432}/{parts['NAME']}"


def start_scheduler(data_folder, *arguments: str) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "site_core.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests",
        "DATA_DIR": str(data_folder),
        "DATABASE_URL": database_url(),
    }
    log = (data_folder / "scheduler.log").open("a")
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_scheduler", *arguments], cwd=ROOT, env=environment, stderr=log
    )
