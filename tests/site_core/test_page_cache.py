"""Ready pages in front of Django: who gets them, and who does not."""

import gzip
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import brotli
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import PageViewRestriction

from blog.models import UpdatePage
from site_core import page_cache
from site_core.cdn import note_watch
from site_core.expiries import NEVER
from site_core.generation import start_generation
from site_core.page_addresses import scheme_of
from site_core.page_cache import PageCache
from tests.factories import UpdatePageFactory

pytestmark = pytest.mark.django_db


class Visitor:
    """Asks the application as gunicorn does, and counts what comes through to Django."""

    def __init__(self):
        self.django, self.passed = get_wsgi_application(), []
        self.pages = PageCache(self.count, megabytes=1)
        self.pages.refresher.begin = lambda: None

    def count(self, environ, start_response):
        self.passed.append(environ)
        return self.django(environ, start_response)

    def get(self, path: str, method: str = "GET", **headers: str) -> "Answer":
        path, _mark, query = path.partition("?")
        asked = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "HTTP_HOST": "localhost"}
        environ = Client()._base_environ(**asked)
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        told = []
        chunks = self.pages(environ, lambda status, headers, error=None: told.extend([status, headers]))
        answer = Answer(int(told[0][:3]), {name.lower(): value for name, value in told[1]}, b"".join(chunks))
        if hasattr(chunks, "close"):
            chunks.close()
        return answer

    def came_through(self) -> int:
        count = len(self.passed)
        self.passed.clear()
        return count


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes):
        self.status, self.headers, self.body = status, headers, body


@pytest.fixture
def visitor(site_tree):
    """As Django's own test client does, it leaves the connection of the test open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Visitor()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def update(site_tree):
    return UpdatePageFactory(parent=site_tree.updates, title="First words", slug="first")


@contextmanager
def committed():
    """Tests never commit: this does what follows a commit."""
    yield
    start_generation()


def test_page_is_made_once_and_then_ready(visitor, update):
    first, second = visitor.get("/updates/first/"), visitor.get("/updates/first/")

    assert first.status == second.status == 200
    assert b"First words" in first.body
    assert first.body == second.body
    assert visitor.came_through() == 1


def test_page_of_a_former_state_is_given_to_nobody(visitor, update):
    visitor.get("/updates/first/")

    with committed():
        UpdatePage.objects.update(title="Other words")

    assert b"Other words" in visitor.get("/updates/first/").body


@pytest.mark.parametrize(("encoding", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_page_is_packed_as_the_browser_likes_it(visitor, update, encoding, unpack):
    plain = visitor.get("/updates/first/")
    packed = visitor.get("/updates/first/", accept_encoding=f"x, {encoding};q=1.0")

    assert packed.headers["content-encoding"] == encoding
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body) / 2
    assert unpack(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "content-encoding" not in visitor.get("/updates/first/", accept_encoding=f"{encoding};q=0").headers


def test_browser_that_has_the_page_gets_no_bytes(visitor, update):
    etag = visitor.get("/updates/first/", accept_encoding="br").headers["etag"]

    known = visitor.get("/updates/first/", accept_encoding="br", if_none_match=f'"x", W/{etag}')

    assert (known.status, known.body) == (304, b"")
    assert known.headers["etag"] == etag
    assert "content-security-policy" in known.headers
    assert visitor.get("/updates/first/", if_none_match='"x"').status == 200
    assert visitor.came_through() == 1


def test_date_is_told_only_when_no_other_change_can_share_it(visitor, update, time_machine):
    time_machine.move_to("2026-03-02 09:00:00.600+00:00", tick=False)
    made_now = visitor.get("/updates/first/")
    time_machine.shift(1)
    later = visitor.get("/updates/first/")

    assert "last-modified" not in made_now.headers
    assert later.headers["last-modified"] == http_date(timezone.now().timestamp() - 1)
    assert visitor.get("/updates/first/", if_modified_since=later.headers["last-modified"]).status == 304
    assert visitor.get("/updates/first/", if_modified_since="Mon, 02 Mar 2026 08:59:59 GMT").status == 200


def test_head_has_the_headers_of_the_page_and_no_body(visitor, update):
    page, head = visitor.get("/updates/first/"), visitor.get("/updates/first/", method="HEAD")

    assert head.headers["content-length"] == page.headers["content-length"]
    assert head.body == b""
    assert visitor.came_through() == 1


def test_nothing_that_a_visitor_says_of_himself_reaches_what_others_get(visitor, update):
    forged = {
        "x_forwarded_host": "evil.example",
        "x_forwarded_proto": "https",
        "accept_language": "xx",
        "user_agent": "evil",
        "cookie": "theme=evil",
        "x_original_url": "/admin/",
        "range": "bytes=0-3",
        "if_none_match": '"evil"',
    }

    answer = visitor.get("/updates/first/?utm_source=evil", **forged)

    (environ,) = visitor.passed
    assert b"evil" not in answer.body
    assert not any("evil" in str(value) for value in environ.values())
    assert visitor.get("/updates/first/").body == answer.body
    assert visitor.came_through() == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/updates/first/", {"cookie": "a=1; sessionid=x"}),
        ("/updates/first/", {"authorization": "Basic x"}),
        ("/updates/first/?page=0", {}),
        ("/updates/first/?page=2&page=3", {}),
        ("/updates/first/?anything=1", {}),
        ("/search/?q=first", {}),
        ("/subscribe/sent/", {}),
        ("/admin/", {}),
        ("/health/ready", {}),
    ],
)
def test_what_is_not_for_all_is_never_kept(visitor, update, path, headers):
    for _time in range(3):
        visitor.get(path, **headers)

    assert visitor.came_through() >= 3
    assert path.partition("?")[0] not in {address.path for address in visitor.pages.answers}


def test_posts_come_through(visitor, site_tree):
    visitor.get("/subscribe/")

    assert visitor.get("/subscribe/", method="POST").status == 400
    assert visitor.came_through() == 2


def test_page_that_becomes_private_is_private_at_once(visitor, update):
    visitor.get("/updates/first/")

    with committed():
        PageViewRestriction.objects.create(page=update, restriction_type="password", password="x")

    answer = visitor.get("/updates/first/")
    assert b"First words" not in answer.body


def test_what_is_missing_is_kept_for_seconds_and_in_bounds(visitor, time_machine, monkeypatch):
    monkeypatch.setattr(page_cache, "MOST_MISSING", 3)
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    for number in (1, 2, 3, 4, 4):
        assert visitor.get(f"/missing-{number}/").status == 404

    assert visitor.came_through() == 4
    assert len(visitor.pages.missing) == 3
    time_machine.shift(11)
    visitor.get("/missing-4/")
    assert visitor.came_through() == 1


def test_memory_is_bounded(visitor, site_tree):
    visitor.pages.limit = 100_000
    for number in range(1, 12):
        visitor.get(f"/updates/?page={number}")

    assert 0 < visitor.pages.size <= 100_000
    assert visitor.pages.size == sum(answer.size for answer in visitor.pages.answers.values())
    assert visitor.get("/updates/?page=11").status == 200
    assert visitor.came_through() == 11


def test_lists_are_kept_no_longer_than_their_pages_live(visitor, update, time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    update.expire_at = timezone.now() + timedelta(seconds=30)
    update.save_revision().publish()
    assert b"First words" in visitor.get("/updates/").body

    time_machine.shift(31)

    assert b"First words" not in visitor.get("/updates/").body
    assert visitor.get("/updates/first/").status == 404


def test_hundred_readers_of_a_new_page_make_it_once(site_tree, monkeypatch):
    """Without the database: threads of a test share none."""
    started, made = threading.Barrier(21), []

    def slow(address):
        made.append(address)
        time.sleep(0.3)
        return page_cache.HttpResponse("words"), b"words"

    monkeypatch.setattr(page_cache, "ask", lambda application, address: slow(address))
    monkeypatch.setattr(page_cache, "next_expiry", lambda: NEVER)
    monkeypatch.setattr(page_cache, "is_known_host", lambda host: True)
    pages, answers = PageCache(None, megabytes=1), []
    address = page_cache.Address("http", "localhost", "/", "")

    def read():
        started.wait()
        answers.append(pages.ready(address) or pages.fresh(address))

    readers = [threading.Thread(target=read) for _number in range(20)]
    for reader in readers:
        reader.start()
    started.wait()
    for reader in readers:
        reader.join()

    assert len(made) == 1
    assert len(set(map(id, answers))) == 1
    assert not pages.makings


def test_readers_of_a_site_that_changes_all_the_time_wait_for_two_makings_at_most(site_tree, monkeypatch):
    """Without the database: threads of a test share none."""
    started, made = threading.Barrier(13), []

    def slow(address):
        made.append(address)
        time.sleep(0.1)
        page_cache.board().write(uuid4().hex)
        return page_cache.HttpResponse("words"), b"words"

    monkeypatch.setattr(page_cache, "ask", lambda application, address: slow(address))
    monkeypatch.setattr(page_cache, "next_expiry", lambda: NEVER)
    monkeypatch.setattr(page_cache, "is_known_host", lambda host: True)
    pages, answers = PageCache(None, megabytes=1), []

    def read():
        started.wait()
        answers.append(pages.fresh(page_cache.Address("http", "localhost", "/", "")))

    readers = [threading.Thread(target=read) for _number in range(12)]
    for reader in readers:
        reader.start()
    started.wait()
    for reader in readers:
        reader.join()

    assert len(made) == 2
    assert len(answers) == 12 and all(answers)


@pytest.fixture
def database_down(monkeypatch):
    def fail(*args):
        raise OperationalError("no such host")

    return lambda: monkeypatch.setattr(page_cache, "ask", fail)


def test_with_the_database_down_the_last_good_copy_answers_for_ten_minutes(
    visitor, update, time_machine, database_down
):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    visitor.get("/updates/first/")

    database_down()
    time_machine.shift(timedelta(minutes=9))
    answer = visitor.get("/updates/first/")

    assert (answer.status, answer.headers["warning"][:3]) == (200, "110")
    assert b"First words" in answer.body
    time_machine.shift(timedelta(minutes=3))
    assert visitor.pages.fresh(page_cache.Address("http", "localhost", "/updates/first/", "")) is None


@pytest.mark.parametrize(
    ("error", "status", "is_down"),
    [(ValueError("a fault of ours"), 500, False), (OperationalError("no such host"), 503, True)],
)
def test_failing_database_is_told_from_a_failing_page(visitor, update, monkeypatch, error, status, is_down):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(UpdatePage, "serve", fail)

    assert visitor.get("/updates/first/").status == status
    assert (visitor.pages.down_until > time.time()) is is_down


def test_nobody_gets_a_last_copy_from_before_a_change(visitor, update, database_down):
    visitor.get("/updates/first/")
    with committed():
        UpdatePage.objects.update(live=False)
    database_down()

    assert visitor.get("/updates/first/").status == 404


def test_nobody_waits_for_an_answer_that_is_not_kept(visitor, update, monkeypatch):
    monkeypatch.setattr(page_cache, "LARGEST", 1000)

    visitor.get("/updates/first/")

    assert [address.path for address in visitor.pages.personal] == ["/updates/first/"]


@pytest.mark.parametrize("host", ["localhost:9999", "LocalHost", "127.0.0.1"])
def test_only_hosts_of_sites_fill_the_memory(visitor, update, host):
    for _time in range(2):
        visitor.get("/updates/first/", host=host)

    assert visitor.came_through() == 2
    assert not visitor.pages.answers


def test_what_is_asked_for_stays_longest(visitor, site_tree):
    visitor.get("/")
    visitor.pages.limit = visitor.pages.size * 4
    for number in range(1, 12):
        visitor.get(f"/updates/?page={number}")
        visitor.get("/")

    assert "/" in {address.path for address in visitor.pages.answers}
    assert visitor.came_through() == 12


def test_after_an_expiry_that_no_scheduler_saw_pages_are_kept_again(visitor, update, time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    update.expire_at = timezone.now() + timedelta(seconds=30)
    update.save_revision().publish()
    visitor.get("/updates/")
    time_machine.shift(31)
    visitor.get("/updates/")
    visitor.came_through()

    visitor.get("/updates/")

    assert visitor.came_through() == 0


def test_tag_of_another_encoding_is_not_known(visitor, update):
    plain = visitor.get("/updates/first/").headers["etag"]

    assert visitor.get("/updates/first/", accept_encoding="br", if_none_match=plain).status == 200


@pytest.mark.parametrize(
    ("told", "scheme"), [("https", "https"), ("https, http", "https"), (" https", "https"), ("http", "http")]
)
def test_first_proxy_tells_how_the_visitor_came(settings, told, scheme):
    settings.TRUST_PROXY = True

    assert scheme_of({"wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": told}) == scheme


def test_new_pages_and_those_that_are_asked_for_are_made_after_a_change(visitor, update, site_tree):
    for _time in range(2):
        visitor.get("/updates/")
    visitor.came_through()

    with committed():
        new = UpdatePageFactory(parent=site_tree.updates, title="Other words", slug="second")
        new.save_revision().publish()
    visitor.pages.refresher.refresh(page_cache.board().read())

    assert visitor.came_through() == 2
    assert b"Other words" in visitor.get("/updates/").body
    assert visitor.get("/updates/second/").status == 200
    assert visitor.came_through() == 0


def test_page_that_is_asked_for_often_becomes_smaller_and_stays_the_same(visitor, update):
    first = visitor.get("/updates/first/", accept_encoding="br")
    for _time in range(5):
        visitor.get("/updates/first/", accept_encoding="br")
    visitor.get("/updates/")

    for _look in range(3):
        visitor.pages.refresher.press_one()

    later = visitor.get("/updates/first/", accept_encoding="br")
    assert len(later.body) < len(first.body) * 0.95
    assert brotli.decompress(later.body) == brotli.decompress(first.body)
    assert int(later.headers["content-length"]) == len(later.body)
    assert visitor.get("/updates/first/", accept_encoding="br", if_none_match=first.headers["etag"]).status == 304
    assert [address.path for address, answer in visitor.pages.answers.items() if answer.is_pressed] == [
        "/updates/first/"
    ]
    assert visitor.pages.size == sum(answer.size for answer in visitor.pages.answers.values())
    assert visitor.came_through() == 2


@pytest.mark.parametrize("is_changed_meanwhile", [False, True])
def test_page_that_was_old_before_it_was_done_does_not_stay_in_a_cdn(
    visitor, update, settings, monkeypatch, is_changed_meanwhile
):
    settings.CDN_URL = "https://cdn.example"
    note_watch()
    serve = UpdatePage.serve

    def serve_slowly(self, *args, **kwargs):
        if is_changed_meanwhile:
            start_generation()
        return serve(self, *args, **kwargs)

    monkeypatch.setattr(UpdatePage, "serve", serve_slowly)

    caching = visitor.get("/updates/first/").headers["cache-control"]

    assert caching == f"public, max-age=0, s-maxage={2 if is_changed_meanwhile else 86_400}"
