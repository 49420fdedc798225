"""The site's cache on a bad day."""

from pathlib import Path

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.django_db

DAMAGE = {"cut short": b"\x80\x05K", "empty": b"", "garbage": b"\xff\x00garbage" * 40}


@pytest.fixture
def cache_folder(settings, tmp_path) -> Path:
    folder = tmp_path / "cache"
    settings.CACHES = {
        "default": {"BACKEND": "site_core.file_cache.ForgivingFileCache", "LOCATION": folder},
    }
    return folder


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("kept_bytes", [0, 20])
def test_damaged_files_are_made_anew(client, site_tree, cache_folder, damage, kept_bytes):
    client.get("/")
    files = list(cache_folder.iterdir())
    for file in files:
        file.write_bytes(file.read_bytes()[:kept_bytes] + damage)

    statuses = [client.get(address).status_code for address in ("/", "/updates/", "/nothing/")]

    assert files
    assert statuses == [200, 200, 404]


def test_readers_are_answered_where_nothing_can_be_kept(client, site_tree, cache_folder):
    cache_folder.write_text("a file where the folder should be")

    statuses = [client.get(address).status_code for address in ("/", "/updates/", "/nothing/")]

    assert statuses == [200, 200, 404]


def test_what_cannot_be_replaced_is_forgotten(cache_folder, monkeypatch):
    cache.set("word", "old")

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.cache.backends.filebased.tempfile.mkstemp", full_disk)
    cache.set("word", "new")

    assert cache.get("word") is None
