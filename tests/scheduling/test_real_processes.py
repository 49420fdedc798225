"""Real schedulers on a real database, killed at any moment."""

import random
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from scheduling.models import FirstPublication, Scheduler
from tests.factories import UpdatePageFactory
from tests.scheduling.planning import is_live, make_unpublishable, schedule
from tests.scheduling.processes import start_scheduler

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def schedulers(tmp_path):
    """Starts schedulers, and ends those that still run."""
    running = []

    def start(*arguments):
        running.append(start_scheduler(tmp_path, *arguments))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_until(is_so, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return is_so()


def publications_of(page) -> int:
    return PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count()


def test_three_schedulers_and_ten_kills_lose_nothing_and_do_nothing_twice(site_tree, schedulers):
    """Half of the pages are due at one moment, the others one after the other, while schedulers die."""
    beginning = timedelta(seconds=8)
    step = timedelta(seconds=0.4)
    pages = [
        schedule(site_tree.updates, f"Update {number}", at=timezone.now() + beginning + max(number - 30, 0) * step)
        for number in range(60)
    ]
    processes = [schedulers() for _number in range(3)]
    assert wait_until(lambda: Page.objects.filter(pk__in=[page.pk for page in pages], live=True).exists(), 60)

    for _kill in range(10):
        time.sleep(random.uniform(0, 1.2))
        place = random.randrange(3)
        processes[place].kill()
        processes[place].wait()
        processes[place] = schedulers()

    assert wait_until(lambda: all(is_live(page) for page in pages), 90)
    time.sleep(1)
    assert {publications_of(page) for page in pages} == {1}
    assert FirstPublication.objects.filter(page__in=pages).count() == 60
    late = [row.page_id for row in FirstPublication.objects.filter(page__in=pages) if row.planned_at > row.published_at]
    assert late == []
    assert wait_until(lambda: not FirstPublication.objects.filter(told_at=None).exists(), 40)


def test_page_planned_while_the_scheduler_sleeps_goes_live_in_its_second(site_tree, schedulers):
    schedulers()
    assert wait_until(Scheduler.objects.exists, 60)

    pages = [
        schedule(site_tree.updates, f"Update {number}", at=timezone.now() + timedelta(seconds=3)) for number in range(5)
    ]
    broken = schedule(site_tree.updates, "Broken", at=timezone.now() + timedelta(seconds=2))
    make_unpublishable(broken, UpdatePageFactory(parent=site_tree.updates))
    assert wait_until(lambda: all(is_live(page) for page in pages), 30)

    for row in FirstPublication.objects.filter(page__in=pages):
        assert timedelta(0) <= row.published_at - row.planned_at < timedelta(seconds=5)
    assert not is_live(broken)
    assert wait_until(lambda: broken.setbacks.exists(), 10)


def test_scheduler_that_was_away_does_on_its_return_what_was_due_meanwhile(site_tree, schedulers):
    planned = timezone.now() + timedelta(seconds=1)
    page = schedule(site_tree.updates, "Late", at=timezone.now() + timedelta(seconds=1))
    time.sleep(3)

    schedulers("--once").wait()

    row = FirstPublication.objects.get(page=page.pk)
    assert abs(row.planned_at - planned) < timedelta(seconds=1)
    assert Page.objects.get(pk=page.pk).first_published_at == row.planned_at
