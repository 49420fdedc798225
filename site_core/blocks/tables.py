from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockAdapter,
    TypedTableBlockValidationError,
)

from site_core.numbers import number_in
from site_core.stored_blocks import fitting


class CellsBlock(TypedTableBlock):
    """Columns and rows; the caption is asked for beside them, not twice."""

    def to_python(self, value):
        """As Wagtail's, also where an importer left a row short or a column of a kind that is not offered."""
        return super().to_python(fitting(self, value))

    def begun_with(self, kinds: list[str]) -> TypedTable:
        """Columns of these kinds and two rows, to be filled."""
        columns = [{"type": kind, "heading": ""} for kind in kinds]
        return self.to_python({"columns": columns, "rows": [{"values": []}, {"values": []}]})


class CellsBlockAdapter(TypedTableBlockAdapter):
    @cached_property
    def media(self):
        return super().media + forms.Media(css={"all": ["css/admin/cells.css"]})


register(CellsBlockAdapter(), CellsBlock)


class NumberBlock(blocks.DecimalBlock):
    """A number, as exact as it was entered."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 18, "decimal_places": 6, **kwargs})

    def to_python(self, value):
        """Nothing, where something else than a number is stored."""
        return number_in(value)

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.DecimalBlock", args, kwargs


@dataclass(frozen=True)
class Column:
    """A column of a table: its kind, its heading, and its values from top to bottom."""

    kind: str
    heading: str
    values: tuple


def columns_of(table: TypedTable | None) -> list[Column]:
    if table is None:
        return []
    return [
        Column(
            column["block"].name,
            (column["heading"] or "").strip(),
            tuple(row["values"][place] for row in table.row_data),
        )
        for place, column in enumerate(table.columns)
    ]


class TableCellsBlock(CellsBlock):
    """Cells of words and numbers."""

    text = blocks.RichTextBlock(label=_("Text"), required=False, features=["bold", "italic", "link"])
    number = NumberBlock(label=_("Number"), required=False)

    def get_default(self):
        return self.begun_with(["text", "text"])


class TableBlock(blocks.StructBlock):
    """A table of words and numbers."""

    caption = blocks.CharBlock(
        label=_("Caption"),
        required=False,
        max_length=250,
        help_text=_("What the table shows. It stands above the table and is read aloud before it."),
    )
    table = TableCellsBlock(
        label=_("Table"),
        help_text=_(
            "The plus above the table adds a column of words or of numbers; numbers are aligned to the right. "
            "Give every column a heading."
        ),
    )
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=250)
    has_header_column = blocks.BooleanBlock(
        label=_("The first column names its row"), required=False, default=True, search_index=False
    )

    class Meta:
        icon = "table"
        label = _("Table")
        group = _("Facts")
        description = _("Words and numbers in rows and columns: for facts that readers look up or compare.")
        template = "blocks/table.html"
        form_layout = blocks.BlockGroup(children=["caption", "table", "source"], settings=["has_header_column"])
        preview_value = {
            "caption": "What was supported, by year",
            "table": {
                "columns": [
                    {"type": "text", "heading": "Year"},
                    {"type": "text", "heading": "Main field"},
                    {"type": "number", "heading": "Projects"},
                ],
                "rows": [
                    {"values": ["<p>2021</p>", "<p>Libraries</p>", "9"]},
                    {"values": ["<p>2022</p>", "<p>Build tools</p>", "12"]},
                    {"values": ["<p>2023</p>", "<p>Formats</p>", "17"]},
                ],
                "caption": "",
            },
            "source": "Annual accounts",
            "has_header_column": True,
        }

    def clean(self, value):
        cleaned = super().clean(value)
        table = cleaned["table"]
        if not self.is_deferred_validation and not (table.columns and table.row_data):
            fault = ValidationError(gettext("Add at least one column and one row."))
            raise blocks.StructBlockValidationError({"table": TypedTableBlockValidationError(non_block_errors=[fault])})
        return cleaned
