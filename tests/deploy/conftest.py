import os
import shutil

import pytest

# nginx stands where only root looks on some systems.
os.environ["PATH"] += ":/usr/sbin"
NEEDED = {"nginx": "nginx-light", "caddy": "caddy", "systemd-analyze": "systemd", "openssl": "openssl"}


@pytest.fixture(scope="session", autouse=True)
def servers_of_others():
    missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
    if missing:
        pytest.fail(f"These tests need more programs. Debian, Ubuntu: apt-get install {' '.join(missing)}")
