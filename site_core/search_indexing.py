"""How a thing comes into the search index: its words folded, each field read once, what is related asked for once."""

from collections.abc import Iterator
from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.search.index import RelatedFields

from site_core.folding import fold


class FoldedOnce:
    """Folds the words of a thing on their way into the index, as those of every query are, and reads each field once.

    The stock indexer reads all fields anew for the title, the text and the beginnings of words.
    """

    def __init__(self, obj, backend):
        super().__init__(obj, backend)
        self.fields_read: dict[Any, list] = {}

    def prepare_field(self, obj, field):
        if obj is not self.obj:
            return super().prepare_field(obj, field)
        if field not in self.fields_read:
            self.fields_read[field] = list(super().prepare_field(obj, field))
        return self.fields_read[field]

    def prepare_value(self, value):
        return fold(super().prepare_value(value))


class AskedOnce:
    """An index that asks for the authors and tags of all things together before it reads them."""

    def add_items(self, model, objs):
        objs = list(objs)
        if related := list(related_to(model.get_search_fields())):
            prefetch_related_objects(objs, *related)
        super().add_items(model, objs)


def related_to(fields) -> Iterator[str]:
    """What stands behind these fields in other tables, as a prefetch names it."""
    for field in fields:
        if isinstance(field, RelatedFields):
            yield field.field_name
            yield from (f"{field.field_name}__{further}" for further in related_to(field.fields))


def use_our_indexer(module: Any) -> None:
    """Wagtail's indexes find their indexer by its name in their module, and have no other way in."""
    if not issubclass(module.ObjectIndexer, FoldedOnce):
        module.ObjectIndexer = type("OurIndexer", (FoldedOnce, module.ObjectIndexer), {})
