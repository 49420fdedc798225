import os
import shutil

import pytest

# Proxies, units and reloads are the same whatever the database: they are tried with the default one.
collect_ignore_glob = ["test_*.py"] if os.environ.get("TEST_DATABASE_URL") else []
NEEDED = {"nginx": "nginx-light", "caddy": "caddy", "systemd-analyze": "systemd", "openssl": "openssl"}


@pytest.fixture(scope="session", autouse=True)
def servers_of_others():
    missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
    if missing:
        pytest.fail(f"These tests need more programs. Debian, Ubuntu: apt-get install {' '.join(missing)}")
