"""The one table of `make bench`: what was measured, what was wanted, and whether it is so."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

HEAD = ("part", "what", "measured", "ratio", "target", "met")
RESULTS = Path(__file__).parent / "results"
PACKAGES = ("Django", "Wagtail", "gunicorn")
VERDICTS = {True: "yes", False: "NO", None: ""}


@dataclass(frozen=True)
class Row:
    """One line of the table. `ratio` is against the yardstick that `name` tells of; `met` is None without a target."""

    part: str
    name: str
    figure: str
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        return (self.part, self.name, self.figure, ratio, self.target, VERDICTS[self.met])


@dataclass(frozen=True)
class Machine:
    """What a reader has to know of the machine to make sense of the figures."""

    cores: int
    load_at_start: float
    load_at_end: float
    database: str

    def lines(self) -> list[str]:
        packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        return [
            f"{self.cores} cores; load {self.load_at_start:.1f} at the start, {self.load_at_end:.1f} at the end",
            f"Python {platform.python_version()}, {self.database}, {packages}",
        ]


def unmet(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.met is False]


def load_now() -> float:
    return os.getloadavg()[0]


def machine(load_at_start: float, database: str = f"SQLite {sqlite3.sqlite_version}") -> Machine:
    return Machine(os.cpu_count() or 1, load_at_start, load_now(), database)


def as_text(rows: list[Row]) -> str:
    """Columns under each other, figures flush right."""
    table = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(cells[place]) for cells in table) for place in range(len(HEAD))]
    return "\n".join(aligned(cells, widths) for cells in table)


def aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    flush_right = {HEAD.index("measured"), HEAD.index("ratio")}
    placed = [
        cell.rjust(width) if place in flush_right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(placed).rstrip()


def as_markdown(rows: list[Row], facts: Machine, moment: datetime) -> str:
    lines = [f"# Benchmarks of {moment:%Y-%m-%d %H:%M}", "", *(f"- {line}" for line in facts.lines()), ""]
    table = [HEAD, ("---", "---", "---:", "---:", "---", "---"), *(row.cells() for row in rows)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in table]
    return "\n".join(lines) + "\n"


def write_results(rows: list[Row], facts: Machine, moment: datetime) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{moment:%Y-%m-%d-%H%M}.md"
    path.write_text(as_markdown(rows, facts, moment))
    return path
