"""Headings that skip no level, wherever a block stands."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def with_levels(stream: Iterable) -> Iterator[tuple[Any, int]]:
    """Each block of a text with the level of its heading."""
    blocks = list(stream)
    return zip(blocks, levels_of((block.block_type, block.value) for block in blocks), strict=True)


def levels_of(blocks: Iterable[tuple[str, Any]]) -> Iterator[int]:
    """The level of each block's heading: sections are 2, their parts 3, what stands in them one more.

    A part that no section stands above is a section itself.
    """
    level, has_section = 1, False
    for kind, value in blocks:
        if kind == "heading":
            is_section = not isinstance(value, Mapping) or value.get("level") != "3"
            has_section = has_section or is_section
            level = 2 if is_section or not has_section else 3
            yield level
        else:
            yield level + 1
