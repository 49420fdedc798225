import io
import logging

import pytest
from django.conf import settings
from django.test import Client

from site_core.logs import DiscreetFormatter

TOKEN = "c2VjcmV0LXRva2VuLW9mLWFkYQ.0123456789abcdef"
SECRET_PATHS = [
    f"/subscribe/confirm/{TOKEN}/",
    f"/subscribe/choices/{TOKEN}/",
    f"/subscribe/choices/{TOKEN}/erase/",
    f"/subscribe/leave/{TOKEN}",
    f"/calendar/{TOKEN}.ics",
]


@pytest.fixture
def log():
    """What the site's own handler writes."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(DiscreetFormatter(settings.LOGGING["formatters"]["line"]["format"]))
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


def test_all_that_the_site_logs_goes_through_the_discreet_formatter():
    formatters = settings.LOGGING["formatters"]

    assert {formatters[handler["formatter"]]["()"] for handler in settings.LOGGING["handlers"].values()} == {
        "site_core.logs.DiscreetFormatter"
    }


@pytest.mark.django_db
@pytest.mark.parametrize("path", SECRET_PATHS)
def test_link_that_is_not_found_is_logged_without_its_token(client, site_tree, log, path):
    client.get(f"{path}/nothing/")

    assert "Not Found" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("path", SECRET_PATHS)
def test_link_that_fails_is_logged_without_its_token(site_tree, monkeypatch, log, path):
    def fail(*args, **kwargs):
        raise RuntimeError(f"{path} cannot be answered")

    monkeypatch.setattr("django.urls.resolvers.URLResolver.resolve", fail)

    Client(raise_request_exception=False).get(path)

    assert "Internal Server Error" in log.getvalue() and "RuntimeError" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.parametrize(
    "path", ["/subscribe/sent/", "/subscribe/", "/admin/calendar/move/3/", "/updates/choices/one/"]
)
def test_other_addresses_are_logged_as_they_are(log, path):
    logging.getLogger("test").warning("Not Found: %s", path)

    assert path in log.getvalue()
