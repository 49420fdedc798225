import json
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.fields import StreamField as WagtailStreamField

from site_core.stored_blocks import fitting

COSMETIC_OPTIONS = {
    "description",
    "form_classname",
    "group",
    "help_text",
    "icon",
    "label",
    "preview_value",
    "search_index",
    "template",
}


class StreamField(WagtailStreamField):
    """A StreamField whose labels, icons and help texts can change without a migration.

    Whatever is stored in it comes out in the shape of its blocks.
    """

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {
            index: (block_path, block_args, {k: v for k, v in block_kwargs.items() if k not in COSMETIC_OPTIONS})
            for index, (block_path, block_args, block_kwargs) in kwargs["block_lookup"].items()
        }
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        try:
            return super().from_db_value(value, expression, connection)
        except RecursionError:  # nested deeper than JSON is read
            return self.to_python([])

    def to_python(self, value):
        return super().to_python(self.fitting(value))

    def fitting(self, value: Any) -> Any:
        """Stored parts as far as the blocks can have them; what code has put together is left as it is."""
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return value  # a text from before there were blocks, which Wagtail keeps apart
            except RecursionError:
                return []
        is_of_code = isinstance(value, list) and any(
            isinstance(part, tuple | StreamValue.StreamChild) for part in value
        )
        return value if isinstance(value, StreamValue) or is_of_code else fitting(self.stream_block, value)
