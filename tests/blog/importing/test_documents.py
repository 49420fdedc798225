"""Documents as Word, Google Docs, LibreOffice and people write them, and the blocks that they become."""

import base64
import io
import json
import re
import zipfile

import pytest

from blog.importing.reading import read_file, read_pasted
from tests.blog.importing.building import DOCUMENTS, FIXTURES, picture
from tests.blog.importing.expected import NAMES, NOTE, expectation, readable

DEBRIS = re.compile(r"style=|class=|<span|<font|<o:|&nbsp;|\u00ad|\u200b|<p></p>|<p>\s|\s</p>| \xa0|\xa0 ")


def read(name: str):
    return read_file(name, (FIXTURES / name).read_bytes())


def words_of(document) -> str:
    return json.dumps([document.blocks, list(document.notes.values())], ensure_ascii=False)


@pytest.mark.parametrize("name", NAMES)
def test_document_becomes_the_blocks_that_its_author_meant(name):
    expected = json.loads(expectation(name).read_text(encoding="utf-8"))

    assert readable(read(name)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_no_style_debris_is_left(name):
    assert DEBRIS.findall(words_of(read(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_note_is_marked_in_the_text_and_notes_keep_their_order(name):
    document = read(name)

    marks = [mark for mark, _short in NOTE.findall(words_of(document).replace('\\"', '"'))]

    assert list(dict.fromkeys(marks)) == list(document.notes)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_packed_fixtures_are_what_their_builder_makes(name):
    assert members((FIXTURES / name).read_bytes()) == members(DOCUMENTS[name]())


@pytest.mark.parametrize("name", ["google-docs-clipboard.html", "word-clipboard.html", "letters.md"])
def test_pasting_gives_the_same_as_a_file(name):
    pasted = read_pasted((FIXTURES / name).read_text(encoding="utf-8"))

    assert readable(pasted) == readable(read(name))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("1 2 3", "2 3 bold"),
        ("2 3 2", "2 3 2"),
        ("3 1 2", "2 2 3"),
        ("1 4 2", "2 3 3"),
        ("4 4 2 3", "2 2 2 3"),
        ("1 2 3 1 3", "2 3 bold 2 3"),
    ],
)
def test_levels_of_headings_never_skip(levels, expected):
    html = "<p>Words.</p>" + "".join(f"<h{level}>Heading</h{level}>" for level in levels.split())

    blocks = read_pasted(html).blocks[1:]

    found = []
    for block in blocks:
        found += [block["value"]["level"]] if block["type"] == "heading" else ["bold"] * block["value"].count("<b>")
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("html", "rich"),
    [
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"),
        ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<b>Two <p>paragraphs</p> in bold</b>", "<p><b>Two</b></p><p><b>paragraphs</b></p><p><b>in bold</b></p>"),
        ("<p>10&nbsp;% of&nbsp; &nbsp;it </p><p>&nbsp;</p>", "<p>10\xa0% of it</p>"),
        ("<p>so&shy;ft</p>", "<p>soft</p>"),
        ("<p>a<br><br> b<br></p>", "<p>a<br/>b</p>"),
        ("<p>a <b> b </b> c</p>", "<p>a <b>b </b>c</p>"),
        ("<p><b>a</b><b> b</b></p><p>.</p>", "<p><b>a b</b></p><p>.</p>"),
        ("<p>m<sup>2</sup>, 1<sup>st</sup></p>", "<p>m², 1st</p>"),
        ("<p><q>Well</q></p>", "<p>“Well”</p>"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<p><s>old</s> <u>new</u> <tt>x</tt></p>", "<p>old new x</p>"),
        ("<ol><li>a<p>b</p></li></ol>", "<ol><li>a<br/>b</li></ol>"),
        ("<p>x</p><div>loose <i>words</i></div>", "<p>x</p><p>loose <i>words</i></p>"),
    ],
)
def test_words_come_clean(html, rich):
    assert [block["value"] for block in read_pasted(html).blocks] == [rich]


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://example.org/a?b=1&amp;c=2", "https://example.org/a?b=1&amp;c=2"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("/reports/", "/reports/"),
        ("https://www.google.com/url?q=https://example.org/&amp;sa=D", "https://example.org/"),
        ("https://www.google.com/url?q=javascript:alert(1)", None),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("  JavaScript:alert(1)", None),
        ("vbscript:x", None),
        ("data:text/html,x", None),
        ("file:///C:/x", None),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("https://", None),
        ("http:evil", None),
        ("http://[", None),
        ("#place", None),
        ("page.html", None),
    ],
)
def test_links_lead_to_the_web_to_mail_or_to_this_site(href, kept):
    block = read_pasted(f'<p>See <a href="{href}" onclick="x()">this</a></p>').blocks[0]

    assert block["value"] == (f'<p>See <a href="{kept}">this</a></p>' if kept else "<p>See this</p>")


def test_bold_line_stays_a_line_and_is_told():
    document = read_pasted("<p><b>Not quite a heading</b></p><p>Words.</p>")

    assert document.blocks[0]["value"] == "<p><b>Not quite a heading</b></p><p>Words.</p>"
    assert "may be meant as a heading" in " ".join(document.findings.sentences())


def test_numbers_of_a_link_list_are_no_footnotes():
    html = '<h1 id="a"><a href="#toc-a">Wells</a></h1><p><a id="toc-a" href="#a">Wells</a></p><h1>Ropes</h1>'

    document = read_pasted(html)

    assert document.notes == {}
    assert [block["type"] for block in document.blocks] == ["heading", "text", "heading"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_letters_are_told_whatever_the_encoding(encoding):
    page = "<html><head></head><body><p>Où est l’été ? 10 €</p></body></html>"

    document = read_file("page.html", page.encode(encoding))

    assert document.blocks[0]["value"] == "<p>Où est l’été ? 10 €</p>"


def picture_source() -> str:
    return f"data:image/png;base64,{base64.b64encode(picture(1, 2, 3)).decode()}"


def table_of(*rows: str) -> dict:
    """A table whose rows are written as `a | b`; the first names the columns."""
    cells = ["".join(f"<td>{cell.strip()}</td>" for cell in row.split("|")) for row in rows]
    [block] = read_pasted(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>").blocks
    return block["value"]["table"]


def test_columns_of_numbers_are_kept_as_numbers():
    table = table_of("Place | Wells | Change", "Dhaka | 1,204 | -3.5", "Berlin | 12 | –", "Nairobi | 9 | 0.25")

    assert [column["type"] for column in table["columns"]] == ["text", "number", "number"]
    assert [row["values"][1:] for row in table["rows"]] == [["1204", "-3.5"], ["12", None], ["9", "0.25"]]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["2021", "2022"], id="years"),
        pytest.param(["12", "about 30"], id="words"),
        pytest.param(["12", ""], id="an empty cell"),
        pytest.param(["–", "–"], id="no number at all"),
        pytest.param(["12 %", "13 %"], id="a unit"),
        pytest.param(["12,5", "13,5"], id="a comma for a point"),
        pytest.param(["12.50", "9.00"], id="prices"),
        pytest.param(["007", "12"], id="codes"),
        pytest.param(["1e3", "12"], id="powers"),
        pytest.param(["0.1234567", "12"], id="too many places"),
        pytest.param(["9,999,999,999,999", "12"], id="too large"),
        pytest.param(["<b>12</b>", "13"], id="bold"),
        pytest.param(["<a href='https://example.org/'>12</a>", "13"], id="a link"),
    ],
)
def test_what_is_not_surely_a_column_of_numbers_stays_words(cells):
    table = table_of("Place | Facts", *(f"Well {place} | {cell}" for place, cell in enumerate(cells)))

    assert [column["type"] for column in table["columns"]] == ["text", "text"]
    assert re.sub("<[^>]*>", "", table["rows"][0]["values"][1]) == re.sub("<[^>]*>", "", cells[0])


def test_picture_in_a_cell_of_several_columns_comes_once():
    cell = f'<td colspan="3"><img src="{picture_source()}" alt="A well">Wells</td>'

    document = read_pasted(f"<table><tr>{cell}</tr><tr><td>a</td><td>b</td><td>c</td></tr></table>")

    assert [block["type"] for block in document.blocks] == ["table", "image"]
    assert [picture.alt for picture in document.pictures] == ["A well"]


def test_picture_in_its_own_caption_comes_with_it():
    document = read_pasted(f'<p class="MsoCaption"><img src="{picture_source()}">Figure 1: A well</p><p>Words</p>')

    assert document.blocks[0]["value"] == {"picture": 0, "caption": "Figure 1: A well"}


def test_caption_of_a_picture_that_was_left_out_stays_a_line():
    html = "<table><tr><th>a</th></tr><tr><td>b</td></tr></table><img src=x.png><p class=MsoCaption>Figure 1</p>"

    document = read_pasted(html)

    assert document.blocks[0]["value"]["caption"] == ""
    assert document.blocks[1]["value"] == "<p>Figure 1</p>"


@pytest.mark.parametrize(
    ("alt", "kept"),
    [
        ("A well", "A well"),
        ("A well\n\nDescription automatically generated with low confidence", "A well"),
        ("A well AI-generated content may be incorrect.", "A well"),
        ("image1.png", ""),
        ("Picture 3", ""),
        ("Bild", ""),
    ],
)
def test_descriptions_by_machines_are_no_alternative_texts(alt, kept):
    document = read_pasted(f'<p>Words</p><img src="{picture_source()}" alt="{alt}">')

    assert document.pictures[0].alt == kept
