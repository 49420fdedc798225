import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.reading_site import ADDRESSES
from tests.browser.server import RunningSite

# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)

BUILD = "from tests.browser.reading_site import build; build()"


@pytest.fixture(scope="session")
def running_site(tmp_path_factory):
    """The site as readers get it: gunicorn on a database and files of its own, shared by all browser tests."""
    site = RunningSite(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def base_url(running_site) -> str:
    """Lets `page.goto("/updates/")` find the running site."""
    return running_site.url


@pytest.fixture(scope="session")
def reading_site(tmp_path_factory, running_site):
    """A site for tests that change nothing, with pages of every kind: see `reading_site.py`."""
    site = RunningSite(tmp_path_factory.mktemp("reading"))
    site.share_static_files(running_site)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def backstage(reading_site) -> dict:
    """The `session` of somebody who may do everything on the reading site, and addresses of `screens` of the admin."""
    return json.loads(reading_site.shell(BUILD).splitlines()[-1])


@pytest.fixture
def open_context(browser: Browser, reading_site, backstage):
    """Opens windows on the reading site: `open_context(width=320, height=256, color_scheme="dark")`."""
    contexts = []

    def open_one(width: int = 1280, height: int = 900, is_staff: bool = False, **options):
        context = browser.new_context(
            base_url=reading_site.url, viewport={"width": width, "height": height}, locale="en", **options
        )
        if is_staff:
            context.add_cookies([{"name": "sessionid", "value": backstage["session"], "url": reading_site.url}])
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def read(open_context):
    """Opens a page of a kind as a reader of it would: `read("report", width=320)`."""

    def read_one(kind: str, **options) -> Page:
        page = open_context(**options).new_page()
        response = page.goto(ADDRESSES[kind])
        assert response.status == (404 if kind == "missing" else 200), f"{ADDRESSES[kind]} answers {response.status}"
        return page

    return read_one
