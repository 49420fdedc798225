"""The yardstick: the least that gunicorn can do, 30 KB of ready bytes."""

BODY = b"x" * 30_000
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
