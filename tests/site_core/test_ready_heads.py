"""Ready answers on the server that the site runs on: what the second reader gets is what the first one got."""

import re
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from gunicorn.config import Config
from gunicorn.http.wsgi import InvalidResponseHeader, Response

from site_core.page_answers import ready_answer

LATER = 4_000_000_000.0


def over_gunicorn(answer, method="GET", **environ) -> bytes:
    """What goes over the wire, but for the time."""
    sent = []
    request = SimpleNamespace(method=method, version=(1, 1), should_close=lambda: False)
    response = Response(request, SimpleNamespace(sendall=sent.append), Config())
    for chunk in answer.send({"REQUEST_METHOD": method, **environ}, response.start_response, LATER):
        response.write(chunk)
    response.close()
    return re.sub(rb"Date: [^\r]+\r\n", b"", b"".join(sent))


@pytest.fixture
def answer():
    response = HttpResponse("A page. " * 100, headers={"X-Frame-Options": "DENY", "Cache-Control": "public"})
    return ready_answer(response, response.content, generation="now", ends_at=LATER)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("asked", [{}, {"HTTP_ACCEPT_ENCODING": "br"}, {"HTTP_IF_NONE_MATCH": "*"}])
def test_every_reader_gets_the_same_bytes(answer, method, asked):
    first, second, third = [over_gunicorn(answer, method, **asked) for _reader in range(3)]

    assert first == second == third
    assert b"X-Frame-Options: DENY" in third


def test_readers_who_ask_otherwise_do_not_get_what_others_asked_for(answer):
    page, known, head = [
        over_gunicorn(answer, method, **asked)
        for _reader in range(2)
        for method, asked in [("GET", {}), ("GET", {"HTTP_IF_NONE_MATCH": "*"}), ("HEAD", {})]
    ][3:]

    assert page.startswith(b"HTTP/1.1 200 OK") and page.endswith(b"A page. ")
    assert known.startswith(b"HTTP/1.1 304 Not Modified") and known.endswith(b"\r\n\r\n")
    assert head == page.partition(b"A page.")[0]


def test_header_that_the_server_refuses_is_refused_each_time():
    response = HttpResponse("A page.")
    response.headers._store["x-header"] = ("X-Header", "one line\r\nand another")
    answer = ready_answer(response, response.content, generation="now", ends_at=LATER)

    for _reader in range(2):
        with pytest.raises(InvalidResponseHeader):
            over_gunicorn(answer)


def test_connection_ends_after_an_answer_if_the_server_says_so(answer):
    sent = []
    for must_close in (False, True):
        request = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)
        response = Response(request, SimpleNamespace(sendall=sent.append), Config())
        if must_close:
            response.force_close()
        answer.send({"REQUEST_METHOD": "GET"}, response.start_response, LATER)
        response.close()

    assert b"Connection: keep-alive" in sent[0]
    assert b"Connection: close" in sent[1]
