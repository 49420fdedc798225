"""The yardstick: the least that gunicorn can do, ready bytes.

`/5760` answers with as many, with the two headers that no answer can do without; `/5760/12` with twelve more.
"""

BODY = b"x" * 1_000_000
FURTHER = [(f"X-Header-{number}", "nothing in particular, of a common length") for number in range(100)]


def application(environ, start_response):
    length, _slash, headers = environ["PATH_INFO"].strip("/").partition("/")
    needed = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", length)]
    start_response("200 OK", needed + FURTHER[: int(headers or 0)])
    return [BODY[: int(length)]]
