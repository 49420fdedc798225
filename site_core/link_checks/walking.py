"""All links in what somebody composed, read from their stored form: what is gone has no other."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from django.utils.text import capfirst
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from site_core.blocks import LinkBlock
from site_core.models import FoundLink
from site_core.targets import stored_key

Kind = FoundLink.Kind

CHOOSERS = {
    blocks.PageChooserBlock: Kind.PAGE,
    DocumentChooserBlock: Kind.DOCUMENT,
    ImageChooserBlock: Kind.IMAGE,
}
# What an object of a model may name of these is a link; a page also names those it is a copy of or stands under.
LINKED_MODELS = {Page: Kind.PAGE, AbstractDocument: Kind.DOCUMENT}
NO_LINKS = {"alias_of"}


@dataclass(frozen=True)
class Place:
    """Where a link stands, in the form and in words."""

    path: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    row: int | None = None
    field: str = ""

    def inside(self, label: object, *path: str) -> "Place":
        name = str(label)
        labels = self.labels if not name or name in self.labels[-1:] else (*self.labels, name)
        return replace(self, path=(*self.path, *path), labels=labels)


@dataclass(frozen=True)
class Target:
    """What a link leads to: something of this site by its number, or an address."""

    text: str = ""
    kind: Kind | None = None
    pk: int | None = None
    address: str = ""


Found = tuple[Place, Target]


def links_of(instance: models.Model) -> Iterator[Found]:
    """The links in the fields, texts, blocks and rows of an object."""
    yield from links_in_fields(instance, lambda field: Place((field.name,), (str(capfirst(field.verbose_name)),)))
    for relation in get_all_child_relations(type(instance)):
        name = relation.get_accessor_name()
        for number, row in enumerate(getattr(instance, name).all()):
            yield from links_in_fields(row, lambda field, name=name, number=number: place_in_row(name, number, field))
    for name, address in getattr(instance, "addresses_made_of_fields", {}).items():
        label = str(capfirst(instance._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # a field of ours
        yield Place((name,), (label,)), Target(address, address=address)


def place_in_row(relation: str, number: int, field: models.Field) -> Place:
    labels = (str(capfirst(field.model._meta.verbose_name)), str(capfirst(field.verbose_name)))
    return Place((relation,), labels, row=number, field=field.name)


def links_in_fields(instance: models.Model, place_of) -> Iterator[Found]:
    for field in instance._meta.concrete_fields:
        value = getattr(instance, field.attname)
        if not value:
            continue
        if isinstance(field, RichTextField):
            yield from ((place_of(field), target) for target in links_in_text(value))
        elif isinstance(field, StreamField):
            yield from links_in_block(field.stream_block, value.raw_data, place_of(field))
        elif isinstance(field, models.URLField):
            yield place_of(field), Target(value, address=value)
        elif kind := linked_kind(field):
            yield place_of(field), Target(kind=kind, pk=value)


def linked_kind(field: models.Field) -> Kind | None:
    is_link = isinstance(field, models.ForeignKey) and not isinstance(field, ParentalKey | models.OneToOneField)
    target = field.related_model
    if not is_link or target is None or field.name in NO_LINKS:
        return None
    return next((kind for model, kind in LINKED_MODELS.items() if issubclass(target, model)), None)


def links_in_block(block: blocks.Block | None, value: Any, place: Place) -> Iterator[Found]:
    if not value:
        return
    if isinstance(block, LinkBlock) and isinstance(value, dict):
        yield place, target_of_link(value)
    elif isinstance(block, blocks.RichTextBlock):
        yield from ((place, target) for target in links_in_text(value))
    elif isinstance(block, blocks.URLBlock):
        yield place, Target(value, address=value)
    elif kind := next((kind for chooser, kind in CHOOSERS.items() if isinstance(block, chooser)), None):
        yield place, Target(kind=kind, pk=value)
    else:
        for child, inner, inner_place in blocks_in(block, value, place):
            yield from links_in_block(child, inner, inner_place)


def blocks_in(block: blocks.Block | None, value: Any, place: Place) -> Iterator[tuple[blocks.Block, Any, Place]]:
    if isinstance(block, blocks.StreamBlock):
        for item in value:
            if child := block.child_blocks.get(item["type"]):
                yield child, item["value"], place.inside(child.label, item.get("id") or "")
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            inner, key = (item["value"], item.get("id") or "") if is_wrapped else (item, "")
            yield block.child_block, inner, place.inside(block.child_block.label, key)
    elif isinstance(block, BaseTypedTableBlock):
        for row in value.get("rows") or []:
            for column, cell in zip(value.get("columns") or [], row["values"], strict=False):
                if child := block.child_blocks.get(column["type"]):
                    yield child, cell, place.inside(child.label)
    elif isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield child, value.get(name), place.inside(child.label, name)


def target_of_link(value: dict) -> Target:
    text = value.get("label") or ""
    if value.get("page"):
        return Target(text, Kind.PAGE, value["page"])
    if value.get("document"):
        return Target(text, Kind.DOCUMENT, value["document"])
    address = value.get("url") or ""
    return Target(text or address, address=address)


def links_in_text(source: str) -> Iterator[Target]:
    """Links and pictures of a formatted text as it is stored."""
    for tag in BeautifulSoup(source, "html.parser").find_all(["a", "embed"]):
        text = " ".join(tag.get_text().split())
        kind = tag.get("linktype") or tag.get("embedtype")
        if kind in (Kind.PAGE, Kind.DOCUMENT, Kind.IMAGE):
            yield Target(text, Kind(kind), stored_key(tag.get("id")))
        elif address := tag.get("href") or tag.get("url"):
            yield Target(text, address=str(address))
