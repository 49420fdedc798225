"""Files as an editor, or somebody at an editor's desk, may try to upload them: through every door of the admin."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject

from site_core.models import SiteDocument, SiteImage
from tests.factories import DocumentFactory, ImageFactory, UserFactory, pdf_bytes, picture_bytes, root_collection

PICTURE_FORMATS = {"avif": "AVIF", "gif": "GIF", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def noisy_picture(format):
    buffer = io.BytesIO()
    Image.effect_noise((160, 120), 80).convert("RGB").save(buffer, format)
    return buffer.getvalue()


def animation(frames):
    pictures = [Image.new("P", (20, 20), number % 256) for number in range(frames)]
    for number, picture in enumerate(pictures):
        picture.putpixel((number % 20, number // 20 % 20), (number * 7) % 256)
    buffer = io.BytesIO()
    pictures[0].save(buffer, "GIF", save_all=True, append_images=pictures[1:], disposal=1)
    return buffer.getvalue()


def bomb(width, height):
    """A PNG of a few hundred bytes that says it is enormous."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    parts = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def archive(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in members.items():
            file.writestr(name, text)
    return buffer.getvalue()


def office(folder):
    return archive(**{"[Content_Types].xml": "<Types/>", f"{folder}/main.xml": "<x/>"})


def open_document(media_type):
    return archive(mimetype=media_type)


def locked_pdf(algorithm="RC4-128"):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes())))
    writer.encrypt("a password", algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf_with_page_count(count):
    """A PDF whose table of contents lies about its length."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes())))
    pages = writer._root_object["/Pages"].get_object()
    pages[NameObject("/Count")] = NumberObject(count)
    pages[NameObject("/Kids")][0].get_object()[NameObject("/Parent")] = DictionaryObject()
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


SOUND_DOCUMENTS = {
    "report.pdf": pdf_bytes(3),
    "REPORT.PDF": pdf_bytes(),
    "locked.pdf": locked_pdf(),
    "figures.csv": "name,amount\nZoë,1\n".encode(),
    "old-figures.csv": "name;amount\nZoë;1\n".encode("cp1252"),
    "notes.txt": b"a < b and b > c",
    "text.docx": office("word"),
    "table.xlsx": office("xl"),
    "talk.pptx": office("ppt"),
    "text.odt": open_document("application/vnd.oasis.opendocument.text"),
    "table.ods": open_document("application/vnd.oasis.opendocument.spreadsheet"),
    "talk.odp": open_document("application/vnd.oasis.opendocument.presentation"),
    "book.epub": open_document("application/epub+zip"),
    "data.zip": archive(**{"a.txt": "text"}),
}
HOSTILE_PICTURES = {
    "nothing in it": ("picture.png", b""),
    "page as png": ("picture.png", SCRIPT),
    "page as jpg": ("picture.jpg", b"<!doctype html>" + SCRIPT),
    "svg": ("picture.svg", SVG),
    "svg as png": ("picture.png", SVG),
    "svg as webp": ("picture.webp", b'<?xml version="1.0"?>' + SVG),
    "script": ("picture.js", b"alert(1)"),
    "script as gif": ("picture.gif", b"GIF89a=1;alert(1)"),
    "jpeg as png": ("picture.png", picture_bytes(format="JPEG")),
    "png as jpg": ("picture.jpg", picture_bytes(format="PNG")),
    "gif as webp": ("picture.webp", picture_bytes(format="GIF")),
    "tiff": ("picture.tiff", picture_bytes(format="TIFF")),
    "tiff as jpg": ("picture.jpg", picture_bytes(format="TIFF")),
    "bmp as png": ("picture.png", picture_bytes(format="BMP")),
    "no extension": ("picture", picture_bytes()),
    "other extension": ("picture.png.html", picture_bytes()),
    "pdf as png": ("picture.png", pdf_bytes()),
    "noise": ("picture.png", bytes(range(256)) * 20),
    "only a head": ("picture.png", picture_bytes()[:33]),
    "too many pixels": ("picture.png", bomb(9_000, 9_000)),
    "bomb that warns": ("picture.png", bomb(12_000, 12_000)),
    "bomb": ("picture.png", bomb(60_000, 60_000)),
    "no size": ("picture.png", bomb(0, 10)),
    "less than it says": ("picture.png", bomb(200, 200)),
    "too many frames": ("picture.gif", animation(600)),
    **{
        f"{extension} cut at {share} %": (
            f"picture.{extension}",
            noisy_picture(format)[: len(noisy_picture(format)) * share // 100],
        )
        for extension, format in PICTURE_FORMATS.items()
        for share in (1, 20, 50, 90)
    },
}
HOSTILE_DOCUMENTS = {
    "nothing in it": ("report.pdf", b""),
    "page": ("page.html", SCRIPT),
    "svg": ("drawing.svg", SVG),
    "script": ("code.js", b"alert(1)"),
    "program": ("setup.exe", b"MZ" + bytes(100)),
    "no extension": ("report", pdf_bytes()),
    "page as pdf": ("report.pdf", SCRIPT),
    "page before a pdf": ("report.pdf", SCRIPT + pdf_bytes()),
    "svg as pdf": ("report.pdf", SVG),
    "script as pdf": ("report.pdf", b"alert(1)"),
    "zip as pdf": ("report.pdf", office("word")),
    "pdf cut off": ("report.pdf", pdf_bytes(50)[:2000]),
    "only the mark of a pdf": ("report.pdf", b"%PDF-1.7"),
    "pdf as docx": ("text.docx", pdf_bytes()),
    "page as docx": ("text.docx", SCRIPT),
    "page before a docx": ("text.docx", SCRIPT + office("word")),
    "zip as docx": ("text.docx", archive(**{"a.txt": "text"})),
    "xlsx as docx": ("text.docx", office("xl")),
    "docx as xlsx": ("table.xlsx", office("word")),
    "docx as pptx": ("talk.pptx", office("word")),
    "docx cut off": ("text.docx", office("word")[:-30]),
    "old word file": ("text.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "ods as odt": ("text.odt", open_document("application/vnd.oasis.opendocument.spreadsheet")),
    "zip as odt": ("text.odt", archive(**{"a.txt": "text"})),
    "zip as epub": ("book.epub", archive(**{"a.txt": "text"})),
    "page as zip": ("data.zip", SCRIPT),
    "zip cut off": ("data.zip", archive(**{"a.txt": "text"})[:20]),
    "only the mark of a zip": ("data.zip", b"PK"),
    "zip with a false directory": ("data.zip", b"PK\x05\x06" + b"\xff" * 18),
    "page as txt": ("notes.txt", b"\n\n <!DOCTYPE html>" + SCRIPT),
    "script as csv": ("figures.csv", b"a,b\n" + SCRIPT),
    "svg as csv": ("figures.csv", SVG),
    "pdf as txt": ("notes.txt", pdf_bytes()),
    "binary as csv": ("figures.csv", bytes(range(256))),
    "zero bytes in txt": ("notes.txt", b"text" + bytes(3)),
    "zero byte far into a csv": ("figures.csv", b"a,b\n" * 500_000 + b"\0"),
}
DOORS = ["add", "add_multiple", "choose"]


@pytest.fixture(autouse=True)
def own_media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def upload(client, db):
    """Uploads a file as an editor does, through one of the doors; gives the words shown, or nothing if it went in."""
    client.force_login(UserFactory(is_superuser=True))

    def send(kind, door, name, contents):
        file = SimpleUploadedFile(name, contents)
        collection = root_collection().pk
        if door == "add_multiple":
            response = client.post(
                reverse(f"wagtail{kind}:add_multiple"),
                {"title": "Title", "files[]": file, "collection": collection},
                headers={"X-Requested-With": "XMLHttpRequest"},
            )
            assert response.status_code == 200
            return response.json().get("error_message")
        if door == "choose":
            prefix = "image-chooser-upload-" if kind == "images" else "document-chooser-upload-"
            data = {prefix + "title": "Title", prefix + "file": file, prefix + "collection": collection}
            response = client.post(reverse(f"wagtail{kind}_chooser:create"), data)
            assert response.status_code == 200
            return None if response.json()["step"] != "reshow_creation_form" else response.json()["htmlFragment"]
        address = reverse("wagtailimages:add") if kind == "images" else reverse("wagtaildocs:add")
        response = client.post(address, {"title": "Title", "file": file, "collection": collection, "tags": ""})
        if response.status_code == 302:
            return None
        assert response.status_code == 200
        return " ".join(response.context["form"].errors["file"])

    return send


@pytest.mark.parametrize("extension", PICTURE_FORMATS)
def test_sound_pictures_go_in(upload, extension):
    refused = upload("images", "add_multiple", f"picture.{extension}", noisy_picture(PICTURE_FORMATS[extension]))

    assert refused is None
    assert SiteImage.objects.get().width == 160


@pytest.mark.parametrize("name", SOUND_DOCUMENTS)
def test_sound_documents_go_in(upload, name):
    refused = upload("docs", "add_multiple", name, SOUND_DOCUMENTS[name])

    assert refused is None
    assert SiteDocument.objects.get().file_size == len(SOUND_DOCUMENTS[name])


@pytest.mark.parametrize("case", HOSTILE_PICTURES)
def test_pictures_that_are_none_are_refused_in_words(upload, case):
    words = upload("images", "add_multiple", *HOSTILE_PICTURES[case])

    assert words
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("case", HOSTILE_DOCUMENTS)
def test_documents_that_are_not_what_they_say_are_refused_in_words(upload, case):
    words = upload("docs", "add_multiple", *HOSTILE_DOCUMENTS[case])

    assert words
    assert not SiteDocument.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_every_door_has_the_same_guard(upload, door):
    for case in ("page as png", "png cut at 50 %", "bomb", "too many frames"):
        assert upload("images", door, *HOSTILE_PICTURES[case]), case
    for case in ("page", "page as pdf", "xlsx as docx", "docx cut off", "page as txt"):
        assert upload("docs", door, *HOSTILE_DOCUMENTS[case]), case

    assert upload("images", door, "picture.png", noisy_picture("PNG")) is None
    assert upload("docs", door, "report.pdf", pdf_bytes()) is None


@pytest.mark.parametrize(
    ("kind", "name", "contents", "words"),
    [
        ("images", "picture.png", noisy_picture("PNG")[:3000], "damaged or cut off"),
        ("images", "picture.png", bomb(8_000, 5_001), "40 million pixels"),
        ("images", "picture.gif", animation(600), "more than 500 frames"),
        ("images", "picture.jpg", picture_bytes(format="PNG"), "does not match the file format"),
        ("images", "picture.png", b"", "empty"),
        ("docs", "text.docx", pdf_bytes(), "not a whole .docx file"),
        ("docs", "page.html", SCRIPT, "Files of this kind cannot be uploaded. Possible are: csv, docx"),
        ("docs", "notes.txt", b"", "empty"),
    ],
)
def test_the_words_say_what_is_wrong(upload, kind, name, contents, words):
    assert words in upload(kind, "add", name, contents)


def test_a_refused_document_gets_one_reason(upload):
    words = upload("docs", "add_multiple", "page.pdf", SCRIPT)

    assert "not a whole .pdf file" in words
    assert "extension" not in words


@pytest.mark.parametrize("door", DOORS)
def test_files_above_the_limit_are_refused_in_words(upload, settings, door):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000

    assert "too big" in upload("images", door, "picture.png", noisy_picture("PNG"))
    assert "too big" in upload("docs", door, "notes.txt", b"text " * 300)


def test_a_file_too_large_for_memory_is_checked_as_well(upload, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100

    assert upload("images", "add", "picture.png", noisy_picture("PNG")) is None
    assert upload("docs", "add", "text.docx", office("word")) is None
    assert upload("images", "add", "picture.png", noisy_picture("PNG")[:3000])
    assert upload("docs", "add", "text.docx", office("xl"))


def test_the_pages_of_a_pdf_are_counted(upload):
    upload("docs", "add", "report.pdf", pdf_bytes(3))

    assert SiteDocument.objects.get().page_count == 3


@pytest.mark.parametrize(
    "contents",
    [
        locked_pdf("RC4-128"),
        pdf_with_page_count(-5),
        pdf_with_page_count(10**30),
        b"%PDF-1.7\n1 0 obj\n<</Root 1 0 R>>\nstartxref\n99999\n%%EOF",
        b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF",
        b"%PDF-1.7\n%%EOF",
    ],
)
def test_a_pdf_that_does_not_tell_its_pages_goes_in_without_a_count(upload, contents):
    upload("docs", "add", "report.pdf", contents)

    assert SiteDocument.objects.get().page_count in {None, 1}


def test_replacing_a_file_is_checked_like_a_new_one(client, db):
    client.force_login(UserFactory(is_superuser=True))
    image, document = ImageFactory(), DocumentFactory(file=ContentFile(pdf_bytes(), name="report.pdf"))
    data = {"title": "New", "tags": "", "collection": image.collection_id}

    image_answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]), data | {"file": SimpleUploadedFile("a.png", SCRIPT)}
    )
    document_answer = client.post(
        reverse("wagtaildocs:edit", args=[document.pk]), data | {"file": SimpleUploadedFile("a.pdf", SCRIPT)}
    )

    assert "file" in image_answer.context["form"].errors
    assert "file" in document_answer.context["form"].errors
    assert SiteDocument.objects.get().file.read() == pdf_bytes()


def test_a_title_is_changed_without_a_new_file(client, db):
    client.force_login(UserFactory(is_superuser=True))
    document = DocumentFactory()
    data = {"title": "New title", "tags": "", "collection": document.collection_id}

    response = client.post(reverse("wagtaildocs:edit", args=[document.pk]), data)

    assert response.status_code == 302
    assert SiteDocument.objects.get().title == "New title"
