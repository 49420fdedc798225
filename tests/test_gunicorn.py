"""What the server makes of a request before the site sees it."""

import runpy

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from tests.database import ROOT


@pytest.fixture
def configuration():
    config = Config()
    for name, value in runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py")).items():
        if name in config.settings:
            config.set(name, value)
    return config


@pytest.mark.parametrize("header", ["SCRIPT_NAME", "PATH_INFO", "REMOTE_USER"])
def test_visitor_cannot_say_where_the_site_stands(configuration, header):
    request = f"GET /updates/ HTTP/1.1\r\nHost: localhost\r\n{header}: /updates\r\nAccept: text/html\r\n\r\n".encode()

    parsed = next(RequestParser(configuration, [request], ("127.0.0.1", 40000)))

    assert dict(parsed.headers) == {"HOST": "localhost", "ACCEPT": "text/html"}
