"""Whatever a page holds: reading it never fails, lets nothing else in, and reading the result again changes nothing."""

import re
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from blog.importing.reading import Document, read_pasted
from blog.importing.refusals import DocumentRefused
from site_core.numbers import number_in, number_words
from tests.blog.importing.expected import NOTE, readable

PIECES = [
    *[
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<ul>",
        "<ol>",
        "</ul>",
        "</ol>",
        "<li>",
        "<li/>",
        "</li>",
        "<br>",
        "<hr>",
    ],
    *["<h1>", "</h1>", "<h3>", "</h3>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<div>", "</div>", "<q>"],
    *[
        "<table>",
        "<tr>",
        "<td>",
        "<td colspan=3 rowspan=2>",
        "</td>",
        "</tr>",
        "</table>",
        "<caption>",
        "</caption>",
        "<th>",
    ],
    *[
        '<a href="https://example.org/">',
        '<a href="javascript:x">',
        '<a href="#n1" id="r1">',
        '<a href="#r1" id="n1">',
        "</a>",
    ],
    *[
        '<a href="#n2" id="r2">1</a>',
        '<li id="n2">Note <a href="#r2">back</a></li>',
        '<p class="MsoCaption">',
        '<p class="title">',
    ],
    *[
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<img src=x>",
        "<sup>",
        "</sup>",
        "<!--",
        "-->",
        "<",
        ">",
        "&lt;b&gt;",
    ],
    *[
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<span style='font-weight:700'>",
        "</span>",
        "<del>",
        "</del>",
        '<ol start="3">',
    ],
    *[
        '<ul class="lst-kix_a-1">',
        '<p style="mso-list:l0 level3 lfo1">',
        "<span style='mso-list:Ignore'>1.</span>",
        "\x00",
        "\u202e",
    ],
    *["Water ", " and ", "\n", "&nbsp;", "\u00ad", "— Ada", "”", "10 %", "|", "\ud83d\ude00"],
]
PAGES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), min_size=1, max_size=50).map(
    lambda pieces: "<div>" + "".join(pieces)
)
TEXT = re.compile(
    r"(</?(p|b|i|ul|ol|li|a|footnote)>|<br/>|<a href=\"(https?://|mailto:|/)[^\"<>]*\">|"
    r"<footnote id=\"[0-9a-f-]{36}\">|[^<>])*"
)
FIELDS = {
    "text": None,
    "heading": {"text", "level"},
    "quote": {"quote", "person", "source", "url"},
    "code": {"language", "code", "caption"},
    "image": {"picture", "caption"},
    "table": {"caption", "table", "source", "has_header_column"},
}


def read(html: str) -> Document | None:
    try:
        return read_pasted(html)
    except DocumentRefused:
        return None


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_any_page_yields_known_blocks_with_known_tags_only(html):
    document = read(html)

    if document is None:
        return
    for block in document.blocks:
        value = block["value"]
        assert block["type"] in FIELDS
        assert FIELDS[block["type"]] is None or set(value) == FIELDS[block["type"]]
        if block["type"] == "text":
            assert TEXT.fullmatch(value), value
        if block["type"] == "table":
            rows = value["table"]["rows"]
            assert {len(row["values"]) for row in rows} <= {len(value["table"]["columns"])}
            kinds = [column["type"] for column in value["table"]["columns"]]
            cells = [cell for row in rows for cell in zip(kinds, row["values"], strict=True)]
            assert all(number_in(cell) if kind == "number" else TEXT.fullmatch(cell) for kind, cell in cells if cell)
    assert all(TEXT.fullmatch(text) for text in document.notes.values())
    assert not re.search("[\x00\u202e\xad]", str(document.blocks))


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_reading_what_was_read_changes_nothing(html):
    first = read(html)
    if first is None:
        return

    second = read_pasted(page_of(first))

    for part in ("title", "blocks", "notes"):
        assert readable(second)[part] == readable(first)[part], page_of(first)


def page_of(document: Document) -> str:
    """A document as a plain web page."""
    title = f'<h1 class="title">{escape(document.title)}</h1>' if document.title else ""
    notes = "".join(
        f'<li id="{note_id}">{text}<p><a href="#mark-{note_id}">back</a></p></li>'
        for note_id, text in document.notes.items()
    )
    body = "".join(html_of(block["type"], block["value"]) for block in document.blocks)
    body = NOTE.sub(r'<a id="mark-\1" href="#\1">\2</a>', body)
    return f"<div>{title}{body}<ol>{notes}</ol></div>"


def html_of(kind: str, value) -> str:
    match kind:
        case "text":
            return value
        case "heading":
            return f"<h{value['level']}>{escape(value['text'])}</h{value['level']}>"
        case "quote":
            lines = value["quote"].split("\n\n") + ([f"— {value['person']}"] if value["person"] else [])
            return f"<blockquote>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</blockquote>"
        case "code":
            return f'<pre class="language-{value["language"]}">{escape(value["code"])}</pre>'
        case "table":
            return table_html(value)
    raise AssertionError(kind)


def table_html(value: dict) -> str:
    headings = [column["heading"] for column in value["table"]["columns"]]
    kinds = [column["type"] for column in value["table"]["columns"]]
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings) if all(headings) else ""
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell_html(*cell)}</td>' for cell in zip(kinds, row['values'], strict=True))}</tr>"
        for row in value["table"]["rows"]
    )
    caption = f"<caption>{escape(value['caption'])}</caption>" if value["caption"] else ""
    return f"<table>{caption}<tr>{head}</tr>{rows}</table>"


def cell_html(kind: str, cell: str | None) -> str:
    """A cell as readers see it."""
    return cell or "" if kind == "text" else number_words(number_in(cell))
