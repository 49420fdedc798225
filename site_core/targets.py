"""What the texts and blocks of a page lead to and show, looked up at once for all of them: see `look_up_targets`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy

from django.db.models import Model, QuerySet
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock as StockDocumentChooserBlock
from wagtail.images.blocks import ImageBlock as StockImageBlock
from wagtail.images.blocks import ImageChooserBlock as StockImageChooserBlock
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.rich_text import extract_references_from_rich_text
from wagtail.snippets.blocks import SnippetChooserBlock as StockSnippetChooserBlock

from site_core.pictures.files import look_up_files, sharing_files

LONGEST_KEY = 18

Targets = dict[type[Model], dict[int, Model | None]]

known_targets: ContextVar[Targets | None] = ContextVar("known_targets", default=None)


@contextmanager
def sharing_targets():
    """Within this block every target is looked up once: for answering one reader, who changes nothing."""
    token = known_targets.set({})
    try:
        with sharing_files():
            yield
    finally:
        known_targets.reset(token)


def look_up_targets(streams: Iterable[blocks.StreamValue]) -> None:
    """One query for all that these streams name of a kind, be it pages, files, pictures or people."""
    known = known_targets.get()
    if known is None:
        return
    ids_by_model: dict[type[Model], set[int]] = {}
    for stream in streams:
        for child in stream.raw_data:
            for model, pk in named_in(stream.stream_block.child_blocks[child["type"]], child["value"]):
                ids_by_model.setdefault(model, set()).add(pk)
    pictures: list = []
    for model, ids in ids_by_model.items():
        found = with_all_shown(model._default_manager.all()).in_bulk(ids)
        known.setdefault(model, {}).update({pk: found.get(pk) for pk in ids})
        pictures += map(picture_of, found.values())
    look_up_files(filter(None, pictures))


def with_all_shown(objects: QuerySet) -> QuerySet:
    """These objects with what a block shows of them; a model says what that is in its queryset's `for_blocks`."""
    return objects.for_blocks() if hasattr(objects, "for_blocks") else objects


def picture_of(target: Model):
    """What a block shows of its target: a picture, or the one that the target names in its `picture_field`."""
    return target if isinstance(target, AbstractImage) else getattr(target, getattr(target, "picture_field", ""), None)


def targets(model: type[Model], ids: Iterable[int]) -> dict[int, Model | None] | None:
    """These objects, where all of them have been looked up."""
    known = (known_targets.get() or {}).get(model, {})
    ids = set(ids)
    return {pk: known[pk] for pk in ids} if ids and ids <= known.keys() else None


def named_in(block: blocks.Block | None, value) -> Iterator[tuple[type[Model], int]]:
    """What a block names, read from its stored form."""
    if not value:
        return
    if isinstance(block, SharedChooserMixin):
        yield block.shared_model(), value
    elif isinstance(block, blocks.RichTextBlock):
        for model, pk, _model_path, _content_path in extract_references_from_rich_text(value):
            if model is Page and (key := stored_key(pk)):
                yield model, key
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            yield from named_in(block.child_block, item["value"] if is_wrapped else item)
    elif isinstance(block, TypedTableBlock):
        for row in value.get("rows") or []:
            for column, cell in zip(value.get("columns") or [], row["values"], strict=False):
                yield from named_in(block.child_blocks.get(column["type"]), cell)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield from named_in(child, value.get(name))


def stored_key(words: object) -> int | None:
    """The key that a stored text names; None for what no row can have, which databases answer with an error."""
    words = str(words)
    return int(words) if words.isdecimal() and len(words) <= LONGEST_KEY else None


class SharedChooserMixin:
    """A chooser that takes what has been looked up already; migrations know it as Wagtail's own."""

    stock_path: str
    model_class: type[Model]

    def shared_model(self) -> type[Model]:
        """All pages are looked up together, whatever their type."""
        return Page if issubclass(self.model_class, Page) else self.model_class

    def bulk_to_python(self, values):
        values = list(values)
        known = targets(self.shared_model(), filter(None, values))
        if known is None:
            return super().bulk_to_python(values)
        # Copies, as Wagtail makes them: what one block notes on its object is nothing to another.
        return [copy(known.get(value)) for value in values]

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return self.stock_path, args, kwargs


class PageChooserBlock(SharedChooserMixin, blocks.PageChooserBlock):
    """Wagtail's, except that a page of one type comes as a plain page where it was looked up with others."""

    stock_path = "wagtail.blocks.PageChooserBlock"


class DocumentChooserBlock(SharedChooserMixin, StockDocumentChooserBlock):
    """Wagtail's, sharing what was looked up."""

    stock_path = "wagtail.documents.blocks.DocumentChooserBlock"


class SnippetChooserBlock(SharedChooserMixin, StockSnippetChooserBlock):
    """Wagtail's, sharing what was looked up."""

    stock_path = "wagtail.snippets.blocks.SnippetChooserBlock"


class ImageChooserBlock(SharedChooserMixin, StockImageChooserBlock):
    """Wagtail's, sharing what was looked up."""

    stock_path = "wagtail.images.blocks.ImageChooserBlock"


class ImageBlock(StockImageBlock):
    """Wagtail's, sharing what was looked up."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"] = ImageChooserBlock(required=required)
        self.child_blocks["image"].set_name("image")

    def bulk_to_python(self, values):
        """As Wagtail's, also where some blocks have a picture and others store nothing at all."""
        return super().bulk_to_python([{"image": value} if value is None else value for value in values])
