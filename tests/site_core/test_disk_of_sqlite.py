"""What SQLite takes of the disk beside the database, with the real settings."""

import os
import subprocess
import sys

from tests.database import ROOT

BUSY = """
import os, sqlite3
from django.db import connection
name = str(connection.settings_dict["NAME"])
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE burst (words BLOB)")
    reader = sqlite3.connect(name, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM burst").fetchall()
    for _time in range(20):
        cursor.execute("INSERT INTO burst VALUES (zeroblob(5000000))")
    print(os.path.getsize(name + "-wal"))
    reader.execute("COMMIT")
    for _time in range(3):
        cursor.execute("INSERT INTO burst VALUES (1)")
    print(os.path.getsize(name + "-wal"))
"""


def test_disk_that_a_burst_took_while_somebody_read_is_given_back(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "DJANGO_SETTINGS_MODULE": "site_core.settings",
        "DATA_DIR": str(tmp_path),
        "ENV_FILE": os.devnull,
        "MAKE_SECRET_KEY": "true",
    }
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", BUSY]

    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    during, after = map(int, told.split())
    assert during > 100_000_000
    assert after <= 64_000_000
