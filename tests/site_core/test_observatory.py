"""Every address of the site, asked by a stranger over https, as Mozilla's HTTP Observatory grades it."""

import pytest
from django.db import OperationalError, transaction
from django.test import Client, override_settings

from tests.authorisation.addresses import all_addresses
from tests.authorisation.walking import WalkTestCase
from tests.factories import ImageFactory, UpdatePageFactory, UserFactory
from tests.observatory import Answer, grade, lacks, points, score

HTTPS = {
    "IS_HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 63_072_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
}
HOST = "testserver"


def answer_of(response) -> Answer:
    cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [*response.headers.items(), *cookies]
    return Answer(HOST, response.status_code, headers, content.decode(errors="replace"))


def ask(method: str, address: str, client: Client | None = None, **more) -> Answer:
    client = client or Client(raise_request_exception=False)
    return answer_of(getattr(client, method)(address, secure=True, **more))


@pytest.fixture
def static_file(settings):
    file = settings.STATIC_ROOT / "mark.txt"
    file.write_text("A file for everyone.")
    yield
    file.unlink()


@pytest.fixture
def over_https(settings):
    for name, value in HTTPS.items():
        setattr(settings, name, value)


@override_settings(**HTTPS)
class WalkTests(WalkTestCase):
    """The addresses of the authorisation test, which knows them all."""

    def test_every_answer_to_a_stranger_reaches_the_top(self):
        complaints, statuses = [], set()
        for address in all_addresses(self.world):
            for method in ("get", "head", "post", "put"):
                with transaction.atomic():
                    answer = ask(method, address.path)
                    transaction.set_rollback(True)
                statuses.add(answer.status)
                complaints += [f"{method.upper()} {address.path} ({answer.status}): {lack}" for lack in lacks(answer)]

        if complaints:
            pytest.fail("\n".join(complaints), pytrace=False)
        assert statuses >= {200, 302, 400, 404, 405, 410}

    def test_http_leads_to_https_at_the_same_host_from_everywhere(self):
        for address in all_addresses(self.world):
            answer = Client().get(address.path)

            assert answer.status_code == 301, address
            assert answer.headers["Location"] == f"https://{HOST}{address.path}"


REPORT = {"content_type": "application/csp-report"}


@pytest.mark.parametrize(
    ("status", "method", "address", "more"),
    [
        (301, "get", "/updates", {}),
        (304, "get", "/static/mark.txt", {"headers": {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}}),
        (400, "get", "/", {"headers": {"host": "elsewhere.example"}}),
        (400, "post", "/subscribe/", {}),
        (400, "post", "/csp-reports/", {**REPORT, "data": "{}"}),
        (403, "post", "/admin/login/", {"client": Client(enforce_csrf_checks=True)}),
        (403, "post", "/subscribe/", {"headers": {"origin": "https://elsewhere.example"}}),
        (405, "delete", "/subscribe/", {}),
        (413, "post", "/csp-reports/", {**REPORT, "data": "x" * 20_000}),
        (415, "post", "/csp-reports/", {"data": {}}),
        (200, "get", "/static/mark.txt", {}),
        (404, "get", "/static/nothing.css", {}),
        (404, "get", "/media/images/nothing.webp", {}),
        (200, "get", "/health/live", {}),
        (200, "get", "/health/ready", {}),
    ],
)
def test_answers_of_every_kind_reach_the_top(
    site_tree, over_https, settings, static_file, status, method, address, more
):
    settings.CSP_REPORTS = True

    answer = ask(method, address, **more)

    assert (answer.status, lacks(answer)) == (status, [])


def test_files_and_their_parts_reach_the_top(site_tree, over_https):
    picture = ImageFactory()
    UpdatePageFactory(parent=site_tree.updates, lead_image=picture)
    url = picture.get_rendition("width-20").url

    whole = ask("get", url)
    part, beyond = ask("get", url, headers={"range": "bytes=0-9"}), ask("get", url, headers={"range": "bytes=9999999-"})
    known = ask("get", url, headers={"if-none-match": whole.all("ETag")[0]})

    assert [answer.status for answer in (whole, part, beyond, known)] == [200, 206, 416, 304]
    assert [lacks(answer) for answer in (whole, part, beyond, known)] == [[]] * 4


def test_guesser_is_sent_away_with_the_same_headers(site_tree, over_https):
    from_there = {"REMOTE_ADDR": "203.0.113.50"}

    answers = [ask("post", "/subscribe/", **from_there) for _time in range(101)]

    assert answers[-1].status == 429
    assert lacks(answers[-1]) == []


@pytest.mark.parametrize(("fault", "status"), [(ValueError("a bug"), 500), (OperationalError("disk full"), 503)])
def test_failures_reach_the_top(site_tree, over_https, monkeypatch, fault, status):
    def fail(*args, **kwargs):
        raise fault

    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", fail)

    answer = ask("get", "/updates/")

    assert (answer.status, lacks(answer)) == (status, [])


def test_pages_reach_the_top_where_browsers_are_asked_for_reports(site_tree, over_https, settings):
    settings.CSP_REPORTS = True

    answer = ask("get", "/")

    assert "report-to" in answer.get("Content-Security-Policy")
    assert (lacks(answer), score(answer)) == ([], 140)


def test_screens_of_staff_lose_points_for_the_scripts_of_wagtail_alone(client, db, over_https):
    client.force_login(UserFactory(is_superuser=True))

    answer = ask("get", "/admin/", client)

    assert {name: cost for name, cost in points(answer).items() if cost < 0} == {"content security policy": -20}
    assert grade(answer) == "B+"


# What the rules make of answers that are not ours


def page(body="", **headers):
    return Answer("a.example", 200, [("Content-Type", "text/html"), *headers.items()], body)


GOOD = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}


@pytest.mark.parametrize(
    ("answer", "points_", "grade_"),
    [
        (page(), 30, "D"),
        (page(**GOOD), 115, "A+"),
        (page(**GOOD | {"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"}), 60, "C+"),
        (page(**GOOD | {"Content-Security-Policy": "default-src 'self'; style-src 'unsafe-inline'"}), 80, "B+"),
        (page(**GOOD | {"Strict-Transport-Security": "max-age=60"}), 105, "A+"),
        (page(**GOOD | {"Set-Cookie": "sessionid=1; Secure; SameSite=Lax"}), 70, "B"),
        (page(**GOOD | {"Set-Cookie": "sessionid=1; HttpOnly; Secure; SameSite=Lax"}), 120, "A+"),
        (page("<script src='https://b.example/a.js'></script>", **GOOD), 110, "A+"),
        (page("<script src='//b.example/a.js'></script>", **GOOD), 50, "C"),
        (page(**GOOD | {"Cross-Origin-Resource-Policy": "everybody"}), 110, "A+"),
        (page(**GOOD | {"Referrer-Policy": "unsafe-url"}), 110, "A+"),
    ],
)
def test_rules_are_those_of_the_observatory(answer, points_, grade_):
    assert (score(answer), grade(answer)) == (points_, grade_)


def test_header_that_stands_twice_is_found():
    twice = [*page(**GOOD).headers, ("X-Content-Type-Options", "nosniff")]

    assert "x-content-type-options stands twice" in lacks(Answer("a.example", 200, twice))
