"""Backup and restore as an operator meets them: refusals in words, and processes that are stopped on the way."""

import json
import os
import signal
import time
import zipfile

import pytest

from tests.database import ROOT
from tests.site_core.backup.sites import answer, everything_in, files_of, rows_of

WITHIN_SECONDS = 120
SESSION = "Session(session_key='thekeyofasession', session_data='x', expire_date='2099-01-01 00:00:00Z')"


def wait_until(is_so, process=None) -> None:
    deadline = time.monotonic() + WITHIN_SECONDS
    while not is_so():
        assert process is None or process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)


def manifest_of(path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


@pytest.fixture
def endless_file(newsroom):
    """A document whose file never comes to its end: whoever copies it is at it until he is stopped."""
    path = newsroom.data_dir / "media" / "documents" / "summary.pdf"
    kept = path.with_suffix(".kept")
    path.rename(kept)
    os.mkfifo(path)
    yield path
    path.unlink()
    kept.rename(path)


def test_archive_is_for_its_owner_alone_and_holds_no_secret(newsroom, archive):
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        all_bytes = b"".join(opened.read(name) for name in names)

    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]
    assert newsroom.environment["SECRET_KEY"].encode() not in all_bytes
    assert not [name for name in names if name.startswith(("static", "cache", "generation"))]


def test_file_of_that_name_is_kept_unless_asked(newsroom, tmp_path):
    path = tmp_path / "mine.zip"
    path.write_text("precious")

    refused = newsroom.attempt("backup", str(path))
    kept = path.read_text()
    replaced = newsroom.attempt("backup", str(path), "--overwrite", "--quiet")

    assert (refused.returncode, kept) == (1, "precious")
    assert "is there already" in refused.stderr
    assert (replaced.returncode, replaced.stdout + replaced.stderr) == (0, "")
    assert zipfile.is_zipfile(path)


def test_missing_file_is_named_and_the_rest_is_kept(newsroom, tmp_path):
    path = newsroom.data_dir / "media" / "documents" / "summary.pdf"
    content = path.read_bytes()
    path.unlink()

    finished = newsroom.attempt("backup", str(tmp_path / "site.zip"))
    path.write_bytes(content)

    assert finished.returncode == 0
    assert "documents/summary.pdf: No such file or directory" in finished.stderr
    assert manifest_of(tmp_path / "site.zip")["missing"] == {"documents/summary.pdf": "No such file or directory"}


def test_backup_that_is_told_to_end_leaves_nothing_and_says_so(newsroom, endless_file, tmp_path):
    process = newsroom.begin("backup", str(tmp_path / "site.zip"))
    wait_until(lambda: any(tmp_path.glob(".backup-*/archive")), process)

    process.send_signal(signal.SIGTERM)
    _output, words = process.communicate(timeout=WITHIN_SECONDS)

    assert process.returncode == 130
    assert "No backup was made, and nothing is left behind." in words
    assert list(tmp_path.iterdir()) == []


def test_backup_that_is_killed_leaves_no_archive_and_the_next_one_tidies_up(newsroom, endless_file, tmp_path):
    process = newsroom.begin("backup", str(tmp_path / "site.zip"))
    wait_until(lambda: any(tmp_path.glob(".backup-*/archive")), process)

    process.kill()
    process.communicate()
    left = [path.name for path in tmp_path.iterdir()]
    endless_file.unlink()
    endless_file.write_bytes(b"%PDF")
    newsroom.manage("backup", str(tmp_path / "site.zip"))

    assert "site.zip" not in left
    assert [path.name for path in tmp_path.iterdir()] == ["site.zip"]


def test_folder_of_an_operator_beside_the_archive_is_none_of_ours(newsroom, tmp_path):
    kept = tmp_path / ".backup-2019" / "photos.tar"
    kept.parent.mkdir()
    kept.write_text("precious")

    newsroom.manage("backup", str(tmp_path / "site.zip"))

    assert kept.read_text() == "precious"


def test_nobody_is_signed_in_by_a_backup(newsroom, empty_site, tmp_path):
    newsroom.shell(f"from django.contrib.sessions.models import Session; {SESSION}.save()")
    newsroom.manage("backup", str(tmp_path / "site.zip"))
    copy = empty_site()

    copy.manage("restore", str(tmp_path / "site.zip"))

    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert not any(b"thekeyofasession" in archive.read(name) for name in archive.namelist())
    for site, count in ((newsroom, 1), (copy, 0)):
        assert (
            site.shell("from django.contrib.sessions.models import Session; print(Session.objects.count())")
            == f"{count}\n"
        )


def test_full_disk_is_told_and_nothing_is_left(newsroom):
    with open("/dev/full", "w") as full:
        finished = newsroom.attempt("backup", "-", capture_output=False, stdout=full, stderr=-1)

    assert finished.returncode == 1
    assert "The disk is full. Nothing is left behind." in finished.stderr
    assert list(newsroom.data_dir.glob(".backup-*")) == []


def test_archive_can_be_handed_to_another_program(newsroom, archive, tmp_path):
    with (tmp_path / "piped.zip").open("wb") as file:
        finished = newsroom.attempt("backup", "-", capture_output=False, stdout=file, stderr=-1)

    assert finished.returncode == 0
    assert manifest_of(tmp_path / "piped.zip")["tables"] == manifest_of(archive)["tables"]


def test_site_that_holds_anything_is_not_restored_into(newsroom, archive):
    rows, files = rows_of(newsroom), files_of(newsroom)

    finished = newsroom.attempt("restore", str(archive))

    assert finished.returncode == 1
    assert "This site is not empty: it has 11 pages" in finished.stderr
    assert "choose an empty DATA_DIR" in finished.stderr
    assert (rows_of(newsroom), files_of(newsroom)) == (rows, files)


def test_stray_file_makes_a_site_not_empty(archive, empty_site):
    site = empty_site()
    stray = site.data_dir / "media" / "images" / "stray.png"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")

    finished = site.attempt("restore", str(archive))

    assert "files in its media folder, such as images/stray.png" in finished.stderr
    assert stray.read_bytes() == b"x"


def test_site_with_a_process_at_work_is_not_restored_into(archive, empty_site):
    site = empty_site()
    site.manage("migrate", "--verbosity", "0")
    scheduler = site.begin("run_scheduler")
    wait_until(lambda: "last seen" in site.manage("shell", "--no-imports", "-c", SEEN), scheduler)

    finished = site.attempt("restore", str(archive))
    scheduler.terminate()
    scheduler.communicate()

    assert finished.returncode == 1
    assert "stop the web server, the scheduler and the mailer first" in finished.stderr
    assert not site.marker.exists()


SEEN = "from scheduling.state import look_at_scheduler; print(look_at_scheduler().words)"


def test_migrated_site_without_content_is_restored_into(archive, empty_site):
    site = empty_site()
    site.manage("migrate", "--verbosity", "0")

    words = site.manage("restore", str(archive))

    assert "no mail is sent" in words
    assert rows_of(site) == manifest_of(archive)["tables"]


@pytest.mark.parametrize("moment", ["at the first file", "at the database"])
def test_restore_that_is_killed_is_begun_anew_and_the_site_does_not_start_meanwhile(archive, empty_site, moment):
    site = empty_site()
    last = site.data_dir / "media" / manifest_of(archive)["files"][-1]["name"]
    process = site.begin("restore", str(archive))
    wait_until(last.exists if moment == "at the database" else site.marker.exists, process)

    process.kill()
    process.communicate()
    started = site.attempt("run_site")
    filled = site.attempt("create_demo_site")
    site.manage("restore", str(archive))

    assert started.returncode == filled.returncode == 1
    assert "A restore of this site was begun and not finished" in started.stderr
    assert "A restore of this site was begun and not finished" in filled.stderr
    assert rows_of(site) == manifest_of(archive)["tables"]
    assert set(files_of(site)) == {file["name"] for file in manifest_of(archive)["files"]}
    assert not site.marker.exists()
    assert [name for name in everything_in(site.data_dir) if ".backup-" in name] == []


@pytest.mark.parametrize("tool", ["pg_dump", "pg_restore"])
def test_missing_program_of_postgresql_is_named(newsroom, archive, empty_site, tmp_path, tool, monkeypatch):
    if not os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("SQLite needs no program")
    site = empty_site()
    bare = {"PATH": str(ROOT / ".venv" / "bin")}
    monkeypatch.setenv("PATH", bare["PATH"])

    finished = (
        newsroom.attempt("backup", str(tmp_path / "site.zip"))
        if tool == "pg_dump"
        else site.attempt("restore", str(archive))
    )

    assert finished.returncode == 1
    assert f"{tool} is not installed" in finished.stderr
    assert list(tmp_path.glob("*.zip")) == []


def test_restored_site_is_ready_and_says_that_it_holds_back(newsroom, archive, empty_site):
    site = empty_site()
    site.manage("restore", str(archive))
    site.serve()

    status, words = answer(site, "/health/ready")

    assert status == 200
    assert b"background work: off, restored from a backup" in words
    site.manage("resume", "--yes")
    time.sleep(3.1)
    assert b"background work: on" in answer(site, "/health/ready")[1]
