import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext

from site_core.health import CHECKS, SECONDS_AN_ANSWER_HOLDS, Readiness, register_check
from site_core.models import OutgoingMail
from site_core.outbox import queue_mail

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
    readiness.is_ready()
    readiness.asked_at -= SECONDS_AN_ANSWER_HOLDS + 1

    with CaptureQueriesContext(connection) as context:
        assert readiness.is_ready()

    assert len(context) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", [LIVE, READY])
def test_load_balancers_may_ask_by_number_and_without_https(settings, address):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["fund.example"]

    response = Client().get(address, HTTP_HOST="10.0.0.7:8000")

    assert response.status_code == 200


@pytest.mark.parametrize("address", [LIVE, f"{LIVE}?verbose=1"])
def test_health_tells_strangers_nothing_else(client, address):
    response = client.get(address)

    assert response.content == b"ok\n"
    assert not response.cookies
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_ready_tells_monitors_more_below_and_in_order(client, checks):
    register_check("zeppelin", lambda: "2 aloft")
    register_check("balloon", lambda: "none")

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
    readiness = Readiness()
    readiness.is_ready()

    refused = [line for line in readiness.lines if line.startswith("mail")]
    settings.MAIL_IS_SET_UP = False
    without = client.get(READY).content.decode()

    assert refused == ["mail: none waiting, 1 refused"]
    assert "mail: not set up\n" in without
