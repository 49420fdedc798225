"""Collects the blocks of a page while its document is read: paragraphs, lists, headings and captions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from blog.importing.findings import Findings
from blog.importing.lists import Item, is_number, lists_of, rich_list
from blog.importing.tables import MAX_CAPTION
from blog.importing.tree import Element
from blog.importing.words import BREAK, Inline, Mark, Run, marks, plain, rich, tidy

LEVELS = ("2", "3")
MAX_HEADING = 200
MAX_PICTURE_CAPTION = 400
BOLD_LINE = 80


@dataclass
class Collector:
    """The blocks so far, and what is still open: a line, a list, a caption.

    `picture` knows the number of each picture.
    """

    findings: Findings
    picture: Callable[[str, str], int | None]
    note_ids: dict[str, str] = field(default_factory=dict)
    blocks: list[dict] = field(default_factory=list)
    line: list[Inline] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    homeless: list[Mark] = field(default_factory=list)
    list_key: str = ""
    level: int = -1
    # The headings of the document that the present place stands below.
    above: list[str] = field(default_factory=list)
    # A caption that stands before its table.
    caption: str = ""
    # Whether a picture was left out here, whose caption may follow.
    lost_picture: bool = False

    def collected(self) -> list[dict]:
        """All blocks, with what was still open."""
        self.end_list()
        self.end_caption()
        if self.homeless:
            self.add_paragraph([])
        return [joined(block) for block in self.blocks]

    def end_line(self, element: Element | None = None) -> None:
        line, self.line = tidy(self.line), []
        if not line:
            return
        if self.level >= 0 and self.items:
            item = self.items[-1]
            item.line += [BREAK, *line] if item.line else line
            return
        attributes = element.attributes if element is not None else {}
        if "level" in attributes and "marker" in attributes:
            self.add_word_item(attributes, line)
        elif attributes.get("role") == "caption":
            self.add_caption(line)
        else:
            self.add_paragraph(line)

    def add_paragraph(self, line: list[Inline]) -> None:
        self.end_list()
        line = [*line, *self.homeless]
        self.homeless = []
        words = plain(line)
        runs = [part for part in line if isinstance(part, Run) and part != BREAK]
        if words and len(words) <= BOLD_LINE and words[-1] not in ".,;:" and all(run.bold for run in runs):
            self.findings.add("bold lines")
        self.add_text(f"<p>{rich(line, self.note_ids)}</p>")

    def add_text(self, html: str) -> None:
        self.end_caption()
        self.lost_picture = False
        if self.blocks and self.blocks[-1]["type"] == "text":
            self.blocks[-1]["value"].append(html)
        else:
            self.blocks.append({"type": "text", "value": [html]})

    def add(self, kind: str, value: dict) -> None:
        if kind != "table":
            self.end_caption()
        self.lost_picture = False
        self.blocks.append({"type": kind, "value": value})

    def add_heading(self, name: str, words: str) -> None:
        """Sections, and parts of a section; what is deeper becomes a line in bold, and no level is ever skipped."""
        self.above = [*(each for each in self.above if each < name), name]
        if len(self.above) > len(LEVELS) or len(words) > MAX_HEADING:
            self.add_text(f"<p>{rich([Run(words, bold=True)], {})}</p>")
            return
        self.add("heading", {"text": words, "level": LEVELS[len(self.above) - 1]})

    def add_word_item(self, attributes: dict[str, str], line: list[Inline]) -> None:
        self.items.append(Item(int(attributes["level"]), is_number(attributes["marker"]), line))

    def end_list(self) -> None:
        items, self.items = [item for item in self.items if tidy(item.line)], []
        self.list_key = ""
        if items:
            level, self.level = self.level, -1
            for run in lists_of(items):
                self.add_text(rich_list(run, self.note_ids))
            self.level = level

    def add_caption(self, line: list[Inline]) -> None:
        """A caption belongs to the picture, table or code before it, else to the table that follows."""
        self.end_list()
        words = plain(line)
        self.move_marks(line)
        last = self.blocks[-1] if self.blocks else None
        limit = MAX_PICTURE_CAPTION if last and last["type"] == "image" else MAX_CAPTION
        is_free = last and last["type"] in ("image", "table", "code") and not last["value"]["caption"]
        if last and is_free and not self.caption and not self.lost_picture and len(words) <= limit:
            last["value"]["caption"] = words
        elif self.lost_picture:
            self.add_text(f"<p>{rich([Run(words)], {})}</p>")
        else:
            self.end_caption()
            self.caption = words

    def take_caption(self, own: str) -> str:
        if own:
            self.end_caption()
        words, self.caption = own or self.caption, ""
        if len(words) > MAX_CAPTION:
            self.add_text(f"<p>{rich([Run(words)], {})}</p>")
            return ""
        return words

    def end_caption(self) -> None:
        """A caption of nothing is a paragraph."""
        if self.caption:
            words, self.caption = self.caption, ""
            self.add_text(f"<p>{rich([Run(words)], {})}</p>")

    def move_marks(self, line: Iterable[Inline]) -> None:
        moved = marks(line)
        self.homeless += moved
        self.findings.add("moved notes", len(moved))


def joined(block: dict) -> dict:
    """A block whose paragraphs, collected one by one, are one text."""
    return {**block, "value": "".join(block["value"])} if block["type"] == "text" else block
