import io
import json
import logging
import time

import pytest
from django.conf import settings
from django.test import Client

from site_core.logs import DiscreetFormatter, JsonFormatter, discreet

TOKEN = "c2VjcmV0LXRva2VuLW9mLWFkYQ.0123456789abcdef"
SECRET_PATHS = [
    f"/subscribe/confirm/{TOKEN}/",
    f"/subscribe/choices/{TOKEN}/",
    f"/subscribe/choices/{TOKEN}/erase/",
    f"/subscribe/leave/{TOKEN}",
    f"/calendar/{TOKEN}.ics",
]
RESET_PATH = f"/admin/password_reset/confirm/MQ/{TOKEN}/"


@pytest.fixture
def log():
    """What the site's own handler writes."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(DiscreetFormatter(settings.LOGGING["formatters"]["line"]["format"]))
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


def test_all_that_the_site_logs_goes_through_the_discreet_formatter():
    formatters = settings.LOGGING["formatters"]

    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert {formatter["()"] for formatter in formatters.values()} == {
        "site_core.logs.DiscreetFormatter",
        "site_core.logs.JsonFormatter",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", SECRET_PATHS)
def test_link_that_is_not_found_is_logged_without_its_token(client, site_tree, log, path):
    client.get(f"{path}/nothing/")

    assert "Not Found" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*SECRET_PATHS, RESET_PATH])
def test_link_that_fails_is_logged_without_its_token(site_tree, monkeypatch, log, path):
    def fail(*args, **kwargs):
        raise RuntimeError(f"{path} cannot be answered")

    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", fail)

    Client(raise_request_exception=False).get(path)

    assert "Internal Server Error" in log.getvalue() and "RuntimeError" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.parametrize(
    "path", ["/subscribe/sent/", "/subscribe/", "/admin/calendar/move/3/", "/updates/choices/one/"]
)
def test_other_addresses_are_logged_as_they_are(log, path):
    logging.getLogger("test").warning("Not Found: %s", path)

    assert path in log.getvalue()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Mail to ada.lovelace+news@fund.example bounced", "Mail to …@fund.example bounced"),
        ("AXES: locked {'username': 'ada', 'ip': '93.184.216.34'}", "'93.184.216.0/24'"),
        ("asked by 2606:2800:220:1:248:1893:25c8:1946 again", "asked by 2606:2800:220::/48 again"),
        ("Listening at 127.0.0.1:8000", "Listening at 127.0.0.1:8000"),
        ("at 12:30:45 version 8.0.1", "at 12:30:45 version 8.0.1"),
        ("postgres://fund@db.example:5432", "postgres://…@db.example:5432"),
    ],
)
def test_nobody_can_be_found_by_the_log(log, said, written):
    logging.getLogger("test").warning(said)

    assert written in log.getvalue()


@pytest.mark.django_db
def test_nobody_writes_a_line_of_the_log_by_what_they_ask_for(log):
    stranger = Client(enforce_csrf_checks=True)

    stranger.post("/admin/password_reset/confirm/MQ/x%0A%E2%80%A82026-01-01 WARNING root%1B[2J All is well/")

    lines = log.getvalue().splitlines()
    assert "A form was refused" in lines[0]
    assert all("/admin/password_reset/" in line for line in lines)
    assert "\x1b" not in log.getvalue()


def test_a_traceback_holds_no_line_that_looks_like_another_record(log):
    try:
        raise ValueError("no such page\n2026-01-01 WARNING root All is well")
    except ValueError:
        logging.getLogger("test").exception("It failed")

    first, *others = log.getvalue().splitlines()
    assert first.endswith("It failed")
    assert all(line.startswith("    ") for line in others)


@pytest.mark.parametrize("part", ["a", "a.", "1.", "1:", "@", "a@", "a-"])
def test_long_lines_of_strangers_are_looked_through_quickly(part):
    line = "x@" + part * (200_000 // len(part))
    started_at = time.process_time()

    discreet(line)

    assert time.process_time() - started_at < 2


@pytest.mark.django_db
def test_lines_about_one_request_have_one_name_and_the_answer_has_it_too(site_tree, monkeypatch, log, settings):
    def fail(*args, **kwargs):
        logging.getLogger("test").warning("Before it failed")
        raise RuntimeError

    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", fail)
    client = Client(raise_request_exception=False)

    own, other = client.get("/"), client.get("/", headers={"X-Request-ID": "given-by-a-stranger"})
    settings.TRUST_PROXY = True
    given = client.get("/", headers={"X-Request-ID": "given-by-the-proxy"})

    names = [answer.headers["X-Request-ID"] for answer in (own, other, given)]
    assert len(set(names)) == 3
    assert names[2] == "given-by-the-proxy" and "given-by-a-stranger" not in names
    assert log.getvalue().count(f"[{names[0]}]") == 2


@pytest.mark.django_db
def test_answers_that_did_not_fail_carry_no_name(client, site_tree):
    assert "X-Request-ID" not in client.get("/").headers


def test_programs_get_a_line_of_json_for_each_record():
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("test.json")
    logger.addHandler(handler)

    try:
        raise ValueError("ada@fund.example\nsaid no")
    except ValueError:
        logger.exception("Not\nsent to %s", "93.184.216.34")
    logger.removeHandler(handler)

    line = json.loads(text.getvalue())
    assert text.getvalue().count("\n") == 1
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "test.json", "Not\nsent to 93.184.216.0/24")
    assert "ValueError: …@fund.example" in line["exception"]
