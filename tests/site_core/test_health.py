import os
import subprocess
import sys
import time
from datetime import timedelta
from statistics import median
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from site_core.health import ALL_WELL, CHECKS, SECONDS_AN_ANSWER_HOLDS, Finding, Readiness, findings, register_check
from site_core.models import OutgoingMail
from site_core.outbox import queue_mail
from tests.browser.server import RunningSite
from tests.database import ROOT
from tests.factories import UserFactory
from tests.relay import Relay

READY, LIVE = "/health/ready", "/health/live"


@pytest.fixture
def checks(monkeypatch):
    """Lines of apps above this one are theirs to test; here there are none but those of the test."""
    for name in list(CHECKS):
        monkeypatch.delitem(CHECKS, name)
    return CHECKS


@pytest.fixture
def unreachable_database(django_db_blocker, tmp_path, monkeypatch):
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "missing" / "database")[-60:])
        yield
        connection.close()


def test_a_running_process_is_alive_without_asking_the_database(client):
    response = client.get(LIVE)

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.django_db
def test_a_site_with_its_database_is_ready(client, checks):
    response = client.get(READY)

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_site_that_waits_for_a_migration_is_not_ready(client):
    for app, name in MigrationLoader(connection).graph.leaf_nodes("home"):
        MigrationRecorder(connection).record_unapplied(app, name)

    response = client.get(READY)

    assert (response.status_code, response.content) == (503, b"unavailable\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_site_without_its_database_is_alive_but_not_ready(client, unreachable_database):
    ready, live = client.get(READY), client.get(LIVE)

    assert (ready.status_code, ready.content) == (503, b"unavailable\n")
    assert live.status_code == 200


@pytest.mark.django_db
def test_asking_often_costs_nothing(client):
    client.get(READY)

    with CaptureQueriesContext(connection) as context:
        for _time in range(5):
            assert client.get(READY).status_code == 200

    assert len(context) == 0


@pytest.mark.django_db
def test_an_answer_holds_for_seconds_only(checks):
    readiness = Readiness()
    readiness.state()
    readiness.asked_at -= SECONDS_AN_ANSWER_HOLDS + 1

    with CaptureQueriesContext(connection) as context:
        assert readiness.state().is_ready

    assert len(context) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", [LIVE, READY])
def test_load_balancers_may_ask_by_number_and_without_https(settings, address):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["fund.example"]

    response = Client().get(address, HTTP_HOST="10.0.0.7:8000")

    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", [READY, ALL_WELL])
@pytest.mark.parametrize(
    "asker",
    [
        {"HTTP_X_FORWARDED_FOR": "10.0.0.9"},
        {"HTTP_FORWARDED": "for=10.0.0.9"},
        {"REMOTE_ADDR": "93.184.216.34"},
        {"REMOTE_ADDR": "2606:2800:220:1::"},
    ],
)
def test_strangers_are_told_one_word(client, checks, address, asker):
    register_check("balloon", lambda: Finding("2 aloft"))

    assert client.get(address, **asker).content == b"ok\n"


@pytest.mark.django_db
def test_monitors_hear_when_a_person_should_look(client, checks):
    register_check("balloon", lambda: Finding("has landed", is_well=False))

    ready, all_well = client.get(READY), Client().get(ALL_WELL)

    assert (ready.status_code, ready.content) == (200, b"ok\nballoon: has landed\n")
    assert (all_well.status_code, all_well.content) == (503, b"needs attention\nballoon: has landed\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("free", "words", "is_well"),
    [(3 * 1024**3, "disk: 3.0 GB free", True), (100 * 1024**2, "disk: 0.1 GB free", False)],
)
def test_a_disk_is_told_of_before_it_is_full(client, monkeypatch, free, words, is_well):
    monkeypatch.setattr("site_core.disk.shutil.disk_usage", lambda path: SimpleNamespace(free=free))

    state = Readiness().state()

    assert words in state.lines
    assert (
        dict(zip(sorted(CHECKS), [finding for _check, finding in findings()], strict=True))["disk"].is_well is is_well
    )


@pytest.mark.django_db
def test_staff_see_in_words_what_needs_attention_first(admin_client, checks):
    register_check("balloon", lambda: Finding("3 aloft"), "Balloons", "Never shown.")
    register_check("zeppelin", lambda: Finding("has landed, 259200 s ago", is_well=False), "Airships", "Fill it up.")

    html = admin_client.get(reverse("site_health")).content.decode()

    assert "Something needs attention." in html
    assert html.index("Airships") < html.index("Balloons")
    assert "Has landed, 3\xa0days ago. Fill it up." in html
    assert BeautifulSoup(html, "html.parser").title.get_text(strip=True).startswith("Site health")
    assert "Never shown." not in html


@pytest.mark.django_db
def test_health_of_the_site_is_for_those_who_see_to_it(client):
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)

    assert client.get(reverse("site_health")).status_code == 302


@pytest.mark.parametrize("address", [LIVE, f"{LIVE}?verbose=1"])
def test_health_tells_strangers_nothing_else(client, address):
    response = client.get(address)

    assert response.content == b"ok\n"
    assert not response.cookies
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_ready_tells_monitors_more_below_and_in_order(client, checks):
    register_check("zeppelin", lambda: Finding("2 aloft"))
    register_check("balloon", lambda: Finding("none"))

    response = client.get(READY)

    assert response.content == b"ok\nballoon: none\nzeppelin: 2 aloft\n"


@pytest.mark.django_db
def test_what_is_only_told_never_takes_a_web_process_from_readers(client, checks, caplog):
    register_check("broken", lambda: 1 / 0)

    response = client.get(READY)

    assert (response.status_code, response.content) == (200, b"ok\nbroken: unknown\n")
    assert "The check of the broken failed" in caplog.text


@pytest.mark.django_db
def test_ready_tells_of_mail_that_waits_and_names_nobody(client, time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    queue_mail("test:ada", to="ada@fund.example", subject="Secret", text="Dear Ada")
    time_machine.shift(95)

    content = client.get(READY).content.decode()

    assert "mail: 1 waiting, oldest 95 s\n" in content
    assert "ada" not in content


@pytest.mark.django_db
def test_ready_tells_of_mail_that_was_refused_and_of_a_site_without_mail(client, settings):
    queue_mail("test:ada", to="ada@fund.example", subject="Hello", text="Dear Ada")
    OutgoingMail.objects.update(next_attempt_at=None)
    refused = [line for line in Readiness().state().lines if line.startswith("mail")]
    settings.MAIL_IS_SET_UP = False
    without = client.get(READY).content.decode()

    assert refused == ["mail: none waiting, 1 refused"]
    assert "mail: not set up\n" in without


class SiteBehindRelay(RunningSite):
    """Its database answers through a line that can fall silent."""

    def __init__(self, data_dir, relay):
        super().__init__(data_dir)
        self.relay = relay

    @property
    def database_url(self):
        server = urlsplit(super().database_url)
        return server._replace(netloc=f"{server.username}@127.0.0.1:{self.relay.port}").geturl()


@pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="only a server can fall silent")
def test_a_database_that_falls_silent_is_told_within_a_second(tmp_path):
    server = urlsplit(os.environ["TEST_DATABASE_URL"])
    with Relay(server.hostname, server.port or 5432) as relay:
        site = SiteBehindRelay(tmp_path, relay)
        try:
            site.start()
            assert requests.get(site.url + READY, timeout=15).status_code == 200

            relay.fall_silent()
            time.sleep(SECONDS_AN_ANSWER_HOLDS)
            answers = [requests.get(site.url + READY, timeout=15) for _time in range(5)]
            assert {answer.status_code for answer in answers} == {503}
            # On a busy machine one of them may come late.
            assert median(answer.elapsed for answer in answers) < timedelta(seconds=1)
            assert requests.get(site.url + LIVE, timeout=15).status_code == 200

            relay.speak()
            time.sleep(2 * SECONDS_AN_ANSWER_HOLDS)
            assert requests.get(site.url + READY, timeout=15).status_code == 200
        finally:
            relay.speak()
            site.stop()


@pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="only PostgreSQL has a pool of connections")
def test_a_process_that_nobody_has_asked_for_a_page_reaches_the_database(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": os.environ["TEST_DATABASE_URL"].rpartition("/")[0] + "/postgres",
        "DJANGO_SETTINGS_MODULE": "site_core.settings",
        "DATA_DIR": str(tmp_path),
        "ENV_FILE": os.devnull,
        "MAKE_SECRET_KEY": "true",
    }
    code = "from site_core.health import ask_database; ask_database()"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
