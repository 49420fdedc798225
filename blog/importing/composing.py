"""Turns a clean tree into the blocks of a page: paragraphs, lists, headings, pictures, tables, quotes and code."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from blog.importing.cleaning import HEADINGS
from blog.importing.collecting import Collector
from blog.importing.lists import Item
from blog.importing.programs import code_of, language_named, parts_of
from blog.importing.quotes import quotation
from blog.importing.tables import cell, read_table, table_value
from blog.importing.tree import Element
from blog.importing.words import (
    BREAK,
    DEBRIS,
    Inline,
    Mark,
    Run,
    clean,
    lowered,
    marks,
    plain,
    raised,
    safe_address,
    tidy,
    without_marks,
)


@dataclass(frozen=True)
class Looks:
    """What the elements around some words make of them."""

    bold: bool = False
    italic: bool = False
    href: str = ""
    change: Callable[[str], str] | None = None


class Composer(Collector):
    """Goes through a tree once and has what it finds collected as blocks."""

    def compose(self, root: Element) -> list[dict]:
        self.walk(root, Looks())
        return self.collected()

    def walk(self, element: Element, looks: Looks) -> None:
        for child in element.children:
            if isinstance(child, str):
                words = clean(child)
                self.line.append(
                    Run(looks.change(words) if looks.change else words, looks.bold, looks.italic, looks.href)
                )
            else:
                self.visit(child, looks)
        if element.parent is None:
            self.end_line()

    def visit(self, element: Element, looks: Looks) -> None:
        name = element.name
        if name in INLINE_VISITS:
            INLINE_VISITS[name](self, element, looks)
            return
        self.end_line()
        if name in BLOCK_VISITS:
            BLOCK_VISITS[name](self, element, looks)
        else:
            self.walk(element, looks)
        self.end_line(element)

    # Words

    def visit_span(self, element: Element, looks: Looks) -> None:
        self.walk(element, looks)

    def visit_bold(self, element: Element, looks: Looks) -> None:
        self.walk(element, replace(looks, bold=True))

    def visit_italic(self, element: Element, looks: Looks) -> None:
        self.walk(element, replace(looks, italic=True))

    def visit_raised(self, element: Element, looks: Looks) -> None:
        self.walk(element, replace(looks, change=raised))

    def visit_lowered(self, element: Element, looks: Looks) -> None:
        self.walk(element, replace(looks, change=lowered))

    def visit_quoted(self, element: Element, looks: Looks) -> None:
        self.line.append(Run("“", looks.bold, looks.italic, looks.href))
        self.walk(element, looks)
        self.line.append(Run("”", looks.bold, looks.italic, looks.href))

    def visit_link(self, element: Element, looks: Looks) -> None:
        href = element.attributes.get("href", "")
        address = safe_address(href)
        if href and not address and clean(element.text()).strip():
            self.findings.add("links")
        self.walk(element, replace(looks, href=address or looks.href))

    def visit_break(self, element: Element, looks: Looks) -> None:
        self.line.append(BREAK)

    def visit_note(self, element: Element, looks: Looks) -> None:
        name = element.attributes["name"]
        self.note_ids.setdefault(name, str(uuid.uuid4()))
        self.line.append(Mark(name))

    def visit_picture(self, element: Element, looks: Looks) -> None:
        number = self.picture(element.attributes.get("src", ""), clean(element.attributes.get("alt", "")).strip())
        if number is None:
            self.lost_picture = True
            return
        self.end_line()
        self.end_list()
        self.add("image", {"picture": number, "caption": ""})

    # Paragraphs

    def visit_heading(self, element: Element, looks: Looks) -> None:
        self.end_list()
        pictures, line = self.inner_line(element, looks)
        words = plain(line)
        if words:
            self.add_heading(element.name, words)
        self.move_marks(line)
        self.blocks += pictures

    def inner_line(self, element: Element, looks: Looks) -> tuple[list[dict], list[Inline]]:
        """The words in an element on one line, and the pictures that stood among them."""
        inner = LineComposer(self.findings, self.picture, self.note_ids)
        inner.walk(element, looks)
        return inner.blocks, tidy(inner.line)

    # Lists

    def visit_list(self, element: Element, looks: Looks) -> None:
        attributes = element.attributes
        is_outermost = self.level < 0
        base = int(attributes.get("level", 0))
        if is_outermost and not (base and self.items) and attributes.get("list", "") != (self.list_key or None):
            self.end_list()
        if attributes.get("start", "1") not in ("", "0", "1"):
            self.findings.add("continued lists")
        if is_outermost:
            self.list_key = attributes.get("list", "")
        before = self.level
        self.level = before + 1 + (base if is_outermost else 0)
        for child in element.children:
            if isinstance(child, Element) and child.name == "li":
                self.items.append(Item(self.level, element.name == "ol", []))
                self.walk(child, looks)
                self.end_line()
            elif isinstance(child, Element):
                self.visit(child, looks)
            elif child.strip():
                self.items.append(Item(self.level, element.name == "ol", [Run(clean(child), looks.bold, looks.italic)]))
        self.level = before

    # Everything else

    def visit_code(self, element: Element, looks: Looks) -> None:
        self.end_list()
        code = DEBRIS.sub("", code_of(element)).replace("\r\n", "\n").replace("\xa0", " ").strip("\n").rstrip()
        language = language_named(element.attributes.get("language", ""))
        if not code.strip():
            return
        last = self.blocks[-1] if self.blocks else None
        if language == "text" and last and last["type"] == "code" and last["value"]["language"] == "text":
            code = f"{last['value']['code']}\n{code}"
            self.blocks.pop()
        for part in parts_of(code):
            self.add("code", {"language": language, "code": part, "caption": ""})

    def visit_quote(self, element: Element, looks: Looks) -> None:
        self.end_list()
        if element.find_all("li", "table", "img", "pre", "note", "a", *HEADINGS):
            self.walk(element, looks)
            return
        lines = [words for part in paragraphs_of(element) if (words := plain(self.inner_line(part, Looks())[1]))]
        words, person = quotation(lines)
        if words:
            self.add("quote", {"quote": words, "person": person, "source": "", "url": ""})

    def visit_table(self, element: Element, looks: Looks) -> None:
        self.end_list()
        table = read_table(element)
        if table.is_frame:
            self.walk(table.only_cell, looks)
            return
        pictures: list[dict] = []
        moved: list[Mark] = []
        rows: list[list[list[Inline]]] = []
        read: dict[int, list[Inline]] = {}
        for row in table.rows:
            lines = []
            for part, is_first in row:
                if is_first and part is not None:
                    blocks, line = self.inner_line(part, Looks())
                    pictures += blocks
                    moved += marks(line)
                    read[id(part)] = without_marks(line)
                lines.append(read.get(id(part), []))
            rows.append(lines)
        rows = [line_of_cells for line_of_cells in rows if any(plain(line) for line in line_of_cells)]
        caption = self.take_caption(table.caption)
        if len(rows) == 1 and len(rows[0]) == 1:
            self.add_paragraph(tidy(rows[0][0]))
        elif table.is_too_large:
            self.findings.add("large tables")
            for cells in rows:
                self.add_paragraph([Run(" | ".join(plain(line) for line in cells))])
        elif rows:
            self.add("table", table_value(rows, caption, self.note_ids))
        self.move_marks(moved)
        self.blocks += pictures

    def visit_figure(self, element: Element, looks: Looks) -> None:
        self.end_list()
        self.walk(element, looks)

    def visit_caption(self, element: Element, looks: Looks) -> None:
        pictures, line = self.inner_line(element, looks)
        self.end_list()
        self.blocks += pictures
        self.add_caption(line)

    def visit_rule(self, element: Element, looks: Looks) -> None:
        self.end_list()


class LineComposer(Composer):
    """Takes all words as one line: for headings, cells, captions and whatever else holds no blocks."""

    def visit(self, element: Element, looks: Looks) -> None:
        if element.name in INLINE_VISITS:
            INLINE_VISITS[element.name](self, element, looks)
        else:
            self.line.append(Run(" "))
            self.walk(element, looks)
            self.line.append(Run(" "))

    def end_line(self, element: Element | None = None) -> None:
        """The line goes on."""


INLINE_VISITS = {
    "a": Composer.visit_link,
    "b": Composer.visit_bold,
    "br": Composer.visit_break,
    "cite": Composer.visit_span,
    "i": Composer.visit_italic,
    "img": Composer.visit_picture,
    "note": Composer.visit_note,
    "q": Composer.visit_quoted,
    "span": Composer.visit_span,
    "sub": Composer.visit_lowered,
    "sup": Composer.visit_raised,
}
BLOCK_VISITS = {
    **dict.fromkeys(HEADINGS, Composer.visit_heading),
    "blockquote": Composer.visit_quote,
    "caption": Composer.visit_caption,
    "figcaption": Composer.visit_caption,
    "figure": Composer.visit_figure,
    "hr": Composer.visit_rule,
    "ol": Composer.visit_list,
    "pre": Composer.visit_code,
    "table": Composer.visit_table,
    "ul": Composer.visit_list,
}


def paragraphs_of(element: Element) -> list[Element]:
    """The paragraphs in a quotation; words that stand in none are one of their own."""
    paragraphs: list[Element] = []
    loose = Element("p")
    for child in element.children:
        if isinstance(child, str) or child.name in INLINE_VISITS:
            loose.children.append(child)
            continue
        paragraphs.append(loose)
        loose = Element("p")
        paragraphs += paragraphs_of(child) if child.name in ("div", "blockquote") else [child]
    return [*paragraphs, loose]


def note_text(room: Element, composer: Composer) -> str:
    """The text of a note: paragraphs only."""
    html = ""
    for paragraph in paragraphs_of(room):
        pictures, line = composer.inner_line(paragraph, Looks())
        composer.blocks += pictures
        html += cell(without_marks(line), {})
    return html
