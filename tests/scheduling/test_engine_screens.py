"""What staff see of the engine, and who may confirm the time after a leap of the clock."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scheduling.models import Scheduler
from tests.factories import UserFactory, member_of
from tests.scheduling.noticing import beat
from tests.scheduling.planning import schedule

pytestmark = pytest.mark.django_db

CONFIRM = "schedule_confirm_clock"


@pytest.fixture
def clock(time_machine):
    """Stands at nine o'clock until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def held(clock):
    now = timezone.now()
    return beat(held_since=now, leap_seconds=timedelta(days=3).total_seconds())


def dashboard(client, user) -> BeautifulSoup:
    client.force_login(user)
    return BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser").select_one("main")


def words(shown: BeautifulSoup) -> str:
    return " ".join(shown.get_text(" ", strip=True).split())


def test_editors_are_told_that_no_scheduler_runs(client, site_tree, clock):
    never = words(dashboard(client, member_of("Editors")))
    beat()
    clock.shift(timedelta(hours=3))

    silent = words(dashboard(client, member_of("Editors")))

    assert "No scheduler is running: what is planned will not happen. Start it with manage.py run_scheduler" in never
    assert "The last sign of life came 3\xa0hours ago." in silent.replace("3 hours", "3\xa0hours")


def test_dashboard_says_nothing_of_an_engine_that_is_well(client, site_tree):
    beat()

    assert "scheduler" not in words(dashboard(client, member_of("Editors")))


def test_writers_are_not_troubled_with_the_machine(client, site_tree):
    assert "scheduler" not in words(dashboard(client, member_of("Writers")))


def test_pages_that_a_running_scheduler_has_forgotten_are_told(client, site_tree, clock):
    schedule(site_tree.updates, "Planned", timezone.now() + timedelta(minutes=1))
    clock.shift(timedelta(minutes=10))
    beat()

    shown = words(dashboard(client, member_of("Editors")))

    assert "1 page is overdue, since March 2, 2026, 9:01 a.m. UTC" in shown


def test_leap_of_the_clock_is_told_and_only_site_managers_may_confirm_the_time(client, site_tree, held):
    for_editor = dashboard(client, member_of("Editors"))
    for_manager = dashboard(client, member_of("Site managers"))

    sentence = "The clock leapt forward by 3 days at March 2, 2026, 9 a.m. UTC: nothing is published until"
    assert sentence in words(for_editor).replace("\xa0", " ")
    assert sentence in words(for_manager).replace("\xa0", " ")
    assert not for_editor.select(f"form[action='{reverse(CONFIRM)}']")
    assert "Ask a site manager" in words(for_editor)
    assert for_manager.select(f"form[action='{reverse(CONFIRM)}']")


def test_site_manager_confirms_the_time_and_it_is_noted_who(client, site_tree, held, caplog):
    manager = member_of("Site managers")
    form = dashboard(client, manager).select_one(f"form[action='{reverse(CONFIRM)}']")

    response = client.post(form["action"], {field["name"]: field["value"] for field in form.select("input")})

    held.refresh_from_db()
    entry = ModelLogEntry.objects.get(action="scheduling.confirm_clock")
    assert response.url == reverse("wagtailadmin_home")
    assert held.is_clock_confirmed
    assert (entry.user, entry.data["leap_seconds"]) == (manager, 259_200)
    assert "clock is confirmed" in caplog.text
    assert "leapt" not in words(dashboard(client, manager))


def test_confirmation_means_the_leap_that_was_shown_and_no_later_one(client, site_tree, held, clock):
    manager = member_of("Site managers")
    form = dashboard(client, manager).select_one(f"form[action='{reverse(CONFIRM)}']")
    clock.shift(timedelta(seconds=5))
    later = beat("machine:2", held_since=timezone.now(), leap_seconds=86_400.0)

    client.post(form["action"], {field["name"]: field["value"] for field in form.select("input")})

    later.refresh_from_db()
    assert Scheduler.objects.filter(is_clock_confirmed=True).count() == 1
    assert not later.is_clock_confirmed


@pytest.mark.parametrize("group", ["Writers", "Editors"])
def test_others_confirm_nothing(client, site_tree, held, group):
    client.force_login(member_of(group))

    client.post(reverse(CONFIRM), {"seen": timezone.now().isoformat()})

    held.refresh_from_db()
    assert not held.is_clock_confirmed


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-13-45T00:00:00+00:00"])
def test_form_without_a_moment_confirms_nothing(client, site_tree, held, seen):
    client.force_login(UserFactory(is_superuser=True))

    response = client.post(reverse(CONFIRM), {"seen": seen})

    held.refresh_from_db()
    assert response.status_code == 302
    assert not held.is_clock_confirmed


def test_leap_of_a_scheduler_that_is_gone_is_not_told_while_another_runs(client, site_tree, held, clock):
    clock.shift(timedelta(minutes=5))
    beat("machine:2")

    assert "leapt" not in words(dashboard(client, member_of("Site managers")))
