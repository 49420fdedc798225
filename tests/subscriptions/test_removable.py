"""The mailing list can be taken out of INSTALLED_APPS, and every page stays as it was."""

import os
import subprocess
import sys

from tests.database import ROOT


def test_site_works_without_a_mailing_list():
    command = [sys.executable, "-m", "pytest", "-q", "--ds=tests.without.settings", "tests/without/subscriptions.py"]
    # On a database file of its own, whichever database this test runs on.
    own = ("PYTEST", "DJANGO", "TEST_DATABASE_URL")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}

    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
