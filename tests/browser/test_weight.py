"""What a first visit to an update weighs, over the wire: counts, which are the same on every machine."""

import shutil

import pytest
from whitenoise.compress import main as compress

from benchmarks.weight import ADD_UPDATE, MOST_BYTES, MOST_BYTES_WITHOUT_FONTS, MOST_REQUESTS, UPDATE, weigh
from tests.browser.server import RunningSite


@pytest.fixture(scope="module")
def weight(browser, running_site, tmp_path_factory):
    """Of an update without pictures, from a site whose static files are compressed as for a deployment."""
    site = RunningSite(tmp_path_factory.mktemp("weighed"))
    shutil.copytree(running_site.data_dir / "static", site.data_dir / "static")
    compress(["--quiet", str(site.data_dir / "static" / "css")])
    compress(["--quiet", str(site.data_dir / "static" / "img")])
    site.start()
    site.manage("create_demo_site", "--verbosity", "0")
    site.shell(ADD_UPDATE)
    yield weigh(browser, site.url + UPDATE)
    site.stop()


def test_update_without_pictures_is_light(weight):
    assert weight.bytes <= MOST_BYTES, weight.transfers
    assert weight.bytes_without_fonts <= MOST_BYTES_WITHOUT_FONTS, weight.transfers


def test_update_without_pictures_takes_few_requests_and_none_to_others(weight):
    assert 3 <= weight.requests <= MOST_REQUESTS, weight.transfers
    assert len({address.split("/")[2] for address in weight.transfers}) == 1
