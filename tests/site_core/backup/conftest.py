import pytest

from tests.browser.server import RunningSite
from tests.site_core.backup.sites import EmptySite


@pytest.fixture(scope="session")
def newsroom_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("newsroom")


@pytest.fixture(scope="session")
def newsroom(newsroom_folder):
    """The demo site, not served: backups are made of it, and nothing is changed in it."""
    site = RunningSite(newsroom_folder)
    site.make_database()
    site.manage("create_demo_site")
    yield site
    site.stop()


@pytest.fixture(scope="session")
def archive(newsroom, tmp_path_factory):
    """A backup of the newsroom."""
    path = tmp_path_factory.mktemp("archives") / "newsroom.zip"
    newsroom.manage("backup", str(path))
    return path


@pytest.fixture
def empty_site(tmp_path):
    """Makes sites of which nothing is there yet."""
    made = []

    def make() -> EmptySite:
        folder = tmp_path / f"empty-{len(made)}"
        folder.mkdir()
        made.append(EmptySite(folder))
        made[-1].make_database()
        return made[-1]

    yield make
    for site in made:
        site.stop()
