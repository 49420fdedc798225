"""What `make bench` tells: one row for each thing measured, with its target beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure; `met` is nothing where there is no target."""

    part: str
    name: str
    figure: str
    ratio: float | None
    target: str
    met: bool | None
