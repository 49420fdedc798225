"""What charts are made of: bars, columns, lines and their names, each knowing where it stands on the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from site_core.scales import rounded

# A round, a square, a diamond and a triangle.
SIGNS = ("M0-4a4 4 0 1 0 .01 0z", "M-3.6-3.6h7.2v7.2h-7.2z", "M0-5L5 0 0 5-5 0z", "M0-5L4.8 3.6H-4.8z")


@dataclass(frozen=True)
class Series:
    """A column of numbers with its name; where a number is missing, None."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Tick:
    """A line across the sheet, and its number."""

    position: float
    words: str


@dataclass(frozen=True)
class Label:
    """A name under the sheet; a spare one is shown only where there is room."""

    position: float
    words: str
    is_spare: bool = False
    anchor: str = "middle"


@dataclass(frozen=True)
class Bar:
    """One number as a bar or column: where it starts, how long and how thick it is, and what it says."""

    number: int
    name: str
    words: str
    start: float = 0
    length: float = 0
    place: float = 0
    thickness: float = 100
    is_negative: bool = False
    is_missing: bool = False

    @property
    def middle(self) -> float:
        return rounded(self.place + self.thickness / 2)

    @property
    def top(self) -> float:
        """Where a column begins, seen from above."""
        return rounded(100 - self.start - self.length)

    @property
    def outer(self) -> float:
        """Where a column ends: above, or below where its number is less than nothing."""
        return rounded(100 - self.start) if self.is_negative else self.top


@dataclass(frozen=True)
class Row:
    """What one row of the table says: its label, and a bar for each series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Dot:
    """One number on a line."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Line:
    """One series as a line: its path on a sheet of 100 by 100, its dots, and where its name stands."""

    number: int
    name: str
    path: str
    dots: tuple[Dot, ...]
    name_y: float = 0

    @property
    def sign(self) -> str:
        """The shape of its dots: no two lines have the same."""
        return SIGNS[self.number - 1]

    @property
    def last(self) -> str:
        return self.dots[-1].words


def spread_names(lines: Sequence[Line], least: float = 9) -> list[Line]:
    """The same lines with their names far enough apart to be read, in the order of the lines' ends."""
    heights: dict[int, float] = {}
    lowest = -least
    for line in sorted(lines, key=lambda line: line.name_y):
        lowest = heights[line.number] = max(line.name_y, lowest + least)
    over = max(lowest - 100, 0)
    if over:
        highest = 100 + least
        for line in sorted(lines, key=lambda line: -heights[line.number]):
            highest = heights[line.number] = min(heights[line.number], highest - least)
    return [replace(line, name_y=rounded(max(heights[line.number], 0))) for line in lines]
