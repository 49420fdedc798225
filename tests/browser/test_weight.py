"""What a first visit to an update weighs, over the wire: counts, which are the same on every machine."""

import pytest

from benchmarks.limits import MOST_BYTES, MOST_BYTES_WITHOUT_FONTS, MOST_REQUESTS
from benchmarks.sites import demo_site
from benchmarks.weight import ADD_UPDATE, UPDATE, weigh


@pytest.fixture(scope="module")
def weight(browser):
    """Of an update without pictures, from a site whose static files are compressed as for a deployment."""
    with demo_site() as site:
        site.shell(ADD_UPDATE)
        yield weigh(browser, site.url + UPDATE)


def test_update_without_pictures_is_light(weight):
    assert weight.bytes <= MOST_BYTES, weight.transfers
    assert weight.bytes_without_fonts <= MOST_BYTES_WITHOUT_FONTS, weight.transfers


def test_update_without_pictures_takes_few_requests_and_none_to_others(weight):
    assert 3 <= weight.requests <= MOST_REQUESTS, weight.transfers
    assert len({address.split("/")[2] for address in weight.transfers}) == 1
