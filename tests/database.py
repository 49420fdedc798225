"""A migrated SQLite database, made once for each set of migrations and copied by every test process."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "var" / "tests"


def migrated_database() -> Path:
    """The file to copy from; made now if no earlier run made it."""
    STORE.mkdir(parents=True, exist_ok=True)
    template = STORE / f"migrated-{fingerprint()}.sqlite3"
    with (STORE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            forget_older()
            make(template)
    return template


def fingerprint() -> str:
    """Changes when a migration of ours, what a new site starts with, or a version of a dependency does."""
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "home" / "groups.py", ROOT / "requirements.txt"]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def forget_older() -> None:
    for file in STORE.glob("migrated-*"):
        file.unlink()


def make(template: Path) -> None:
    unfinished = template.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "site_core.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": f"sqlite:///{unfinished}",
    }
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    unfinished.rename(template)
