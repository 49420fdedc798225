"""A backup that an older version has made becomes a site of this one: nothing is lost, and nobody has to know how."""

import json
import os
import zipfile

import pytest

from tests.browser.server import RunningSite
from tests.site_core.backup.sites import crawl, files_of, rows_of

# Back to the oldest database of which there are backups: without a second factor, former addresses of tags, and what
# Editors were allowed since. A table stands for those that a later version does without.
GROW_YOUNGER = """
from datetime import timedelta
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from blog.models import UpdatePage
from users.models import User

User.objects.create_user("ada", "ada@fund.example", "a long word of hers")
page = UpdatePage.objects.live().first()
page.title = "Overdue since the backup"
page.save_revision(approved_go_live_at=timezone.now() - timedelta(hours=1))
editors = Group.objects.get(name="Editors")
editors.permissions.remove(*editors.permissions.filter(codename__endswith="searchpromotion"))
for app, name in [("otp_static", None), ("otp_totp", None), ("blog", "0001"), ("home", "0001"), ("site_core", "0006")]:
    call_command("migrate", app, name or "zero", verbosity=0)
connection.cursor().execute("CREATE TABLE blog_retired (id integer PRIMARY KEY)")
connection.cursor().execute("INSERT INTO blog_retired VALUES (1)")
"""
# What people would miss: accounts, passwords and groups, pages, drafts and dates, tags, files and subscribers.
PRECIOUS = """
from django.contrib.auth.models import Group
from wagtail.models import Page, Revision
from blog.models import Tag
from site_core.models import SiteDocument, SiteImage
from subscriptions.models import Subscriber
from users.models import User

for model in (Page, Revision, Tag, SiteDocument, SiteImage, Subscriber, User):
    print(list(model.objects.order_by("pk").values()))
for group in Group.objects.order_by("name"):
    print(group, list(group.user_set.order_by("pk")), list(group.permissions.order_by("pk")))
"""
PROMOTING = """
from django.contrib.auth.models import Permission

print(Permission.objects.filter(group__name="Editors", codename="add_searchpromotion").count())
"""


@pytest.fixture(scope="module")
def older_site(tmp_path_factory):
    """A site with content, as an earlier version has left it."""
    site = RunningSite(tmp_path_factory.mktemp("older"))
    site.make_database()
    site.manage("create_demo_site")
    site.shell(GROW_YOUNGER)
    yield site
    site.stop()


@pytest.fixture(scope="module")
def older_archive(older_site, tmp_path_factory):
    path = tmp_path_factory.mktemp("archives") / "older.zip"
    older_site.manage("backup", str(path))
    return path


def test_backup_of_an_older_version_becomes_what_that_site_becomes_by_an_update(older_site, older_archive, empty_site):
    with zipfile.ZipFile(older_archive) as opened:
        then = json.loads(opened.read("manifest.json"))
    copy = empty_site()

    words = copy.manage("restore", str(older_archive))
    older_site.manage("migrate", "--verbosity", "0")

    assert "users.0002_second_factor" not in then["migrations"]
    assert "The backup is of an older version. Migrations applied: " in words
    rows = rows_of(copy)
    assert {table for table, count in then["tables"].items() if rows.get(table, 0) < count} == set()
    assert rows == rows_of(older_site)
    assert copy.shell(PRECIOUS) == older_site.shell(PRECIOUS)
    assert files_of(copy) == files_of(older_site)
    assert copy.shell(PROMOTING).strip() == "1"
    held = copy.attempt("run_scheduler", "--once")
    copy.serve()
    shown = crawl(copy)
    assert len(shown) > 30
    assert {address: status for address, (status, _body) in shown.items() if status != 200} == {}
    assert "restored from a backup" in held.stderr
    assert not any(b"Overdue since the backup" in body for _status, body in shown.values())


def test_restore_of_an_older_version_that_was_stopped_is_begun_anew(older_archive, empty_site):
    """What it had loaded by then holds a table that this version has no use for."""
    copy = empty_site()
    copy.manage("restore", str(older_archive))
    rows = rows_of(copy)
    copy.marker.write_text(f"{older_archive}\n")

    finished = copy.attempt("restore", str(older_archive))

    assert (finished.returncode, finished.stderr) == (0, "")
    assert rows_of(copy) == rows
    assert not copy.marker.exists()


def test_tables_of_somebody_else_are_never_taken_for_those_of_an_older_version(older_archive, empty_site):
    if not os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("A file of SQLite is the site's alone")
    copy = empty_site()
    copy.shell("from django.db import connection; connection.cursor().execute('CREATE TABLE blog_retired (id int)')")

    finished = copy.attempt("restore", str(older_archive))

    assert finished.returncode == 1
    assert "tables that are not of this site, such as blog_retired" in finished.stderr
