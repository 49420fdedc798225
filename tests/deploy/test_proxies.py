"""The examples in deploy/proxy/ as they are, each a real proxy in front of a real gunicorn."""

import http.client
import re
import select
import socket
import ssl
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest

from tests.deploy.proxied_site import HOST, ProxiedSite, ask_http, caddy, nginx
from tests.observatory import Answer, lacks
from tests.ports import free_port

# What each server says of its own, and what belongs to one connection.
OF_ITS_OWN = {
    "accept-ranges",
    "alt-svc",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "keep-alive",
    "last-modified",
    "server",
    "transfer-encoding",
    "vary",
    "x-accel-redirect",
}
PROXIES = {"nginx": nginx, "caddy": caddy}
SLOW_OF_EACH_KIND = 50
SLOW_FOR_SECONDS = 8


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = ProxiedSite(tmp_path_factory.mktemp("site"))
    site.start()
    site.manage("create_demo_site")
    yield site
    site.stop()


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request, site, tmp_path_factory):
    proxy = PROXIES[request.param](site, tmp_path_factory.mktemp("proxy"))
    proxy.name = request.param
    yield proxy
    proxy.stop()


@pytest.fixture(scope="module")
def proxy_alone(proxy, site, tmp_path_factory):
    """The same proxy in front of a site that is not there."""
    nobody = SimpleNamespace(port=free_port(), data_dir=site.data_dir)
    alone = PROXIES[proxy.name](nobody, tmp_path_factory.mktemp("alone"))
    yield alone
    alone.stop()


@pytest.fixture(scope="module")
def addresses(proxy):
    """One of each kind that the front page leads to."""
    _answer, body = proxy.ask("/")
    html = body.decode()
    picture = re.search(r"/media/images/[^\" ]+", html)[0]
    _answer, reports = proxy.ask("/reports/")
    report = re.search(r'href="(/reports/[-\w]+/)"', reports.decode())[1]
    _answer, words = proxy.ask(report)
    return {
        "page": "/",
        "error": "/nothing/",
        "style sheet": re.search(r"/static/css/site\.[^\"]+", html)[0],
        "static file that is not there": "/static/css/site.0123456789ab.css",
        "picture": picture,
        "picture that is not there": "/media/images/none.webp",
        "document": re.search(r"/documents/\d+/[^\"]+", words.decode())[0],
    }


KINDS = [
    "page",
    "error",
    "style sheet",
    "static file that is not there",
    "picture",
    "picture that is not there",
    "document",
]


@pytest.mark.parametrize("kind", KINDS)
def test_readers_get_the_same_headers_as_from_the_site_itself(site, proxy, addresses, kind):
    through, _body = proxy.ask(addresses[kind])
    past, _body = ask_http(site.port, addresses[kind])

    assert (through.status, headers_of(through)) == (past.status, headers_of(past))


def headers_of(answer) -> dict[str, str]:
    return {
        name.lower(): value.replace('"utf-8"', "utf-8").lower().replace("text/javascript", "application/javascript")
        for name, value in answer.getheaders()
        if name.lower() not in OF_ITS_OWN
    }


@pytest.mark.parametrize("kind", [*KINDS, "redirect", "health"])
def test_whatever_comes_through_the_proxy_reaches_the_top_grade_of_the_observatory(proxy, addresses, kind):
    address = {**addresses, "redirect": "/updates", "health": "/health/ready"}[kind]
    fresh, ready = proxy.ask(address), proxy.ask(address)
    head = proxy.ask(address, "HEAD")
    known = proxy.ask(address, **{"If-None-Match": ready[0].headers.get("ETag", "none")})

    assert [lacks(graded(each)) for each in (fresh, ready, head, known)] == [[]] * 4


def graded(told) -> Answer:
    answer, body = told
    return Answer(HOST, answer.status, answer.getheaders(), body.decode(errors="replace"))


@pytest.mark.parametrize("status", [400, 413, 502])
def test_errors_that_the_proxy_makes_itself_reach_it_too(site, proxy, proxy_alone, status):
    if status == 400 and proxy.name == "caddy":
        pytest.skip("Caddy's server answers to what is no HTTP before any of its rules is asked.")
    asked = {
        400: lambda: ask_in_raw_words(proxy.port, f"GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: b.example\r\n\r\n"),
        413: lambda: send_too_much(proxy.port),
        502: lambda: proxy_alone.ask("/"),
    }

    answer = graded(asked[status]())

    assert (answer.status, lacks(answer)) == (status, [])


def ask_in_raw_words(port: int, words: str) -> tuple[http.client.HTTPResponse, bytes]:
    context = ssl._create_unverified_context()
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    with plain, context.wrap_socket(plain, server_hostname=HOST) as connection:
        connection.sendall(words.encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer, answer.read()


def send_too_much(port: int) -> tuple[http.client.HTTPResponse, bytes]:
    """Until it is refused: one proxy looks at the length that is told, the other counts."""
    context = ssl._create_unverified_context()
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    with plain, context.wrap_socket(plain, server_hostname=HOST) as connection:
        connection.sendall(f"POST /subscribe/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 70000000\r\n\r\n".encode())
        with suppress(OSError):
            while not select.select([connection], [], [], 0)[0]:
                connection.sendall(bytes(100_000))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer, answer.read()


def test_what_is_no_request_is_answered_by_gunicorn_in_its_own_words(site):
    """No middleware is asked: nobody reads such an answer, and behind nginx it is nginx that gives it."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/9.9\r\n\r\n")
        told = connection.recv(10_000).decode()

    assert told.startswith("HTTP/1.1 400 Bad Request")
    assert "<script" not in told
    assert "Content-Security-Policy" not in told, "Then the features page need not call it an exception."


@pytest.mark.parametrize("kind", ["picture", "document"])
def test_the_proxy_sends_files_that_the_site_lets_readers_have(site, proxy, addresses, kind):
    whole, body = proxy.ask(addresses[kind])
    part, first = proxy.ask(addresses[kind], Range="bytes=0-99")
    _past, nothing = ask_http(site.port, addresses[kind])
    again, _body = proxy.ask(addresses[kind], **{"If-None-Match": whole.headers["ETag"]})

    assert (whole.status, nothing) == (200, b"")
    assert int(whole.headers["Content-Length"]) == len(body) > 1000
    assert (part.status, first) == (206, body[:100])
    assert again.status == 304
    assert "X-Accel-Redirect" not in whole.headers


def test_nobody_asks_for_a_file_past_the_site(proxy, addresses):
    place = addresses["picture"].replace("/media/", "/behind-the-site/")

    direct, _body = proxy.ask(place)
    asked_for, body = proxy.ask("/nothing/", **{"X-Accel-Redirect": place})

    assert direct.status == asked_for.status == 404
    assert b"<html" in body


def test_a_static_file_comes_compressed(proxy, addresses):
    plain, body = proxy.ask(addresses["style sheet"])
    packed, smaller = proxy.ask(addresses["style sheet"], **{"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(smaller) < len(body) / 3
    assert plain.headers["Content-Type"].startswith("text/css")


def test_two_hundred_slow_clients_keep_no_reader_waiting(proxy, addresses):
    slow = [
        threading.Thread(target=be_slow, args=(proxy.port, way, addresses))
        for way in (slow_to_ask, slow_to_send, slow_to_read, slow_to_leave)
        for _client in range(SLOW_OF_EACH_KIND)
    ]
    for client in slow:
        client.start()
    time.sleep(2)

    answers = [proxy.ask("/search/?q=fund") for _reader in range(10)]
    still_slow = sum(client.is_alive() for client in slow)

    for client in slow:
        client.join()
    assert [answer.status for answer, _body in answers] == [200] * 10
    assert still_slow > 100, "The readers came when nobody was slow any more."


def be_slow(port: int, way, addresses) -> None:
    context = ssl._create_unverified_context()
    end = time.monotonic() + SLOW_FOR_SECONDS
    try:
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        with plain, context.wrap_socket(plain, server_hostname=HOST) as connection:
            way(connection, addresses, end)
    except OSError:
        pass  # a proxy may send slow clients away


def slow_to_ask(connection, addresses, end) -> None:
    connection.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n".encode())
    while time.monotonic() < end:
        connection.sendall(b"X-Slow: yes\r\n")
        time.sleep(1)


def slow_to_send(connection, addresses, end) -> None:
    connection.sendall(
        f"POST /subscribe/ HTTP/1.1\r\nHost: {HOST}\r\nOrigin: https://{HOST}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n".encode()
    )
    while time.monotonic() < end:
        connection.sendall(b"a")
        time.sleep(0.5)


def slow_to_read(connection, addresses, end) -> None:
    connection.sendall(f"GET {addresses['document']} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    while time.monotonic() < end:
        connection.recv(10)
        time.sleep(0.5)


def slow_to_leave(connection, addresses, end) -> None:
    connection.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    time.sleep(max(0, end - time.monotonic()))
