import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published

from scheduling.engine import ReleaseEngine
from tests.database import ROOT, migrated_database
from tests.factories import UpdatePageFactory
from tests.scheduling.planning import is_live, make_unpublishable, schedule

pytestmark = pytest.mark.django_db


def test_page_goes_live_at_its_second_and_not_before(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + timedelta(minutes=5))

    clock.shift(timedelta(minutes=4, seconds=59))
    call_command("run_scheduler", "--once")
    early = is_live(page)
    clock.shift(timedelta(seconds=1))
    call_command("run_scheduler", "--once")

    assert (early, is_live(page)) == (False, True)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1


def test_page_is_taken_down_when_it_expires(site_tree, clock):
    page = UpdatePageFactory(parent=site_tree.updates, expire_at=timezone.now() + timedelta(hours=1))

    clock.shift(timedelta(hours=1))
    call_command("run_scheduler", "--once")

    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish.scheduled").count() == 1


def test_page_that_cannot_be_published_keeps_its_schedule_and_stops_no_other(site_tree, clock, caplog):
    first, broken, last = (
        schedule(site_tree.updates, title, at=timezone.now() + timedelta(minutes=minute))
        for minute, title in enumerate(["First", "Broken", "Last"], start=1)
    )
    make_unpublishable(broken, UpdatePageFactory(parent=site_tree.updates))

    clock.shift(timedelta(minutes=3))
    with pytest.raises(CommandError, match="Not everything that was due"):
        call_command("run_scheduler", "--once")

    assert [is_live(page) for page in (first, broken, last)] == [True, False, True]
    assert Page.objects.get(pk=broken.pk).scheduled_revision is not None
    assert "could not be released" in caplog.text


def test_page_goes_live_once_its_fault_is_mended(site_tree, clock):
    other = UpdatePageFactory(parent=site_tree.updates)
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + timedelta(minutes=1))
    make_unpublishable(page, other)
    engine = ReleaseEngine()
    clock.shift(timedelta(minutes=1))
    engine.run()

    Page.objects.filter(pk=other.pk).update(slug="elsewhere")
    clock.shift(timedelta(minutes=5))

    assert engine.run()
    assert is_live(page)


def test_failing_page_is_tried_ever_more_rarely(site_tree, clock, caplog):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + timedelta(minutes=1))
    make_unpublishable(page, UpdatePageFactory(parent=site_tree.updates))
    engine = ReleaseEngine()
    clock.shift(timedelta(minutes=1))

    for _second in range(600):
        engine.run()
        clock.shift(timedelta(seconds=1))

    attempts = [record for record in caplog.records if "could not be released" in record.message]
    assert 11 <= len(attempts) <= 14


def test_page_that_fails_for_a_day_does_not_end_the_scheduler(site_tree, clock):
    page = schedule(site_tree.updates, "Broken", at=timezone.now() + timedelta(minutes=1))
    make_unpublishable(page, UpdatePageFactory(parent=site_tree.updates))
    other = schedule(site_tree.updates, "Sound", at=timezone.now() + timedelta(days=1))
    engine = ReleaseEngine()

    for _attempt in range(60):
        clock.shift(timedelta(minutes=25))
        engine.run()

    assert not is_live(page)
    assert is_live(other)


def test_listener_that_fails_leaves_the_page_scheduled(site_tree, clock):
    def fail(**kwargs):
        raise RuntimeError("the mail server is down")

    page = schedule(site_tree.updates, "Planned", at=timezone.now() + timedelta(minutes=1))
    clock.shift(timedelta(minutes=1))

    page_published.connect(fail)
    try:
        succeeded = ReleaseEngine().run()
    finally:
        page_published.disconnect(fail)

    assert not succeeded
    assert not is_live(page)
    assert Page.objects.get(pk=page.pk).scheduled_revision is not None


def test_cancelled_schedule_is_not_released(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + timedelta(minutes=1))

    page.scheduled_revision.approved_go_live_at = None
    page.revisions.update(approved_go_live_at=None)
    clock.shift(timedelta(minutes=1))
    call_command("run_scheduler", "--once")

    assert not is_live(page)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_schedulers_publish_every_page_once(site_tree):
    """Two at once, as on a site that grew to two machines; the clock is the real one."""
    pages = [
        schedule(site_tree.updates, f"Planned {number}", at=timezone.now() + timedelta(seconds=1))
        for number in range(8)
    ]
    published = []
    time.sleep(1)

    def run(_number: int) -> None:
        ReleaseEngine().run()
        connection.close()

    def listen(instance, **kwargs):
        published.append(instance.pk)

    page_published.connect(listen)
    try:
        with ThreadPoolExecutor(2) as schedulers:
            list(schedulers.map(run, range(2)))
    finally:
        page_published.disconnect(listen)

    assert sorted(published) == sorted(page.pk for page in pages)


def test_scheduler_ends_in_order_when_told_to(tmp_path):
    shutil.copyfile(migrated_database(), tmp_path / "db.sqlite3")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "site_core.settings", "DATA_DIR": str(tmp_path)}
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    command = [sys.executable, "manage.py", "run_scheduler"]

    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        first_words = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        last_words = process.stderr.read()

    assert "looks for what is due" in first_words
    assert (process.returncode, last_words) == (0, "")


def test_wagtail_s_command_runs_our_engine(site_tree, clock):
    broken, sound = (
        schedule(site_tree.updates, title, timezone.now() + timedelta(minutes=minute))
        for minute, title in enumerate(["Broken", "Sound"], start=1)
    )
    make_unpublishable(broken, UpdatePageFactory(parent=site_tree.updates))
    clock.shift(timedelta(minutes=5))

    call_command("publish_scheduled", "--dryrun")
    before = is_live(sound)
    with pytest.raises(CommandError, match="Not everything that was due"):
        call_command("publish_scheduled")

    assert (before, is_live(sound), is_live(broken)) == (False, True, False)
    assert Page.objects.get(pk=broken.pk).scheduled_revision is not None
