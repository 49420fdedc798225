"""The yardstick: the least that gunicorn can do, ready bytes. `/5760` answers with as many."""

BODY = b"x" * 1_000_000


def application(environ, start_response):
    length = int(environ["PATH_INFO"].strip("/") or 30_000)
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(length))])
    return [BODY[:length]]
