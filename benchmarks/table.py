"""One line of what the benchmarks found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`ratio` is against the yardstick that `name` tells of; `met` is None without a target."""

    part: str
    name: str
    figure: str
    ratio: float | None
    target: str
    met: bool | None
