"""The site's own settings, sealed from the machine they run on and made fast."""

import os
import tempfile
from pathlib import Path

TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")

# Removed when the process ends. Each test process has its own: database, media, static files.
temporary_directory = tempfile.TemporaryDirectory(prefix="site-tests-")
TEMPORARY_DIR = Path(temporary_directory.name)

os.environ |= {
    "ENV_FILE": os.devnull,
    "DATA_DIR": str(TEMPORARY_DIR),
    "SECRET_KEY": "only-for-tests-" + "x" * 50,
    "SITE_URL": "http://localhost",
    "DATABASE_URL": TEST_DATABASE_URL or f"sqlite:///{TEMPORARY_DIR / 'db.sqlite3'}",
    "CACHE_URL": "locmem://",
    "EMAIL_URL": "console:",
    "ANYMAIL_WEBHOOK_SECRET": "service:secret",
}
for name in (
    "ALLOWED_HOSTS",
    "CHECK_LINKS",
    "DJANGO_DEBUG",
    "HSTS_PRELOAD",
    "LANGUAGE_CODE",
    "SITE_NAME",
    "TIME_ZONE",
    "TRUST_PROXY",
):
    os.environ.pop(name, None)

from site_core.settings import *  # noqa: E402, F403 - the environment above comes first, and all settings are meant
from site_core.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402 - as above

ON_SQLITE = not TEST_DATABASE_URL
if ON_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": TEMPORARY_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    # Tests open and close connections by themselves; a pool would keep the test database busy at the end.
    DATABASES["default"]["OPTIONS"].pop("pool", None)

STATIC_ROOT.mkdir(parents=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
