"""All that stands in the texts and blocks of a page, whatever its blocks are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

Path = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A block, simple or composed, its value, and where it stands in the form."""

    block: blocks.Block
    value: Any
    path: Path
    labels: tuple[str, ...]

    @property
    def label(self) -> str:
        return " › ".join(self.labels)

    def child(self, block: blocks.Block, value, *path: str) -> "Part":
        name = str(block.label)
        labels = self.labels if not name or self.labels[-1] == name else (*self.labels, name)
        return Part(block, value, (*self.path, *path), labels)


def streams_of(page) -> Iterator[Part]:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield Part(
                field.stream_block, getattr(page, field.name), (field.name,), (str(capfirst(field.verbose_name)),)
            )


def parts_of(page) -> Iterator[Part]:
    """Every block in the streams of a page, those inside others included, in reading order."""
    for stream in streams_of(page):
        yield from parts_in(stream)


def parts_in(part: Part) -> Iterator[Part]:
    for child in children_of(part):
        yield child
        yield from parts_in(child)


def children_of(part: Part) -> list[Part]:
    if part.value is None:
        return []
    if isinstance(part.block, blocks.StreamBlock):
        return [part.child(child.block, child.value, child.id or "") for child in part.value]
    if isinstance(part.block, blocks.ListBlock):
        return [part.child(child.block, child.value, child.id or "") for child in part.value.bound_blocks]
    if isinstance(part.block, BaseTypedTableBlock):
        return [part.child(cell.block, cell.value) for row in part.value.rows for cell in row]
    if isinstance(part.block, blocks.StructBlock) and isinstance(part.value, Mapping):
        return [part.child(block, part.value.get(name), name) for name, block in part.block.child_blocks.items()]
    return []


@dataclass(frozen=True)
class Text:
    """A formatted text of a page, as it is stored, and where it stands in the form."""

    source: str
    path: Path


def texts_of(page, parts: list[Part]) -> Iterator[Text]:
    """The formatted texts of a page: in its fields, then in its blocks."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield Text(getattr(page, field.name) or "", (field.name,))
    for part in parts:
        if isinstance(part.block, blocks.RichTextBlock):
            yield Text(getattr(part.value, "source", "") or "", part.path)


def is_picture(part: Part) -> bool:
    return isinstance(part.block, ImageBlock) and part.value is not None
