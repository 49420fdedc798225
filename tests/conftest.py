import os
import shutil

import pytest
from django.conf import settings as site_settings
from hypothesis import settings as hypothesis_settings

from tests.database import ROOT, migrated_database

pytest_plugins = ["tests.fixtures"]

# nginx stands where only root looks on some systems.
os.environ["PATH"] += ":/usr/sbin"

# Pictures of pages must not differ by what else a machine has installed.
FONTS = ROOT / "tests" / "browser" / "fonts.conf"

# A busy machine is slow, not wrong. CI sees the same examples each time: a new one shall not fail a change of others.
hypothesis_settings.register_profile("site", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("site")


def pytest_report_header():
    return f"site database: {site_settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite starts from a private copy of a migrated file, PostgreSQL from a new database each time."""
    return site_settings.ON_SQLITE


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    if site_settings.ON_SQLITE:
        shutil.copyfile(migrated_database(), site_settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(autouse=True)
def own_media_folder(request, settings, tmp_path) -> None:
    """No test finds a file of another; the tests of a class share those that its setUpTestData made."""
    if request.cls is None:
        settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    """The system's Chromium; without one the run ends here, in words."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not shutil.which(chromium):
        pytest.exit(
            "Browser tests need Chromium: install it (Debian: apt-get install chromium) or name it with CHROMIUM=",
            returncode=1,
        )
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": ["--disable-quic", "--disable-background-networking"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(FONTS)},
    }
