"""Drawings for pages without a picture: a sparse network of dots and lines, made from the page's address.

The same key gives the same drawing for ever, on every machine; a change of this module changes all drawings.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import shake_256
from itertools import combinations
from math import cos, pi, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

TONES = 3
CANDIDATES = 7

Point = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """The paper of a drawing: its size in cells, the size of a cell, and how many dots it takes."""

    columns: int
    rows: int
    cell: int
    dots: int

    @property
    def width(self) -> int:
        return self.columns * self.cell

    @property
    def height(self) -> int:
        return self.rows * self.cell


SHEETS = {
    "card": Sheet(columns=15, rows=10, cell=24, dots=11),
    "wide": Sheet(columns=30, rows=12, cell=32, dots=24),
    "cover": Sheet(columns=12, rows=16, cell=24, dots=14),
    "square": Sheet(columns=10, rows=10, cell=24, dots=9),
}


class Dice:
    """Throws that a key decides."""

    def __init__(self, key: str):
        self.bytes = iter(shake_256(key.encode()).digest(8192))

    def below(self, limit: int) -> int:
        return (next(self.bytes) * 256 + next(self.bytes)) * limit // 65536

    def share(self) -> float:
        return self.below(1000) / 1000


@dataclass(frozen=True)
class Drawing:
    """The drawing of one page or person."""

    key: str
    kind: str = "page"
    aspect: str = "card"

    @property
    def sheet(self) -> Sheet:
        return SHEETS[self.aspect]

    @property
    def tone(self) -> int:
        """Which of the kind's tones the drawing has, whatever its shape."""
        return Dice(self.key).below(TONES) + 1

    @cached_property
    def points(self) -> list[Point]:
        """Where the dots are, in cells; some lie beyond the edge, so that lines lead off the sheet."""
        dice = Dice(f"{self.aspect}:{self.key}")
        place = COMPOSITIONS[dice.below(len(COMPOSITIONS))](self.sheet, dice)
        points = [self.off_the_edge(place())]
        while len(points) < self.sheet.dots:
            candidates = [self.off_the_edge(place()) for _candidate in range(CANDIDATES)]
            points.append(max(candidates, key=lambda candidate: min(distance(candidate, point) for point in points)))
        return list(dict.fromkeys(points))

    def off_the_edge(self, point: Point) -> Point:
        """No dot is cut in half: one that lies on the edge goes beyond it."""
        x, y = point
        columns, rows = self.sheet.columns, self.sheet.rows
        return {0: -1, columns: columns + 1}.get(x, x), {0: -1, rows: rows + 1}.get(y, y)

    @cached_property
    def lines(self) -> list[tuple[Point, Point]]:
        """Neighbours: two dots are joined unless a third is nearer to both. Such lines never cross."""
        points, apart = self.points, [[distance(one, other) for other in self.points] for one in self.points]
        return [
            (points[one], points[other])
            for one, other in combinations(range(len(points)), 2)
            if not any(
                to_one < apart[one][other] > to_other for to_one, to_other in zip(apart[one], apart[other], strict=True)
            )
        ]

    @cached_property
    def degrees(self) -> Counter:
        """How many lines end at each dot."""
        return Counter(point for line in self.lines for point in line)

    @property
    def focus(self) -> Point:
        """The dot that carries the colour: the best joined of those well inside the sheet."""
        return max(self.points, key=lambda point: (min(self.depth(point), 2), self.degrees[point]))

    def depth(self, point: Point) -> int:
        """How many cells a dot is from the nearest edge; less than nothing beyond it."""
        x, y = point
        return min(x, y, self.sheet.columns - x, self.sheet.rows - y)

    def svg(self) -> SafeString:
        return render(self)


def distance(one: Point, other: Point) -> int:
    """The distance squared, which orders as the distance does."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


# Compositions: each returns a function that throws one point.


def field(sheet: Sheet, dice: Dice) -> Callable[[], Point]:
    """Dots all over the sheet."""
    return lambda: (dice.below(sheet.columns + 3) - 1, dice.below(sheet.rows + 3) - 1)


def river(sheet: Sheet, dice: Dice) -> Callable[[], Point]:
    """Dots along a bend from one side to the other."""
    height, bend, turn = 0.25 + dice.share() / 2, 0.15 + dice.share() / 5, dice.share() * 2 * pi

    def place() -> Point:
        x = dice.below(sheet.columns + 5) - 2
        y = height + bend * sin(turn + 4 * x / sheet.columns) + (dice.share() - 0.5) / 3
        return x, round(y * sheet.rows)

    return place


def ring(sheet: Sheet, dice: Dice) -> Callable[[], Point]:
    """Dots around a middle."""
    x, y = 0.3 + dice.share() * 0.4, 0.4 + dice.share() * 0.2
    reach = min(sheet.columns, sheet.rows)

    def place() -> Point:
        angle, radius = dice.share() * 2 * pi, (0.22, 0.42, 0.72)[dice.below(3)] * reach
        return round(x * sheet.columns + radius * cos(angle)), round(y * sheet.rows + radius * sin(angle))

    return place


def shores(sheet: Sheet, dice: Dice) -> Callable[[], Point]:
    """Two gatherings of dots with open space between them."""
    slope = dice.share() - 0.5

    def place() -> Point:
        side = dice.below(2)
        x = (dice.share() * 0.36 - 0.04) + side * 0.68
        y = dice.share() * 0.8 + 0.1 + slope * (side - 0.5) * 0.6
        return round(x * sheet.columns), round(y * sheet.rows)

    return place


COMPOSITIONS = (field, river, ring, shores)


# From points to SVG


@lru_cache(maxsize=512)
def render(drawing: Drawing) -> SafeString:
    sheet, cell, focus = drawing.sheet, drawing.sheet.cell, drawing.focus
    x, y = focus[0] * cell, focus[1] * cell
    return format_html(
        '<svg class="drawing drawing--{} drawing--tone-{}" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice"'
        ' fill="none" stroke="currentColor" aria-hidden="true" focusable="false">'
        '<path class="drawing__grid" d="{}" stroke-linecap="round" stroke-width="1.5" stroke-dasharray="0 {}"/>'
        '<path class="drawing__rings" d="{}{}"/><path class="drawing__lines" d="{}"/>'
        '<g class="drawing__dots" fill="currentColor" stroke="none">{}</g>'
        '<circle class="drawing__focus" cx="{}" cy="{}" r="{}"/></svg>',
        drawing.kind,
        drawing.tone,
        sheet.width,
        sheet.height,
        "".join(f"M{cell} {row * cell}H{sheet.width - cell / 2:g}" for row in range(1, sheet.rows)),
        cell,
        circle_path(x, y, cell * 1.5),
        circle_path(x, y, cell * 3.5),
        "".join(
            f"M{one[0] * cell} {one[1] * cell}L{other[0] * cell} {other[1] * cell}" for one, other in drawing.lines
        ),
        dots_svg(drawing),
        x,
        y,
        f"{cell / 2.4:.3g}",
    )


def circle_path(x: float, y: float, radius: float) -> str:
    return f"M{x - radius:g} {y}a{radius:g} {radius:g} 0 1 1 0 .1z"


def dots_svg(drawing: Drawing) -> SafeString:
    cell = drawing.sheet.cell
    dots = (
        f'<circle cx="{x * cell}" cy="{y * cell}" r="{cell * (0.09 + 0.05 * min(drawing.degrees[x, y], 4)):.3g}"/>'
        for x, y in drawing.points
        if (x, y) != drawing.focus
    )
    return mark_safe("".join(dots))  # noqa: S308 - numbers only
