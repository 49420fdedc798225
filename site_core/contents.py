"""The table of contents of a text, made from its headings."""

from collections.abc import Iterable
from dataclasses import dataclass

from site_core.blocks import anchor_for
from site_core.headings import with_levels


@dataclass(frozen=True)
class ContentsEntry:
    """A line of a table of contents."""

    text: str
    anchor: str
    level: int


def contents_of(body: Iterable) -> list[ContentsEntry]:
    """The headings of a body, in order; one that has no words yet is left out."""
    return [
        ContentsEntry(block.value["text"], anchor_for("section", block.id), level)
        for block, level in with_levels(body)
        if block.block_type == "heading" and block.value.get("text")
    ]
