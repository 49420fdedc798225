import pytest

from tests.browser.server import RunningSite


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
