"""The drill that an operator does once a year: a backup of a site at work becomes a site that shows the same."""

import json
import subprocess
import threading
import zipfile

import pytest

from tests.browser.server import RunningSite
from tests.site_core.backup.newsroom import WORK
from tests.site_core.backup.sites import answer, crawl, files_of, rows_of


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    site = RunningSite(folder)
    site.make_database()
    site.manage("create_demo_site")
    site.serve()
    yield site
    site.stop()


class Load:
    """Readers and a writer without a pause, for as long as the block lasts."""

    def __init__(self, site: RunningSite) -> None:
        self.site = site
        self.is_over = threading.Event()
        self.answers: list[int] = []
        self.writer: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Load":
        self.writer = self.site.begin("shell", "--no-imports", "-c", WORK)
        self.wait_for_updates(3)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        return self

    def wait_for_updates(self, count: int) -> None:
        for _update in range(count):
            line = self.writer.stdout.readline()
            assert line, self.writer.communicate()[1]

    def read(self) -> None:
        while not self.is_over.is_set():
            self.answers += [answer(self.site, address)[0] for address in ("/", "/updates/", "/updates/feed/")]

    def __exit__(self, *error) -> None:
        self.is_over.set()
        self.reader.join()
        self.writer.terminate()
        self.writer.communicate()


def manifest_of(path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def test_backup_under_load_is_consistent_and_a_copy_shows_what_the_site_shows(site, tmp_path, empty_site):
    under_load, at_rest = tmp_path / "under-load.zip", tmp_path / "at-rest.zip"

    with Load(site) as load:
        site.manage("backup", str(under_load))
        load.wait_for_updates(1)
    copy_of_load = empty_site()
    copy_of_load.manage("restore", str(under_load))
    copy_of_load.share_static_files(site)
    copy_of_load.serve()

    manifest = manifest_of(under_load)
    assert set(load.answers) == {200}
    assert manifest["missing"] == {}
    # The copy has caught up with what these two are told a moment after each change.
    told_later = {"wagtailsearch_indexentry", "wagtailcore_referenceindex"}
    rows = rows_of(copy_of_load)
    assert {name: rows[name] for name in rows.keys() - told_later} == {
        name: count for name, count in manifest["tables"].items() if name not in told_later
    }
    assert all(rows[name] >= manifest["tables"][name] for name in told_later)
    assert {address: status for address, (status, _body) in crawl(copy_of_load).items() if status != 200} == {}
    assert set(files_of(copy_of_load)) >= {file["name"] for file in manifest["files"]}

    copy_of_load.process.terminate()
    shown = crawl(site)
    site.manage("backup", str(at_rest))
    copy = empty_site()
    copy.manage("restore", str(at_rest))
    copy.share_static_files(site)
    copy.serve()

    shown_by_copy = crawl(copy)
    assert rows_of(copy) == rows_of(site) == manifest_of(at_rest)["tables"]
    assert len(shown) > 30
    assert [address for address in shown if shown_by_copy.get(address) != shown[address]] == []
    assert set(shown_by_copy) == set(shown)
