"""Builds packed documents for the tests, in the shape in which Word, Google Docs and LibreOffice write them.

`python -m tests.blog.importing.building` writes those in `fixtures/` anew.
"""

import io
import struct
import zipfile
import zlib
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"
DATE = (2026, 3, 2, 9, 0, 0)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = {
    "Normal": "Normal",
    "Title": "Title",
    "Subtitle": "Subtitle",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Heading3": "heading 3",
    "ListParagraph": "List Paragraph",
    "FootnoteText": "footnote text",
    "EndnoteText": "endnote text",
    "Caption": "caption",
    "Quote": "Quote",
    "TOC1": "toc 1",
    "Header": "header",
}
LIBRE_STYLES = {
    "Normal": "Normal",
    "Heading1": "Heading 1",
    "Heading2": "Heading 2",
    "TextBody": "Body Text",
    "PreformattedText": "Preformatted Text",
    "Quotations": "Quotations",
    "Footnote": "Footnote Text",
    "Illustration": "Illustration",
    "Caption": "caption",
}


def picture(red: int, green: int, blue: int, width: int = 24, height: int = 16) -> bytes:
    """A small PNG of one colour, the same on every machine."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes((red, green, blue)) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pack(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# Parts of a Word document


def run(text: str, *properties: str) -> str:
    marks = "".join(properties)
    look = f'<w:rPr>{marks}<w:lang w:val="en-GB"/></w:rPr>'
    return f'<w:r w:rsidRPr="00A77B3E">{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


BOLD, ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
FONT = '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/><w:color w:val="1F3864"/><w:sz w:val="26"/>'


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    identity = 'w14:paraId="3A1B2C4D" w:rsidR="00A77B3E" w:rsidRDefault="00C34A11"'
    return f"<w:p {identity}><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def item(*runs: str, level: int = 0, number: int = 1) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(*runs, style="ListParagraph", properties=numbering)


def link(relation: str, text: str) -> str:
    return f'<w:hyperlink r:id="{relation}" w:history="1">{run(text, FONT)}</w:hyperlink>'


def footnote(number: int) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def endnote(number: int) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="EndnoteReference"/></w:rPr><w:endnoteReference w:id="{number}"/></w:r>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="71" w:author="Ana" w:date="2026-03-01T10:00:00Z">{run(text)}</w:ins>'


def deleted(text: str) -> str:
    words = f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'
    return f'<w:del w:id="72" w:author="Ana" w:date="2026-03-01T10:00:00Z">{words}</w:del>'


def drawing(relation: str, description: str, name: str = "Picture 1") -> str:
    described = f' descr="{description}"' if description else ""
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="3000000" cy="2000000"/><wp:docPr id="1" name="{name}"{described}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def field(instruction: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def cell(*runs: str, span: int = 1, merge: str = "") -> str:
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[merge]
    return f'<w:tc><w:tcPr><w:tcW w:w="2400" w:type="dxa"/>{spans}{merged}</w:tcPr>{paragraph(*runs)}</w:tc>'


def table(*rows: list[str], header: bool = True) -> str:
    marks = ["<w:trPr><w:tblHeader/></w:trPr>" if header and not place else "" for place in range(len(rows))]
    inner = "".join(f"<w:tr>{mark}{''.join(cells)}</w:tr>" for mark, cells in zip(marks, rows, strict=True))
    looks = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblLook w:val="04A0" w:firstRow="1"/></w:tblPr>'
    return f"<w:tbl>{looks}{inner}</w:tbl>"


def note(kind: str, number: int, *runs: str) -> str:
    style = f"{kind.capitalize()}Text"
    own = f'<w:r><w:rPr><w:rStyle w:val="{kind.capitalize()}Reference"/></w:rPr><w:{kind}Ref/></w:r>'
    return f'<w:{kind} w:id="{number}">{paragraph(own, " ", *runs, style=style)}</w:{kind}>'


def separators(kind: str) -> str:
    return (
        f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
        f'<w:{kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>'
    )


def styles_part(styles: dict[str, str]) -> str:
    rows = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/></w:style>'
        for key, name in styles.items()
    )
    return (
        f"{HEAD}<w:styles {NAMESPACES}>"
        f"<w:docDefaults><w:rPrDefault><w:rPr>{FONT}</w:rPr></w:rPrDefault></w:docDefaults>{rows}"
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/></w:style>'
        '<w:style w:type="character" w:styleId="EndnoteReference"><w:name w:val="endnote reference"/></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/></w:style></w:styles>'
    )


def numbering_part() -> str:
    def levels(formats: list[str]) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{name}"/>'
            f'<w:lvlText w:val="%{level + 1}."/></w:lvl>'
            for level, name in enumerate(formats)
        )

    return (
        f"{HEAD}<w:numbering {NAMESPACES}>"
        f'<w:abstractNum w:abstractNumId="0">{levels(["bullet", "bullet", "bullet"])}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{levels(["decimal", "lowerLetter", "lowerRoman"])}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        "</w:numbering>"
    )


def relationship(identity: str, kind: str, target: str, is_elsewhere: bool) -> str:
    mode = ' TargetMode="External"' if is_elsewhere else ""
    return f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def docx(
    body: str,
    *,
    relations: dict[str, tuple[str, str, bool]] | None = None,
    footnotes: str = "",
    endnotes: str = "",
    comments: str = "",
    media: dict[str, bytes] | None = None,
    styles: dict[str, str] = STYLES,
    extra: dict[str, str | bytes] | None = None,
) -> bytes:
    """A whole document; `relations` are (kind, target, is elsewhere) by their identity."""
    rows = "".join(relationship(key, *relation) for key, relation in (relations or {}).items())
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="emf" ContentType="image/x-emf"/>'
            '<Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"{HEAD}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>',
        "word/styles.xml": styles_part(styles),
        "word/numbering.xml": numbering_part(),
    }
    if footnotes:
        inner = separators("footnote") + footnotes
        members["word/footnotes.xml"] = f"{HEAD}<w:footnotes {NAMESPACES}>{inner}</w:footnotes>"
    if endnotes:
        inner = separators("endnote") + endnotes
        members["word/endnotes.xml"] = f"{HEAD}<w:endnotes {NAMESPACES}>{inner}</w:endnotes>"
    if comments:
        members["word/comments.xml"] = f"{HEAD}<w:comments {NAMESPACES}>{comments}</w:comments>"
    members |= {f"word/media/{name}": data for name, data in (media or {}).items()}
    return pack(members | (extra or {}))


# The documents


def word_update() -> bytes:
    """An update as somebody wrote it in Word: split runs, tracked changes, comments, pictures and notes."""
    comment = (
        '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="0"/></w:r>'
        '<w:commentRangeEnd w:id="0"/>'
    )
    body = [
        paragraph("Wells ", "and Routers", style="Title"),
        paragraph("What a village well can teach a network", style="Subtitle"),
        paragraph(
            '<w:proofErr w:type="spellStart"/>', run("A well belongs to "), run("nobody", ITALIC, FONT),
            run(" and to "),
            run("every", BOLD), run("body", BOLD), '<w:proofErr w:type="spellEnd"/>', ". Its rope", footnote(1),
            " wears out;", inserted(" somebody replaces it"), deleted(" it is thrown away"), ".", comment,
        ),
        paragraph(""),
        paragraph(run("Who keeps the rope?", BOLD, '<w:u w:val="single"/>'), style="Heading1"),
        paragraph(
            '<w:bookmarkStart w:id="0" w:name="_Hlk1"/>', "See ", link("rId4", "the survey"), " and ",
            link("rId5", "the file on my disk"), ", “quoted” as it\u00a0was said.", '<w:bookmarkEnd w:id="0"/>',
        ),
        item("Those who draw water"), item("morning", level=1), item(run("evening", ITALIC), level=1),
        item("Those who do not"),
        paragraph("Steps follow:"),
        item("Look", number=2), item("Mend", footnote(2), number=2),
        paragraph(drawing("rId6", "A well with a new rope")),
        paragraph(run("Figure "), field("SEQ Figure \\* ARABIC", "1"), run(": The new rope"), style="Caption"),
        paragraph(drawing("rId7", "A blue square&#xA;&#xA;Description automatically generated", "Picture 2")),
        paragraph("What comes next", style="Heading2"),
        paragraph("x", '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>',
                  " infra\u00adstructure,\u00a0\u00a0 in\u200bdeed."),
    ]  # fmt: skip
    return docx(
        "".join(body),
        relations={
            "rId2": ("footnotes", "footnotes.xml", False),
            "rId3": ("comments", "comments.xml", False),
            "rId4": ("hyperlink", "https://example.org/survey?a=1&amp;b=2", True),
            "rId5": ("hyperlink", "file:///C:/Users/ana/survey.docx", True),
            "rId6": ("image", "media/image1.png", False),
            "rId7": ("image", "media/image2.png", False),
        },
        footnotes=note("footnote", 1, "Hemp, in ", run("most", ITALIC), " places.")
        + note("footnote", 2, "See Ostrom, ", run("Governing the Commons", ITALIC), "."),
        comments='<w:comment w:id="0" w:author="Ana" w:initials="A">' + paragraph("Is this so?") + "</w:comment>",
        media={"image1.png": picture(47, 93, 80), "image2.png": picture(20, 60, 160)},
    )


def word_report() -> bytes:
    """A report with contents, endnotes beside footnotes, a table with merged cells, and levels that skip."""
    sdt = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        "<w:sdtContent>"
        + paragraph('<w:hyperlink w:anchor="_Toc1">' + run("Findings") + "</w:hyperlink>", style="TOC1")
        + "</w:sdtContent></w:sdt>"
    )
    body = [
        paragraph("Keeping what is shared", style="Title"),
        sdt,
        paragraph('<w:bookmarkStart w:id="1" w:name="_Toc1"/>', "Findings", style="Heading1"),
        paragraph("Most projects", endnote(1), " are kept by few", footnote(1), ". See ",
                  field('REF _Ref1 \\h', "Table 1"), "."),
        paragraph("Table ", field("SEQ Table", "1"), ": Projects by field", style="Caption"),
        table(
            [cell(run("Field", BOLD)), cell(run("Projects", BOLD), span=2)],
            [cell("Libraries", merge="start"), cell("2024"), cell("9", footnote(2))],
            [cell("", merge="on"), cell("2025"), cell(run("12", ITALIC))],
            [cell("Formats"), cell("2025"), cell(link("rId4", "3"))],
        ),
        paragraph("Methods", style="Heading3"),
        paragraph("We asked ", '<w:smartTag w:element="place">' + run("Dhaka") + "</w:smartTag>", " first."),
        paragraph("Nobody took the code. They took the evening.", style="Quote"),
        paragraph("— A maintainer", style="Quote"),
        table([cell(run("In short: ", BOLD), run("share the work."))], header=False),
        paragraph("Outlook", style="Heading1"),
        paragraph("More to come."),
        paragraph("Thanks", style="Heading2"),
        paragraph("To all who answered."),
    ]  # fmt: skip
    return docx(
        "".join(body),
        relations={
            "rId2": ("footnotes", "footnotes.xml", False),
            "rId3": ("endnotes", "endnotes.xml", False),
            "rId4": ("hyperlink", "https://example.org/formats", True),
        },
        footnotes=note("footnote", 1, "Median: two people.") + note("footnote", 2, "Without forks."),
        endnotes=note("endnote", 1, "Survey of 2025, ", link("rId1", "data"), "."),
        extra={
            "word/_rels/endnotes.xml.rels": (
                f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
                f"{relationship('rId1', 'hyperlink', 'https://example.org/data', True)}</Relationships>"
            )
        },
    )


def google_docx() -> bytes:
    """A document of Google Docs, downloaded as Word: no title style, rtl marks, lists by numbering, a picture."""

    def google(*runs: str, style: str = "Normal", properties: str = "") -> str:
        return paragraph(*runs, style=style, properties=f'{properties}<w:rPr><w:rtl w:val="0"/></w:rPr>')

    numbered = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="2"/></w:numPr>'
    body = [
        google("Notes from the meeting", style="Heading1"),
        google("We met in ", run("Recife", BOLD, '<w:rtl w:val="0"/>'), "; all came.", footnote(0)),
        google("First", properties=numbered.format(0)),
        google("Second", properties=numbered.format(0)),
        google("in part", properties=numbered.format(1)),
        google("Decisions", style="Heading2"),
        google(drawing("rId5", "", "image1.png")),
        google(run("Where: "), '<w:hyperlink r:id="rId4">' + run("map") + "</w:hyperlink>"),
    ]
    return docx(
        "".join(body),
        relations={
            "rId3": ("footnotes", "footnotes.xml", False),
            "rId4": (
                "hyperlink",
                "https://www.google.com/url?q=https://example.org/map%3Fx%3D1&amp;sa=D&amp;ust=1",
                True,
            ),
            "rId5": ("image", "media/image1.png", False),
        },
        footnotes=note("footnote", 0, "But one, who was ill."),
        media={"image1.png": picture(200, 120, 40)},
    )


def libre_docx() -> bytes:
    """A document of LibreOffice, saved as Word: its own names of styles, code, a quotation, a picture in a frame."""
    frame = (
        '<mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>'
        + paragraph(drawing("rId4", "Rain over a delta", "Image1"), style="Illustration")
        + paragraph("Illustration 1: The delta", style="Caption")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = [
        paragraph("Reading the rain", style="Heading1"),
        paragraph(
            run("Gauges are ", FONT), run("simple", FONT, BOLD), run(" things.", FONT), footnote(2), style="TextBody"
        ),
        paragraph(f"<w:r>{frame}</w:r>", style="TextBody"),
        paragraph("How to read one", style="Heading2"),
        paragraph("open gauge", style="PreformattedText"),
        paragraph("  read --unit mm", style="PreformattedText"),
        paragraph("Rain asks nobody for leave.", style="Quotations"),
        paragraph(drawing("rId5", "Chart"), style="TextBody"),
        paragraph("End", style="TextBody"),
    ]
    return docx(
        "".join(body),
        relations={
            "rId3": ("footnotes", "footnotes.xml", False),
            "rId4": ("image", "media/image1.png", False),
            "rId5": ("image", "media/image2.emf", False),
        },
        footnotes=note("footnote", 2, "And cheap.").replace("FootnoteText", "Footnote"),
        media={"image1.png": picture(90, 140, 170), "image2.emf": b"\x01\x00\x00\x00" + b"\x00" * 60 + b" EMF"},
        styles=LIBRE_STYLES,
    )


def google_zip() -> bytes:
    """A web page of Google Docs as it comes packed: looks in classes, redirected links, flat lists, a comment."""
    return pack(
        {
            "Fieldnotes.html": (FIXTURES / "google-docs-page.html").read_bytes(),
            "images/image1.png": picture(160, 60, 60),
        }
    )


DOCUMENTS = {
    "word-update.docx": word_update,
    "word-report.docx": word_report,
    "google-docs.docx": google_docx,
    "libreoffice.docx": libre_docx,
    "google-docs.zip": google_zip,
}

if __name__ == "__main__":
    for name, build in DOCUMENTS.items():
        (FIXTURES / name).write_bytes(build())
