"""Archives that are damaged, foreign, newer or hostile are refused in words, before anything is touched."""

import hashlib
import io
import json
import stat
import zipfile

import pytest

from site_core.backup.archives import ArchiveReader, ArchiveWriter
from site_core.backup.databases import database
from site_core.backup.manifest import DatabasePart, FilePart, Manifest, product
from site_core.backup.refusals import BackupError
from site_core.backup.restoring import refuse_what_cannot_be_loaded
from tests.site_core.backup.sites import everything_in

CONTENT = b"a picture" * 1000


def facts(**changes) -> dict:
    """What the manifest of a small whole archive says, but for these changes."""
    part = {"bytes": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}
    kind = database().kind
    manifest = Manifest(
        product=product()[0],
        version=product()[1],
        site="https://fund.example",
        made_at="2026-03-02T09:00:00+00:00",
        database=DatabasePart(member="database", kind=kind, version="1", **part),
        migrations=["site_core.0001_initial"],
        tables={},
        files=[FilePart(member="media/a.png", name="a.png", **part)],
    )
    return {**json.loads(manifest.as_json()), **changes}


def file_named(name: str, member: str = "media/a.png") -> dict:
    return {**facts()["files"][0], "name": name, "member": member}


def archive_of(path, said: dict | bytes | None = None, members=("media/a.png", "database"), content=CONTENT):
    said = facts() if said is None else said
    with path.open("wb") as file:
        archive = ArchiveWriter(file)
        for member in members:
            archive.add(member, [content])
        archive.add("manifest.json", [said if isinstance(said, bytes) else json.dumps(said).encode()])
        archive.zip.close()
    return path


def look_at(path) -> None:
    with ArchiveReader(path) as archive:
        refuse_what_cannot_be_loaded(archive.manifest, database())
        archive.check_hashes(lambda words: None)


def test_whole_archive_is_accepted(tmp_path):
    look_at(archive_of(tmp_path / "whole.zip"))


ESCAPES = [
    *("../secret_key", "/etc/passwd", "images/../../secret_key", "images//a.png", "./a.png", "images/", "", "."),
    *("images\\a.png", "C:/a.png", "a\x00.png", "a\nb.png", "a\u202egnp.exe"),
]


@pytest.mark.parametrize("name", ESCAPES)
def test_names_that_lead_out_of_the_media_folder_are_refused(tmp_path, name):
    with pytest.raises(BackupError, match="damaged"):
        look_at(archive_of(tmp_path / "hostile.zip", facts(files=[file_named(name)])))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"product": "another-product"}, "something else"),
        ({"format": 2}, "newer version"),
        ({"version": "999.0.0"}, "Install that version first"),
        ({"migrations": ["site_core.9999_of_the_future"]}, "Install that version first"),
        ({"files": [file_named("a.png"), file_named("a.png", "media/b.png")]}, "manifest"),
        ({"files": "none"}, "manifest"),
        ({"made_at": "yesterday"}, "manifest"),
        ({"unknown": 1}, "manifest"),
        ({"database": {**facts()["database"], "kind": "oracle"}}, "on oracle"),
        ({"database": {**facts()["database"], "bytes": -1}}, "manifest"),
        ({"database": {**facts()["database"], "bytes": 10}}, "not what was put in"),
        ({"database": {**facts()["database"], "bytes": 10**15}}, "not what was put in"),
        ({"database": {**facts()["database"], "sha256": "0" * 64}}, "not what was put in"),
        ({"files": []}, "members"),
    ],
)
def test_archives_of_others_of_the_future_and_with_false_facts_are_refused(tmp_path, said, words):
    with pytest.raises(BackupError, match=words):
        look_at(archive_of(tmp_path / "other.zip", facts(**said)))


@pytest.mark.parametrize("said", [b"", b"[]", b"{", b"null", b"[" * 100_000, b"\xff\xfe", b'{"format": 1}'])
def test_manifests_that_are_none_are_refused(tmp_path, said):
    with pytest.raises(BackupError, match="manifest"):
        look_at(archive_of(tmp_path / "odd.zip", said))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "members",
    [
        ("database",),
        ("media/a.png", "database", "media/more.png"),
        ("media/a.png", "database", "database"),
        ("media/a.png", "database", "../outside"),
    ],
)
def test_members_are_those_of_the_manifest_each_once(tmp_path, members):
    with pytest.raises(BackupError, match="members"):
        look_at(archive_of(tmp_path / "members.zip", members=members))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_links_devices_and_folders_are_refused(tmp_path, kind):
    path = archive_of(tmp_path / "link.zip", members=["database"])
    info = zipfile.ZipInfo("media/a.png")
    info.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, CONTENT)

    with pytest.raises(BackupError, match="no plain file"):
        look_at(path)


def test_no_more_than_was_promised_is_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    archive_of(path, members=["media/a.png"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("database", b"\0" * 50_000_000)

    with ArchiveReader(path) as archive, pytest.raises(BackupError, match="not what was put in"):
        assert sum(map(len, archive.content(archive.manifest.database))) <= len(CONTENT)


def test_every_byte_counts_and_an_archive_that_was_cut_off_is_none(tmp_path):
    whole = archive_of(tmp_path / "whole.zip").read_bytes()
    for place in range(0, len(whole), 997):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            look_at_bytes(tmp_path, bytes(damaged))
        except BackupError:
            continue
        # What is not read is no part of the site: a time or a flag in a header.
        assert whole[place : place + 1] not in CONTENT

    for length in range(0, len(whole), 1_499):
        with pytest.raises(BackupError, match=r"damaged|no manifest"):
            look_at_bytes(tmp_path, whole[:length])


def look_at_bytes(folder, content: bytes) -> None:
    path = folder / "bytes.zip"
    path.write_bytes(content)
    look_at(path)


def test_locked_archive_is_refused(tmp_path):
    content = bytearray(archive_of(tmp_path / "locked.zip").read_bytes())
    place = content.index(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)

    with pytest.raises(BackupError, match="damaged"):
        look_at_bytes(tmp_path, bytes(content))


def test_archive_that_another_program_packed_is_refused_in_words_too(tmp_path):
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("manifest.json", json.dumps(facts()))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF

    with pytest.raises(BackupError, match="damaged"):
        look_at_bytes(tmp_path, bytes(content))


def test_damaged_archive_changes_nothing_and_says_so(archive, empty_site, tmp_path):
    site = empty_site()
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content)

    finished = site.attempt("restore", str(damaged))

    assert finished.returncode == 1
    assert "This backup is damaged" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert everything_in(site.data_dir) == []


def test_writing_needs_no_way_back():
    """So that an archive can be handed to another program."""

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece) -> int:
            self.written += piece
            return len(piece)

    file = OneWay()
    archive = ArchiveWriter(file)
    archive.add("a", [CONTENT], is_compressed=True)
    archive.zip.close()

    assert zipfile.ZipFile(io.BytesIO(file.written)).read("a") == CONTENT
