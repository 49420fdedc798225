"""Reads a table of a clean tree as rows of equal length; a cell that spans several counts in each."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from blog.importing import limits
from blog.importing.refusals import DocumentRefused
from blog.importing.tree import Element
from blog.importing.words import Inline, Run, clean, plain, rich, tidy
from site_core.numbers import number_written

MAX_CAPTION = 250
# What a block for numbers takes, and how tables say that there is none.
MOST, MOST_PLACES = 10**12, 6
NO_NUMBER = {"–", "—", "-", "−"}

# A cell, and whether this is the first place that it covers.
Cell = tuple[Element | None, bool]


@dataclass
class Table:
    """Rows of cells, and the words above them."""

    rows: list[list[Cell]]
    caption: str
    is_too_large: bool

    @property
    def is_frame(self) -> bool:
        """Whether this is no table but a box around a text."""
        return len(self.rows) == 1 and len(self.rows[0]) == 1

    @property
    def only_cell(self) -> Element:
        cell = self.rows[0][0][0]
        return cell if cell is not None else Element("td")


def own(table: Element, *names: str) -> list[Element]:
    """Elements of this table and of none inside it."""
    found = []
    waiting = [child for child in reversed(table.children) if isinstance(child, Element)]
    while waiting:
        element = waiting.pop()
        if element.name in names:
            found.append(element)
        elif element.name != "table":
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]
    return found


def span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "1")
    return min(max(int(value), 1), limits.MAX_SPAN) if value.isdecimal() and len(value) < 6 else 1


def read_table(element: Element) -> Table:
    rows: list[list[Cell]] = []
    count = 0
    hanging: dict[int, tuple[Element, int]] = {}
    for row in own(element, "tr"):
        cells: list[Cell] = []
        fill_hanging(cells, hanging)
        for cell in own(row, "td", "th"):
            columns, down = span(cell, "colspan"), span(cell, "rowspan")
            for place in range(columns):
                if down > 1:
                    hanging[len(cells)] = (cell, down - 1)
                cells.append((cell, place == 0))
            fill_hanging(cells, hanging)
        if cells:
            rows.append(cells)
        count += len(cells)
        if count > limits.MAX_TABLE_CELLS:
            raise DocumentRefused(_("This document has a table that is too large for any page. Leave it out first."))
    width = max((len(row) for row in rows), default=0)
    is_too_large = width > limits.MAX_TABLE_COLUMNS or len(rows) > limits.MAX_TABLE_ROWS
    if not is_too_large:
        rows = [[*row, *[(None, True)] * (width - len(row))] for row in rows]
    captions = own(element, "caption")
    return Table(rows, " ".join(clean(captions[0].text()).split()) if captions else "", is_too_large)


def fill_hanging(cells: list[Cell], hanging: dict[int, tuple[Element, int]]) -> None:
    """Cells from rows above that reach down to this place."""
    while len(cells) in hanging:
        cell, left = hanging.pop(len(cells))
        if left > 1:
            hanging[len(cells)] = (cell, left - 1)
        cells.append((cell, False))


def table_value(rows: list[list[list[Inline]]], caption: str, note_ids: dict[str, str]) -> dict:
    """Rows of lines as a table block; the first row names the columns where all its cells are filled."""
    first = [plain(line) for line in rows[0]]
    has_headings = len(rows) > 1 and all(first) and all(len(words) <= MAX_CAPTION for words in first)
    headings = first if has_headings else [""] * len(first)
    columns = [column_of(list(lines), note_ids) for lines in zip(*(rows[1:] if has_headings else rows), strict=True)]
    return {
        "caption": caption,
        "table": {
            "columns": [
                {"type": kind, "heading": heading} for heading, (kind, _values) in zip(headings, columns, strict=True)
            ],
            "rows": [{"values": list(row)} for row in zip(*(values for _kind, values in columns), strict=True)],
            "caption": "",
        },
        "source": "",
        "has_header_column": False,
    }


def column_of(lines: list[list[Inline]], note_ids: dict[str, str]) -> tuple[str, list[str | None]]:
    """A column of numbers where each of its cells is surely one, else of words."""
    numbers = [number_written(bare_words(line)) for line in lines]
    missing = [bare_words(line) in NO_NUMBER for line in lines]
    if any(fits(number) for number in numbers) and all(fits(n) or gap for n, gap in zip(numbers, missing, strict=True)):
        return "number", [str(number) if number is not None else None for number in numbers]
    return "text", [cell(line, note_ids) for line in lines]


def bare_words(line: list[Inline]) -> str:
    """The words of a cell that have no look of their own, which a number could not keep."""
    return plain(line) if all(isinstance(part, Run) and part == Run(part.text) for part in tidy(line)) else ""


def fits(number: Decimal | None) -> bool:
    """Whether the block for numbers can keep it."""
    return number is not None and abs(number) < MOST and number == round(number, MOST_PLACES)


def cell(line: list[Inline], note_ids: dict[str, str]) -> str:
    html = rich(tidy(line), note_ids)
    return f"<p>{html}</p>" if html else ""
