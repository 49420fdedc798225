"""Reads a document of any kind that we know, and says in words why another kind is refused."""

import os
import posixpath
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.utils.translation import gettext as _
from wagtail_footnotes.blocks import FIND_FOOTNOTE_TAG

from blog.importing import limits
from blog.importing.archives import Archive
from blog.importing.cleaning import HEADINGS, Cleaner
from blog.importing.composing import Composer, note_text
from blog.importing.encodings import decode
from blog.importing.findings import Findings
from blog.importing.markdown import read_markdown
from blog.importing.notes import take_notes
from blog.importing.pictures import Picture, Pictures
from blog.importing.refusals import DocumentRefused
from blog.importing.tree import Element
from blog.importing.word import read_word
from blog.importing.words import clean

MAX_TITLE = 255
MAX_SUMMARY = 400
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML_NAMES = (".html", ".htm", ".xhtml")
LOOKS_LIKE_HTML = re.compile(
    r"\s*<(?:!--|!doctype html|\?xml|html|head|body|meta|p|div|span|b|h[1-6]|ul|ol|table)\b", re.IGNORECASE
)
SUMMARY_FACTS = ("summary", "description", "subtitle", "abstract")


@dataclass
class Document:
    """What a document says, in the blocks of this site; nothing of it is saved yet."""

    title: str = ""
    summary: str = ""
    blocks: list[dict] = field(default_factory=list)
    # The texts of the footnotes by their identity, in the order of the text.
    notes: dict[str, str] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    def count(self, *kinds: str) -> int:
        return sum(block["type"] in kinds for block in self.blocks)


def nothing(source: str) -> None:
    """Where a document holds no pictures, all are elsewhere."""
    return None


def read_file(name: str, data: bytes) -> Document:
    """A document from a file: what it is, is told by what is in it."""
    if not data:
        raise DocumentRefused(_("This file is empty."))
    if len(data) > limits.MAX_FILE_BYTES:
        raise DocumentRefused(
            _("This file is larger than %(megabytes)s MB. Make its pictures smaller first."),
            megabytes=limits.MAX_FILE_BYTES // limits.MEGABYTE,
        )
    document = read_archive(data) if data.startswith(b"PK") else read_plain(name, data)
    document.title = document.title or title_from(name)
    return document


def title_from(name: str) -> str:
    stem = os.path.splitext(posixpath.basename(name.replace("\\", "/")))[0]
    return " ".join(clean(re.sub(r"[_-]+", " ", stem)).split())[:MAX_TITLE]


def read_archive(data: bytes) -> Document:
    archive = Archive(data)
    if any(name.startswith("word/") for name in archive.names):
        findings = Findings()
        html, read_picture = read_word(archive, findings)
        return read_page(html, findings, read_picture)
    if "mimetype" in archive.names or "content.xml" in archive.names:
        raise DocumentRefused(_("Documents of LibreOffice (.odt) cannot be read as they are. Save it as .docx first."))
    if any(name.startswith(("Index/", "Index.zip")) for name in archive.names):
        raise DocumentRefused(_("Documents of Pages cannot be read as they are. Export it as Word (.docx) first."))
    pages = [name for name in archive.names if name.lower().endswith(HTML_NAMES) and "/" not in name]
    if len(pages) != 1:
        raise DocumentRefused(
            _("This packed file holds no document that can be read. Upload the .docx, or a web page that was packed.")
        )
    return read_page(decode(archive.read(pages[0])), Findings(), pictures_of(archive))


def pictures_of(archive: Archive) -> Callable[[str], bytes | None]:
    """Finds pictures beside a packed web page, by their path inside the archive only."""

    def read(source: str) -> bytes | None:
        name = posixpath.normpath(unquote(source))
        return archive.read(name) if name in archive.names else None

    return read


def read_plain(name: str, data: bytes) -> Document:
    extension = os.path.splitext(name)[1].lower()
    refuse_other_formats(data)
    text = decode(data)
    if extension in HTML_NAMES or (extension not in (".md", ".markdown", ".txt") and LOOKS_LIKE_HTML.match(text)):
        return read_page(text, Findings(), nothing)
    return read_markdown_text(text)


def refuse_other_formats(data: bytes) -> None:
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocumentRefused(_("This document is locked with a password. Save it without one and try again."))
        raise DocumentRefused(_("This is a document of an old Word (.doc). Save it as .docx first."))
    if data.startswith(b"{\\rtf"):
        raise DocumentRefused(_("This is an RTF document. Save it as .docx first."))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        raise DocumentRefused(_("A PDF cannot be read as a text. Upload the document that it was made from."))
    if re.match(rb"(?i)(mime-version|from|content-type|date|subject):", data[:200].lstrip()):
        raise DocumentRefused(_("This is a web archive. Save the document as .docx or as a web page first."))


def read_pasted(text: str) -> Document:
    """A document from the clipboard: a web page, or Markdown, or mere words."""
    if not text.strip():
        raise DocumentRefused(_("There is nothing here yet: choose a file or paste a text."))
    return read_page(text, Findings(), nothing) if LOOKS_LIKE_HTML.match(text) else read_markdown_text(text)


def read_markdown_text(text: str) -> Document:
    html, facts = read_markdown(text)
    findings = Findings()
    document = read_page(html, findings, nothing)
    title = " ".join(clean(facts.get("title", "")).split())
    document.title = title[:MAX_TITLE] or document.title
    summary = next((facts[name] for name in SUMMARY_FACTS if facts.get(name)), "")
    document.summary = " ".join(clean(summary).split())[:MAX_SUMMARY] or document.summary
    findings.add("facts", len(set(facts) - {"title", *SUMMARY_FACTS}))
    return document


def read_page(html: str, findings: Findings, read_picture: Callable[[str], bytes | None]) -> Document:
    """The one way that every document goes: page, clean tree, blocks."""
    if len(html) > limits.MAX_TEXT_CHARACTERS:
        raise DocumentRefused(_("This text is longer than a page can hold. Divide it first."))
    cleaner = Cleaner(findings)
    root = cleaner.clean(html)
    rooms = take_notes(root, findings)
    title, summary = take_title(root), take_role(root, "subtitle")
    pictures = Pictures(findings, read_picture)
    composer = Composer(findings, pictures.add)
    composed = composer.compose(root)
    before = len(composer.blocks)
    texts = {note_id: note_text(rooms[name], composer) for name, note_id in list(composer.note_ids.items())}
    blocks = [{**block, "id": str(uuid.uuid4())} for block in [*composed, *composer.blocks[before:]]]
    notes = {note_id: texts[note_id] for note_id in marked(blocks)}
    if not blocks and not title:
        raise DocumentRefused(_("There are no words in this document that could be taken over."))
    title = title or " ".join(clean(cleaner.title).split())
    return Document(title[:MAX_TITLE], summary[:MAX_SUMMARY], blocks, notes, pictures.found, findings)


def marked(blocks: list[dict]) -> list[str]:
    """The notes whose marks stand in the text, in its order."""
    texts = (block["value"] for block in blocks if block["type"] == "text")
    return list(dict.fromkeys(note_id for text in texts for note_id in FIND_FOOTNOTE_TAG.findall(text)))


def take_role(root: Element, role: str) -> str:
    """The words of the first paragraph that is marked as title or subtitle; it stands in a field of its own."""
    for element in root.elements():
        if element.attributes.get("role") == role and (words := words_of(element)):
            if not element.find_all("img", "note"):
                element.remove()
            return words
    return ""


def take_title(root: Element) -> str:
    """The title of the document: what is marked as such, else the only first heading where it begins the text."""
    if title := take_role(root, "title"):
        return title
    first = [element for element in root.find_all("h1") if words_of(element)]
    if len(first) != 1 or not begins(root, first[0]):
        return ""
    words = words_of(first[0])
    if not first[0].find_all("img", "note"):
        first[0].remove()
    return words


def words_of(element: Element) -> str:
    return " ".join(clean(element.text()).split())


def begins(root: Element, heading: Element) -> bool:
    for element in root.elements():
        if element is heading:
            return True
        if element.name in ("p", "li", "td", "pre", "img", *HEADINGS) and (words_of(element) or element.name == "img"):
            return False
    return False
