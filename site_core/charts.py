"""Charts of a few numbers: where bars, columns and lines stand, in shares of the sheet; templates draw them as SVG.

Across, everything is given in percent of the width, so that a chart fits a phone and its words keep their size.
Upwards, in percent of the height, which the style sheet knows.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import ceil

from django.utils.text import Truncator

from site_core.chart_shapes import Bar, Dot, Label, Line, Row, Series, Tick, spread_names
from site_core.numbers import number_words
from site_core.scales import Scale, exact_scale, rounded, scale_for

MOST_ROWS, MOST_SERIES = 24, 4

# What a drawing has on a small phone and on a wide sheet, and what a letter takes, in pixels.
NARROW, WIDE = 236, 560
NAME_WIDTH = 110
LETTER, GAP = 8, 8
LONGEST_AXIS_LABEL = 16
LONGEST_NAME = 14
SHORT_LABEL = 5
FEW_COLUMNS = 12
LONGEST_SHORT_UNIT = 3


@dataclass(frozen=True)
class Chart:
    """The numbers of a chart, and where each stands on the sheet."""

    kind: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    @property
    def drawn_as(self) -> str:
        """Columns whose names do not fit on a phone are drawn as bars, and so is a line of one point."""
        if self.kind == "columns" and not self.names_fit_below:
            return "bars"
        if self.kind == "line" and len(self.labels) < 2:
            return "bars"
        return self.kind

    @property
    def numbers(self) -> list[Decimal]:
        return [number for series in self.series for number in series.values if number is not None]

    @cached_property
    def scale(self) -> Scale:
        if self.drawn_as == "bars":  # their numbers stand beside them: no axis, and no round ends
            return exact_scale(self.numbers)
        return scale_for(self.numbers, from_zero=self.drawn_as != "line")

    @property
    def zero(self) -> float:
        """Where nothing is; at the edge where the scale does not reach it."""
        return rounded(min(max(self.scale.place(Decimal(0)), 0), 100))

    @property
    def zero_height(self) -> float:
        return rounded(100 - self.zero)

    # Words

    @property
    def short_unit(self) -> str:
        return self.unit if len(self.unit) <= LONGEST_SHORT_UNIT else ""

    @property
    def long_unit(self) -> str:
        """A unit too long to stand at each number; it is said once."""
        return "" if self.short_unit else self.unit

    def words(self, number: Decimal | None) -> str:
        return number_words(number, self.short_unit)

    @property
    def is_named_directly(self) -> bool:
        """Whether the names of the series are short enough to stand at their bars and lines."""
        return self.drawn_as != "columns" and all(len(series.name) <= LONGEST_NAME for series in self.series)

    @property
    def key(self) -> tuple[Series, ...]:
        """The series to be named beside the drawing."""
        return () if len(self.series) < 2 or self.is_named_directly else self.series

    @property
    def names(self) -> bool:
        """Whether names stand at bars and lines."""
        return len(self.series) > 1 and self.is_named_directly

    # Bars

    @property
    def rows(self) -> list[Row]:
        """Every row of the table with its bars, each as long as its number."""
        return [
            Row(label, tuple(self.bar(number, series, index) for number, series in enumerate(self.series, start=1)))
            for index, label in enumerate(self.labels)
        ]

    def bar(self, number: int, series: Series, index: int, place: float = 0, thickness: float = 100) -> Bar:
        value = series.values[index]
        if value is None:
            return Bar(number, series.name, "–", place=place, thickness=thickness, is_missing=True)
        ends = sorted([self.scale.place(Decimal(0)), self.scale.place(value)])
        return Bar(
            number,
            series.name,
            self.words(value),
            start=rounded(ends[0]),
            length=rounded(ends[1] - ends[0]),
            place=rounded(place),
            thickness=rounded(thickness),
            is_negative=value < 0,
        )

    # Columns

    @property
    def slot(self) -> float:
        """What the columns of one row have, with the space around them."""
        return 100 / len(self.labels)

    @property
    def thickness(self) -> float:
        """What one column has of it."""
        return self.slot * (0.62 if len(self.labels) <= FEW_COLUMNS else 0.78) / len(self.series)

    @property
    def columns(self) -> list[Bar]:
        """A column for each number; those of one row stand together."""
        margin = (self.slot - self.thickness * len(self.series)) / 2
        return [
            self.bar(number, series, index, self.slot * index + margin + self.thickness * (number - 1), self.thickness)
            for index in range(len(self.labels))
            for number, series in enumerate(self.series, start=1)
        ]

    @property
    def room_for_numbers(self) -> str:
        """Where the columns have room for their numbers: everywhere, on a wide sheet, or nowhere."""
        longest = max((len(self.words(number)) for number in self.numbers), default=0) * LETTER
        space = self.thickness if len(self.series) > 1 else self.slot
        if longest <= space * NARROW / 100:
            return "everywhere"
        return "wide" if longest <= space * WIDE / 100 else ""

    # What stands at the edges

    @property
    def ticks(self) -> list[Tick]:
        return [Tick(rounded(100 - self.scale.place(number)), self.words(number)) for number in self.scale.numbers]

    @property
    def names_fit_below(self) -> bool:
        """Whether each name has room under its column on a phone; of years and dates, some may be left out."""
        longest = max(map(len, self.labels), default=0)
        if all(re.search(r"\d", label) for label in self.labels):
            return longest <= LONGEST_AXIS_LABEL
        return fits(longest, len(self.labels), NARROW)

    @property
    def axis(self) -> list[Label]:
        """The names below columns or a line: as many as fit, the first among them, and the last of a line."""
        count, last = len(self.labels), len(self.labels) - 1
        names = [Truncator(label).chars(LONGEST_AXIS_LABEL) for label in self.labels]
        narrow, wide = (self.label_step(names, width) for width in (NARROW, WIDE))
        if self.drawn_as != "line":
            return [
                Label(rounded(100 / count * (index + 0.5)), names[index], is_spare=bool(index % narrow))
                for index in range(0, count, wide)
            ]
        shown = [index for index in range(0, last, wide) if last - index >= wide] + [last]
        return [
            Label(
                rounded(self.across(index)),
                names[index],
                is_spare=index != last and (bool(index % narrow) or last - index < narrow),
                anchor=self.anchor(index, names),
            )
            for index in shown
        ]

    def label_step(self, names: list[str], width: int) -> int:
        """Of how many names one is shown, so that they do not touch."""
        longest = max(map(len, names), default=0)
        if self.drawn_as != "line":
            return ceil((longest * LETTER + GAP) * len(names) / width)
        width -= NAME_WIDTH if self.names else NAME_WIDTH // 2
        # The first and the last stand inwards where they are long, and take half as much again.
        share = 1.5 if longest > SHORT_LABEL else 1
        return ceil((longest * LETTER + GAP) * share * (len(names) - 1) / width)

    def anchor(self, index: int, names: list[str]) -> str:
        if max(map(len, names)) <= SHORT_LABEL:
            return "middle"
        return {0: "start", len(names) - 1: "end"}.get(index, "middle")

    # Lines

    def across(self, index: int) -> float:
        return index * 100 / max(len(self.labels) - 1, 1)

    @property
    def lines(self) -> list[Line]:
        lines = [self.line(number, series) for number, series in enumerate(self.series, start=1)]
        return spread_names([line for line in lines if line.dots])

    def line(self, number: int, series: Series) -> Line:
        known = {index: value for index, value in enumerate(series.values) if value is not None}
        dots = [
            Dot(rounded(self.across(index)), rounded(100 - self.scale.place(value)), self.words(value))
            for index, value in known.items()
        ]
        parts = [
            f"{'L' if index - 1 in known else 'M'}{dot.x:g} {dot.y:g}" for index, dot in zip(known, dots, strict=True)
        ]
        return Line(number, series.name, "".join(parts), tuple(dots), dots[-1].y if dots else 0)


def fits(letters: int, count: int, width: int) -> bool:
    return (letters * LETTER + GAP) * count <= width
