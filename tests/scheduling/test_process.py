"""The scheduler's process: it wakes for what is due, lives through trouble, and does not trust a clock that leaps."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from scheduling.models import Scheduler
from scheduling.process import LOOK_SECONDS, SchedulerProcess
from tests.factories import UpdatePageFactory
from tests.scheduling.planning import is_live, make_unpublishable, schedule

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_sleeps_until_the_planned_moment_and_no_longer(site_tree, clock):
    schedule(site_tree.updates, "Soon", at=timezone.now() + timedelta(seconds=0.2))

    assert SchedulerProcess().round() == pytest.approx(0.2)


def test_looks_for_new_plans_twice_a_second(site_tree, clock):
    process = SchedulerProcess()
    first = process.round()

    page = schedule(site_tree.updates, "Planned meanwhile", at=timezone.now() + timedelta(seconds=1))
    clock.shift(timedelta(seconds=1))
    process.watch.forget()  # the test writes through the connection of the process
    process.round()

    assert first == LOOK_SECONDS
    assert is_live(page)


def test_page_that_fails_does_not_keep_the_process_busy(site_tree, clock):
    page = schedule(site_tree.updates, "Broken", at=timezone.now() + MINUTE)
    make_unpublishable(page, UpdatePageFactory(parent=site_tree.updates))
    clock.shift(MINUTE)

    process = SchedulerProcess()
    process.round()

    assert process.round() == LOOK_SECONDS


def test_database_that_is_away_for_a_while_is_not_the_end(site_tree, clock, monkeypatch, caplog):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    process = SchedulerProcess()
    clock.shift(MINUTE)
    with monkeypatch.context() as context:
        context.setattr("scheduling.process.connection.close", lambda: None)
        context.setattr(process.watch, "next_moment", fail_as_a_database_does)
        pause = process.round()

    process.round()

    assert pause == 1
    assert "cannot be asked what is due" in caplog.text
    assert is_live(page)


def fail_as_a_database_does():
    raise DatabaseError("the server closed the connection")


def test_process_lives_and_listens_while_much_is_due(site_tree, clock, monkeypatch):
    monkeypatch.setattr("scheduling.engine.PASS_SECONDS", 0)
    pages = [schedule(site_tree.updates, f"Update {number}", at=timezone.now() + MINUTE) for number in range(3)]
    process = SchedulerProcess()
    clock.shift(MINUTE)

    pauses = [process.round() for _page in pages]

    assert pauses == [0, 0, 0]
    assert all(is_live(page) for page in pages)
    assert Scheduler.objects.get().beat_at == timezone.now()


def test_leap_of_the_clock_holds_everything_until_somebody_confirms_it(site_tree, clock, caplog):
    page = schedule(site_tree.updates, "In three days", at=timezone.now() + timedelta(days=3))
    process = SchedulerProcess()
    process.round()

    clock.shift(timedelta(days=4))
    process.round()
    process.round()
    held = is_live(page)
    row = Scheduler.objects.get()
    with pytest.raises(CommandError, match="its clock leapt forward"):
        call_command("run_scheduler", "--once")
    Scheduler.objects.update(is_clock_confirmed=True)
    process.round()
    process.round()

    assert not held
    assert (row.held_since, round(row.leap_seconds / 86400)) == (timezone.now(), 4)
    assert caplog.text.count("The clock leapt forward by") == 1
    assert is_live(page)
    assert Scheduler.objects.get().held_since is None


def test_clock_that_returns_is_trusted_again(site_tree, clock):
    page = schedule(site_tree.updates, "In a minute", at=timezone.now() + MINUTE)
    process = SchedulerProcess()
    process.round()
    clock.shift(timedelta(days=4))
    process.round()
    held = is_live(page)

    clock.shift(-timedelta(days=4) + MINUTE)
    process.round()

    assert not held
    assert is_live(page)


@pytest.mark.parametrize("step", [timedelta(minutes=14), -timedelta(days=3)])
def test_small_step_or_one_back_holds_nothing(site_tree, clock, step):
    process = SchedulerProcess()
    process.round()

    clock.shift(step)
    process.round()

    assert not process.clock.is_holding


def test_scheduler_started_after_a_leap_holds_as_well(site_tree, clock):
    page = schedule(site_tree.updates, "In three days", at=timezone.now() + timedelta(days=3))
    first = SchedulerProcess()
    first.round()
    clock.shift(timedelta(days=4))
    first.round()

    second = SchedulerProcess()
    second.heart.name = "the next one"
    second.round()

    assert second.clock.is_holding
    assert not is_live(page)


def test_staff_see_that_a_scheduler_lives_and_what_is_next(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    process = SchedulerProcess()

    process.round()
    row = Scheduler.objects.get()
    process.end()

    assert (row.beat_at, row.next_due_at) == (timezone.now(), page.go_live_at)
    assert not Scheduler.objects.exists()
