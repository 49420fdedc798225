"""What browsers tell of things that the policy kept from a page: what is asked for, taken, kept and shown."""

import io
import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from site_core.csp_reports import keeping, receiving
from site_core.csp_reports.reading import REPORT, REPORTS, NotUnderstood, read
from site_core.generation import current_generation
from site_core.models import CspReport
from site_core.outbox import erase_old
from site_core.privacy import privacy_facts
from tests.factories import member_of

ADDRESS = "/csp-reports/"
HOST = "http://testserver"


@pytest.fixture(autouse=True)
def reports_are_asked_for(settings):
    settings.CSP_REPORTS = True


def old(**facts):
    report = {
        "document-uri": f"{HOST}/updates/first/?q=ada",
        "referrer": "https://search.example/?q=ada",
        "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/a.js?id=7",
        "source-file": f"{HOST}/updates/first/?q=ada",
        "line-number": 12,
    }
    return {"csp-report": report | {name.replace("_", "-"): value for name, value in facts.items()}}


def new(**facts):
    body = {
        "documentURL": f"{HOST}/updates/first/?q=ada",
        "referrer": "https://search.example/?q=ada",
        "effectiveDirective": "script-src-elem",
        "blockedURL": "https://evil.example/a.js?id=7",
        "sourceFile": f"{HOST}/updates/first/?q=ada",
        "lineNumber": 12,
    }
    return {"type": "csp-violation", "age": 5, "url": f"{HOST}/updates/first/", "user_agent": "B", "body": body | facts}


def send(report, content_type=REPORT, client=None, **more):
    body = report if isinstance(report, bytes | str) else json.dumps(report)
    return (client or Client()).post(ADDRESS, body, content_type=content_type, **more)


def kept(*names):
    return list(CspReport.objects.order_by("pk").values_list(*names, flat=len(names) == 1))


# What browsers are asked


@pytest.mark.parametrize("address", ["/nothing-here/", "/admin/login/"])
def test_browsers_are_asked_to_report_on_public_pages_and_in_the_admin(db, settings, address):
    settings.IS_HTTPS = True

    headers = Client().get(address).headers

    assert headers["Content-Security-Policy"].endswith("; report-uri /csp-reports/; report-to csp")
    assert headers["Reporting-Endpoints"] == 'csp="/csp-reports/"'


def test_without_https_only_the_way_that_works_there_is_named(db):
    headers = Client().get("/nothing-here/").headers

    assert headers["Content-Security-Policy"].endswith("; report-uri /csp-reports/")
    assert "Reporting-Endpoints" not in headers


@pytest.mark.parametrize("method", ["get", "post"])
def test_switched_off_nothing_names_the_address_and_it_does_not_answer(db, settings, method):
    settings.CSP_REPORTS, settings.IS_HTTPS = False, True

    answer = getattr(Client(enforce_csrf_checks=True), method)(ADDRESS)
    page = Client().get("/nothing-here/")

    assert answer.status_code == 404
    assert "report" not in page.headers["Content-Security-Policy"]
    assert "Reporting-Endpoints" not in page.headers


# What is taken


@pytest.mark.django_db
@pytest.mark.parametrize(("content_type", "report"), [(REPORT, old()), (REPORTS, [new()])])
def test_both_kinds_of_report_leave_the_same_line_without_anything_of_the_reader(content_type, report):
    answer = send(report, content_type, Client(enforce_csrf_checks=True), REMOTE_ADDR="198.51.100.7")

    facts = CspReport.objects.values().get()
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert facts["directive"] == "script-src-elem"
    assert facts["blocked"] == "https://evil.example"
    assert facts["page"] == "/updates/first/"
    assert facts["source"] == "/updates/first/:12"
    assert not any(word in str(facts) for word in ("ada", "?", "198.51", "search.example"))


@pytest.mark.django_db
def test_a_batch_is_taken_and_what_else_is_in_it_left():
    other = {"type": "deprecation", "body": {"id": "x"}, "url": HOST}

    answer = send([new(), other, new(effectiveDirective="img-src"), new()], REPORTS)

    assert answer.status_code == 204
    assert kept("directive", "times") == [("script-src-elem", 2), ("img-src", 1)]


@pytest.mark.django_db
def test_the_same_on_the_same_page_is_one_line_with_its_first_and_last_time(time_machine):
    time_machine.move_to("2026-11-01T10:00:00Z", tick=False)
    send(old())
    time_machine.move_to("2026-11-03T10:00:00Z", tick=False)
    send(old(document_uri=f"{HOST}/updates/first/?other=1", blocked_uri="https://evil.example/b.js", line_number=99))

    report = CspReport.objects.get()
    assert (report.times, report.source) == (2, "/updates/first/:99")
    assert (report.first_seen_at.day, report.last_seen_at.day) == (1, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("inline", "inline"),
        ("eval", "eval"),
        ("", ""),
        ("data", "data"),
        ("data:text/html,secret", "data:"),
        ("https://user:word@Evil.example:8443/a?b#c", "https://evil.example:8443"),
        ("wss://evil.example/socket", "wss://evil.example"),
        ("http://192.168.178.20/router", "http://192.168.178.0/24"),
    ],
)
def test_of_what_was_blocked_the_host_the_scheme_or_the_word_is_kept(told, shown):
    send(old(blocked_uri=told))

    assert kept("blocked") == [shown]


@pytest.mark.django_db
def test_a_secret_in_an_address_is_not_kept():
    send(old(document_uri=f"{HOST}/subscribe/choices/{'x' * 40}/", source_file=f"{HOST}/subscribe/leave/{'y' * 40}/"))

    assert kept("page", "source") == [("/subscribe/choices/…/", "/subscribe/leave/…/:12")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"blocked_uri": "chrome-extension"},
        {"blocked_uri": "moz-extension://5a1c/page.js"},
        {"source_file": "safari-web-extension://5a1c/page.js", "blocked_uri": "inline"},
        {"source_file": "chrome-extension", "blocked_uri": "eval"},
        {"source_file": "user-script:1", "blocked_uri": "inline"},
        {"blocked_uri": "about:blank"},
        {"document_uri": "https://translated.example/updates/first/"},
        {"document_uri": "about:srcdoc"},
    ],
)
def test_what_a_readers_own_browser_puts_into_pages_is_dropped(facts):
    assert send(old(**facts)).status_code == 204
    assert kept("pk") == []


# What is not


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (" ", REPORT, 400),
        ("{}", REPORT, 400),
        ("[]", REPORT, 400),
        ("null", REPORTS, 400),
        ("{}", REPORTS, 204),
        ('{"csp-report": []}', REPORT, 400),
        ('[{"type": "csp-violation"}]', REPORTS, 400),
        (b"\xff\xfe", REPORT, 400),
        ("[" * 10_000, REPORTS, 400),
        (old(effective_directive="", violated_directive=""), REPORT, 400),
        (old(effective_directive="<script>"), REPORT, 400),
        (old(document_uri=""), REPORT, 400),
        (old(document_uri=["a"]), REPORT, 400),
        (old(document_uri="http://[::1"), REPORT, 400),
        (old(blocked_uri="what is this?"), REPORT, 400),
        ("x=1", "application/x-www-form-urlencoded", 415),
        (old(), "application/json", 415),
        ("x" * 16_385, REPORT, 413),
    ],
)
def test_anything_odd_is_refused_in_short_words_and_nothing_kept(body, content_type, status):
    answer = send(body, content_type)

    assert answer.status_code == status
    assert len(answer.content) < 100
    assert kept("pk") == []


@pytest.mark.django_db
def test_what_is_too_long_is_not_read():
    class Unread(io.RawIOBase):
        def read(self, *size):
            pytest.fail("It was read.")

    answer = Client().generic(
        "POST", ADDRESS, b"x", content_type=REPORT, CONTENT_LENGTH="16385", **{"wsgi.input": Unread()}
    )

    assert answer.status_code == 413


@pytest.mark.django_db
def test_other_methods_are_refused():
    assert Client().get(ADDRESS).status_code == 405
    assert Client().put(ADDRESS).status_code == 405


@pytest.mark.django_db
def test_signs_that_nobody_sees_and_no_database_keeps_are_left_out():
    answer = send(old(document_uri=f"{HOST}/a\x00b\ud800c\u202ed/", source_file=f"{HOST}/\x00", line_number=10**30))

    assert answer.status_code == 204
    assert kept("page", "source") == [("/abcd/", "/")]


@pytest.mark.django_db
def test_long_addresses_are_cut():
    send(old(document_uri=f"{HOST}/{'x' * 4000}", blocked_uri=f"https://{'y' * 4000}.example", source_file="z" * 4000))

    assert max(len(str(fact)) for fact in CspReport.objects.values_list("page", "blocked", "source").get()) <= 300


words = some.one_of(
    some.none(), some.integers(), some.text(), some.sampled_from(["inline", HOST, "https://a@[", "a:b"])
)
bodies = some.dictionaries(some.sampled_from([*old()["csp-report"], *new()["body"]]), words)


@given(bodies)
def test_no_report_whatsoever_is_an_error_of_the_site(body):
    for content_type, told in ((REPORT, {"csp-report": body}), (REPORTS, [{"type": "csp-violation", "body": body}])):
        with suppress(NotUnderstood):
            read(content_type, json.dumps(told).encode(), "testserver")


# How much


@pytest.mark.django_db
def test_one_network_is_heard_so_often_and_others_still_are(monkeypatch):
    monkeypatch.setattr(receiving, "FROM_ONE_NETWORK", 2)

    statuses = [send(old(), REMOTE_ADDR=f"2001:db8:0:1::{host}").status_code for host in (1, 2, 3)]
    other = send(old(), REMOTE_ADDR="203.0.113.9").status_code

    assert (statuses, other) == ([204, 204, 429], 204)
    assert kept("times") == [3]


@pytest.mark.django_db
def test_all_networks_together_are_heard_so_often(monkeypatch):
    monkeypatch.setattr(receiving, "FROM_EVERYWHERE", 2)

    answers = [send(old(), REMOTE_ADDR=f"203.0.113.{host}") for host in (1, 2, 3)]

    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[2].headers["Retry-After"] == "3600"


@pytest.mark.django_db
def test_a_flood_leaves_few_lines_and_a_true_one_comes_back(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 3)
    send(old())

    send([new(documentURL=f"{HOST}/made-up-{number}/") for number in range(30)], REPORTS)
    lines = kept("page")
    send(old())

    assert (len(lines), kept("page")[-1]) == (3, "/updates/first/")
    assert CspReport.objects.count() == 3


@pytest.mark.django_db
def test_a_database_that_fails_is_no_error_of_the_site(monkeypatch):
    def fail(*arguments):
        raise DatabaseError("disk full")

    monkeypatch.setattr(keeping, "count", fail)

    assert send(old()).status_code == 204


@pytest.mark.django_db
def test_lines_go_thirty_days_after_they_were_last_seen():
    now = timezone.now()
    for page, days in (("/old/", 31), ("/young/", 29)):
        seen_at = now - timedelta(days=days)
        CspReport.objects.create(
            directive="img-src", page=page, first_seen_at=now - timedelta(days=90), last_seen_at=seen_at
        )

    erase_old()

    assert kept("page") == ["/young/"]


@pytest.mark.django_db
def test_a_report_leaves_no_ready_page_behind_and_asks_little(site_tree, django_assert_max_num_queries):
    former = current_generation()

    with django_assert_max_num_queries(8 if connection.vendor == "sqlite" else 7):
        send(old())

    assert kept("times") == [1]
    assert current_generation() == former


# Who sees it


@pytest.fixture
def manager(client, db):
    client.force_login(member_of("Site managers"))
    return client


def test_site_managers_see_what_was_blocked_where_and_how_often(manager):
    for _time in range(3):
        send(old())
    send(old(blocked_uri="inline", document_uri=f"{HOST}/<b>bold</b>/"))

    text = manager.get(reverse("blocked_content")).content.decode()

    assert text.index("https://evil.example") < text.index("Written into the page")
    assert "/updates/first/:12" in text
    assert "<b>bold</b>" not in text
    assert "Who the readers were is not kept" in text


def test_list_says_when_nothing_was_told_and_when_nobody_is_asked(manager, settings):
    nothing = manager.get(reverse("blocked_content")).content.decode()
    settings.CSP_REPORTS = False
    off = manager.get(reverse("blocked_content")).content.decode()

    assert "In the last 30 days, no browser has reported anything." in nothing
    assert "CSP_REPORTS is off" in off


def test_list_can_be_searched_and_taken_out(manager):
    send(old())
    send(old(effective_directive="img-src", blocked_uri="data:x"))

    found = manager.get(reverse("blocked_content_results"), {"q": "evil"}).content.decode()
    rows = manager.get(reverse("blocked_content"), {"export": "csv"}).getvalue().decode().splitlines()

    assert "evil.example" in found
    assert "img-src" not in found
    assert rows[0].startswith("Blocked,Rule,On the page,File and line,Times")
    assert len(rows) == 3


@pytest.mark.parametrize("group", ["Writers", "Editors"])
def test_others_do_not(client, db, group):
    client.force_login(member_of(group))

    assert client.get(reverse("blocked_content")).status_code == 302
    assert client.get(reverse("blocked_content_results")).status_code == 302


def test_privacy_page_tells_of_it_where_it_is_so(settings, db):
    assert any("blocks something" in fact for fact in privacy_facts())
    settings.CSP_REPORTS = False
    assert not any("blocks something" in fact for fact in privacy_facts())
