"""The examples in deploy/proxy/ as they are, each a real proxy in front of a real gunicorn."""

import re
import socket
import ssl
import threading
import time

import pytest

from tests.deploy.proxied_site import HOST, ProxiedSite, ask_http, caddy, nginx

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
SLOW_OF_EACH_KIND = 50
SLOW_FOR_SECONDS = 8


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = ProxiedSite(tmp_path_factory.mktemp("site"))
    site.start()
    site.manage("create_demo_site")
    yield site
    site.stop()


@pytest.fixture(scope="module", params=[nginx, caddy])
def proxy(request, site, tmp_path_factory):
    proxy = request.param(site, tmp_path_factory.mktemp("proxy"))
    yield proxy
    proxy.stop()


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
