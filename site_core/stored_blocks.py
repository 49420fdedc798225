"""Blocks as they are stored, in the shapes that their definitions have: an import or an old row may hold anything."""

from collections.abc import Callable
from functools import cache
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageBlock

from site_core.numbers import number_in
from site_core.stored_text import checked
from site_core.targets import stored_key

Fit = Callable[[Any, Any], Any]


def fitting(block: blocks.Block, value: Any) -> Any:
    """The value as far as the block can have it; what is of another kind is taken for nothing."""
    kind: type = type(block)
    return fit_for(kind)(block, value)


@cache
def fit_for(kind: type) -> Fit:
    return next(fit for base, fit in FITS if issubclass(kind, base))


# Composed blocks


def fit_stream(block: blocks.StreamBlock, value: Any) -> list[dict]:
    """Its parts, without those of a kind that the stream does not offer."""
    known = block.child_blocks
    return [
        {**identity(part), "type": part["type"], "value": fitting(known[part["type"]], part["value"])}
        for part in as_list(value)
        if isinstance(part, dict) and as_words(part.get("type")) in known and "value" in part
    ]


def fit_list(block: blocks.ListBlock, value: Any) -> list:
    """Its rows, each with its identity or, from older days, without."""
    return [
        {"id": None, **identity(row), "type": "item", "value": fitting(block.child_block, row.get("value"))}
        if isinstance(row, dict) and row.get("type") == "item"
        else fitting(block.child_block, row)
        for row in as_list(value)
    ]


def fit_struct(block: blocks.StructBlock, value: Any) -> dict:
    value = as_dict(value)
    known = {name: fitting(child, value[name]) for name, child in block.child_blocks.items() if name in value}
    return {**value, **known}


def fit_image(block: ImageBlock, value: Any) -> dict | None:
    """From older days, also the number of the picture alone."""
    return fit_struct(block, value if isinstance(value, dict) else {"image": value})


def fit_table(block: BaseTypedTableBlock, value: Any) -> dict:
    """Columns of kinds that the table offers, and rows that are as long as these."""
    value = as_dict(value)
    columns = list(enumerate(map(as_dict, as_list(value.get("columns")))))
    kept = [(place, column) for place, column in columns if as_words(column.get("type")) in block.child_blocks]
    return {
        "caption": as_words(value.get("caption")) or "",
        "columns": [{**column, "heading": as_words(column.get("heading")) or ""} for _place, column in kept],
        "rows": [
            {"values": [fitting(block.child_blocks[column["type"]], cell_of(row, place)) for place, column in kept]}
            for row in as_list(value.get("rows"))
        ],
    }


def cell_of(row: Any, place: int) -> Any:
    values = as_list(as_dict(row).get("values"))
    return values[place] if place < len(values) else None


def identity(part: dict) -> dict[str, str]:
    return {"id": part["id"]} if isinstance(part.get("id"), str) else {}


# Simple blocks


def fit_words(block: blocks.FieldBlock, value: Any) -> str | None:
    return as_words(value)


def fit_text(block: blocks.RichTextBlock, value: Any) -> str | None:
    words = as_words(value)
    return checked(words) if words else words


def fit_choice(block: blocks.ChoiceBlock, value: Any) -> str | None:
    """Nothing, where it is not offered."""
    words = as_words(value)
    return words if words in dict(block.field.choices) else None


def fit_key(block: blocks.ChooserBlock, value: Any) -> int | None:
    return stored_key(value)


def fit_switch(block: blocks.BooleanBlock, value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def fit_count(block: blocks.IntegerBlock, value: Any) -> int | None:
    """Nothing, where it is beyond what the form takes."""
    number, field = number_in(value), block.field
    if number is None or number != int(number):
        return None
    is_low = field.min_value is not None and number < field.min_value
    is_high = field.max_value is not None and number > field.max_value
    return None if is_low or is_high else int(number)


def fit_number(block: blocks.FieldBlock, value: Any) -> Any:
    return value if number_in(value) is not None else None


def fit_readable(block: blocks.Block, value: Any) -> Any:
    """Dates and whatever else a block can read by itself."""
    try:
        block.to_python(value)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None
    return value


def as_list(value: Any) -> list:
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def as_words(value: Any) -> str | None:
    """Words that an answer can carry; a number is the words that it is written with."""
    if isinstance(value, str):
        # Half a sign, which JSON can name and no answer can hold.
        return value if value.isascii() else value.encode(errors="ignore").decode()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


# The narrower kind stands before the wider.
FITS: list[tuple[type[blocks.Block], Fit]] = [
    (blocks.StreamBlock, fit_stream),
    (blocks.ListBlock, fit_list),
    (ImageBlock, fit_image),
    (blocks.StructBlock, fit_struct),
    (BaseTypedTableBlock, fit_table),
    (blocks.RichTextBlock, fit_text),
    (blocks.ChoiceBlock, fit_choice),
    (blocks.ChooserBlock, fit_key),
    (blocks.BooleanBlock, fit_switch),
    (blocks.IntegerBlock, fit_count),
    (blocks.DecimalBlock, fit_number),
    (blocks.FloatBlock, fit_number),
    (blocks.CharBlock, fit_words),
    (blocks.TextBlock, fit_words),
    (blocks.RegexBlock, fit_words),
    (blocks.URLBlock, fit_words),
    (blocks.EmailBlock, fit_words),
    (blocks.Block, fit_readable),
]
