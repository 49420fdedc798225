"""The site without its Redis."""

import time

import pytest
from django.core.cache import cache

from site_core.generation import SharedCache
from tests.ports import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "site_core.redis_cache.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }


def test_readers_are_answered(client, site_tree, gone):
    statuses = [client.get(address).status_code for address in ("/", "/updates/", "/subscribe/", "/nothing/")]

    assert statuses == [200, 200, 200, 404]


def test_nobody_is_asked_again_and_again(gone):
    cache.get("word")
    started = time.monotonic()

    for _time in range(1000):
        assert cache.get("word", "otherwise") == "otherwise"

    assert time.monotonic() - started < 0.5
    assert cache.paused_until > time.monotonic()


def test_state_has_no_name_and_a_change_is_told_later(gone):
    board = SharedCache()

    board.write("0" * 32)

    assert board.read() == ""
    assert board.is_owed
