"""How the engine is doing, as `/health/ready` tells it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from scheduling.engine import ReleaseEngine
from scheduling.state import read_state
from tests.factories import UpdatePageFactory
from tests.scheduling.noticing import beat
from tests.scheduling.planning import schedule

pytestmark = pytest.mark.django_db

READY = "/health/ready"


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands at nine o'clock until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


def lines(client) -> dict[str, str]:
    client.handler._middleware_chain = None  # a web process that has not been asked yet
    response = client.get(READY)
    assert response.status_code == 200
    first, *more = response.content.decode().splitlines()
    assert first == "ok"
    return dict(line.split(": ", 1) for line in more)


def test_ready_tells_when_a_scheduler_was_last_seen(client, clock):
    beat("machine:1")
    clock.shift(timedelta(seconds=10))
    beat("machine:2")
    clock.shift(timedelta(seconds=4))

    assert lines(client)["scheduler"] == "last seen 4 s ago"
    assert read_state().running == 2


def test_missing_scheduler_is_told_and_readers_are_still_served(client):
    assert lines(client)["scheduler"] == "never seen"
    assert not read_state().is_running
    assert not read_state().is_well


def test_silent_scheduler_counts_as_gone_after_thirty_seconds(clock):
    beat()
    clock.shift(timedelta(seconds=29))
    is_running = read_state().is_running
    clock.shift(timedelta(seconds=2))

    assert (is_running, read_state().is_running) == (True, False)


def test_scheduler_that_cron_runs_each_minute_counts_as_running(clock):
    call_command("run_scheduler", "--once")
    clock.shift(timedelta(minutes=2))
    between = read_state().is_running
    clock.shift(timedelta(minutes=2))

    assert (between, read_state().is_running) == (True, False)


def test_sign_of_life_from_before_the_clock_was_set_back_counts_for_nothing(client, clock):
    beat()
    clock.shift(timedelta(hours=-3))

    assert not read_state().is_running
    assert lines(client)["scheduler"] == "last seen 0 s ago"


def test_overdue_pages_are_counted_from_a_minute_on_and_not_named(client, site_tree, clock):
    schedule(site_tree.updates, "Secret", timezone.now() + timedelta(seconds=5))
    UpdatePageFactory(parent=site_tree.updates, expire_at=timezone.now() + timedelta(seconds=30))

    clock.shift(timedelta(seconds=60))
    early = lines(client)["overdue"]
    clock.shift(timedelta(seconds=40))

    assert early == "none"
    assert lines(client)["overdue"] == "2, oldest 95 s"
    assert "Secret" not in client.get(READY).content.decode()


def test_what_is_held_back_for_a_reason_is_overdue_and_not_forgotten(client, site_tree, clock):
    page = schedule(site_tree.updates, "Failing", timezone.now() + timedelta(seconds=5))
    schedule(site_tree.reports, "Waiting", timezone.now() + timedelta(seconds=5))
    Page.objects.filter(pk=page.pk).update(slug="moved-away")
    UpdatePageFactory(parent=site_tree.updates, slug=page.slug)
    Page.objects.filter(pk=site_tree.reports.pk).update(live=False)

    clock.shift(timedelta(seconds=90))
    beat()
    ReleaseEngine().run()

    assert lines(client)["overdue"] == "2, oldest 85 s"
    assert lines(client)["set back"] == "1 failed, 1 waiting"
    assert read_state().forgotten == 0
    assert read_state().is_well


def test_leap_of_the_clock_is_told(client):
    beat(held_since=timezone.now(), leap_seconds=259_200)

    assert lines(client)["scheduler"] == "last seen 0 s ago, holds because the clock leapt forward by 259200 s"
    assert not read_state().is_well


def test_confirmed_clock_is_no_hold(client):
    beat(held_since=timezone.now(), leap_seconds=259_200, is_clock_confirmed=True)

    assert lines(client)["scheduler"] == "last seen 0 s ago"
    assert read_state().hold is None


def test_state_costs_the_same_for_many_pages(site_tree, clock):
    for number in range(12):
        schedule(site_tree.updates, f"Planned {number}", timezone.now() + timedelta(seconds=5))
    clock.shift(timedelta(minutes=5))

    with CaptureQueriesContext(connection) as context:
        assert read_state().overdue == 12

    assert len(context) == 5
