"""Reads a Word document (.docx), whichever program wrote it, as a web page."""

import io
import re
from collections.abc import Callable
from importlib import import_module

from django.utils.translation import gettext as _

from blog.importing import limits
from blog.importing.archives import Archive, damaged
from blog.importing.findings import Findings
from blog.importing.refusals import DocumentRefused

STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name^='toc '] => p.msotoc:fresh
p[style-name^='TOC '] => p.msotoc:fresh
p[style-name='Contents Heading'] => p.msotoc:fresh
p[style-name='header'] => p.msoheader:fresh
p[style-name='footer'] => p.msofooter:fresh
r[style-name^='Heading'] =>
strike => s
"""
DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
DELETED = re.compile(rb"<w:(?:del|moveFrom)[ >]")
COMMENTED = re.compile(rb"<w:commentReference[ />]")
MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)


def read_word(archive: Archive, findings: Findings) -> tuple[str, Callable[[str], bytes | None]]:
    """The document as a web page, and what finds the pictures in it."""
    refuse_hostile(archive)
    count_changes(archive, findings)
    pictures: dict[str, bytes | None] = {}

    def name_picture(image) -> dict[str, str]:
        name = f"picture:{len(pictures)}"
        pictures[name] = open_picture(image)
        return {"src": name}

    # Not at the top: every process would load it, for what few ever do.
    mammoth = import_module("mammoth")
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(archive.data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(name_picture),
            external_file_access=False,
        )
    except DocumentRefused:
        raise
    except Exception as error:  # a document that no program would write makes the reader fail in any way there is
        raise damaged() from error
    return result.value, pictures.get


def open_picture(image) -> bytes | None:
    """The bytes of a picture that is in the document; None of one that is elsewhere or missing."""
    try:
        with image.open() as file:
            return file.read()
    except Exception:  # linked, missing or damaged: it is counted, and the text comes without it
        return None


def refuse_hostile(archive: Archive) -> None:
    for name in archive.names:
        if name.lower().endswith("vbaproject.bin"):
            raise macros()
        if name.endswith((".xml", ".rels")):
            refuse_hostile_xml(archive.read(name))
    if "[Content_Types].xml" in archive.names and MACROS.search(archive.read("[Content_Types].xml")):
        raise macros()


def macros() -> DocumentRefused:
    return DocumentRefused(_("This document holds macros, which are small programs. Save it as .docx without them."))


def refuse_hostile_xml(data: bytes) -> None:
    """Nothing that an office program never writes: other encodings, entities, and more elements than a book has."""
    declared = DECLARED.match(data)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise damaged() from error
    if b"\x00" in data or (declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise damaged()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DocumentRefused(
            _("This document holds instructions for the program that reads it, which no text needs. It was not read.")
        )
    if len(data) > limits.MAX_XML_BYTES or data.count(b"<") > 2 * limits.MAX_XML_ELEMENTS:
        raise DocumentRefused(_("This document has more parts than a page can hold. Divide it first."))


def count_changes(archive: Archive, findings: Findings) -> None:
    if "word/document.xml" in archive.names:
        text = archive.read("word/document.xml")
        findings.add("deletions", len(DELETED.findall(text)))
        findings.add("comments", len(COMMENTED.findall(text)))
