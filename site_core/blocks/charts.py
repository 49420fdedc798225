from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlockValidationError

from site_core.charts import MOST_ROWS, MOST_SERIES, Chart, Series

from .tables import CellsBlock, NumberBlock, columns_of


class ChartCellsBlock(CellsBlock):
    """A column of labels, and columns of numbers."""

    label = blocks.CharBlock(label=_("Label"), max_length=120)
    number = NumberBlock(label=_("Number"), required=False)

    def get_default(self):
        """What every chart needs, so that nobody begins with an empty sheet."""
        return self.begun_with(["label", "number"])


class ChartValue(blocks.StructValue):
    @property
    def chart(self) -> Chart | None:
        """The drawing, as far as the table allows one."""
        labels, series = read_chart(self.get("table"))
        if not labels or not any(value is not None for column in series for value in column.values):
            return None
        return Chart(self.get("kind") or "bars", labels, series, (self.get("unit") or "").strip())


def read_chart(table: TypedTable | None) -> tuple[tuple[str, ...], tuple[Series, ...]]:
    """Labels and series of a table; rows that say nothing are left out."""
    columns = columns_of(table)
    labels = next((column.values for column in columns if column.kind == "label"), ())
    numbers = [column for column in columns if column.kind == "number"][:MOST_SERIES]
    rows = [
        row for row, label in enumerate(labels) if label or any(column.values[row] is not None for column in numbers)
    ]
    return (
        tuple(labels[row] or "–" for row in rows[:MOST_ROWS]),
        tuple(Series(column.heading, tuple(column.values[row] for row in rows[:MOST_ROWS])) for column in numbers),
    )


def faults_of(table: TypedTable) -> Iterator[str]:
    """Why no chart can be made of a table, in words."""
    columns = columns_of(table)
    numbers = columns[1:]
    if [column.kind for column in columns[:1]] != ["label"]:
        yield gettext("Begin with a column of labels: the things, years or groups that the numbers are about.")
        return
    if not numbers:
        yield gettext("Add a column of numbers after the labels.")
    if any(column.kind != "number" for column in numbers):
        yield gettext("Only the first column may hold labels; all others hold numbers.")
    if len(numbers) > MOST_SERIES:
        yield gettext("A chart with more than four columns of numbers cannot be read. Make two charts of it.")
    if not table.row_data:
        yield gettext("Add at least one row.")
    if len(table.row_data) > MOST_ROWS:
        yield gettext("A chart takes at most 24 rows. Put the small ones together, or use a table.")
    for place, column in enumerate(numbers, start=2):
        if column.kind == "number" and table.row_data and all(value is None for value in column.values):
            yield gettext("Column %(place)d has no numbers.") % {"place": place}
        if len(numbers) > 1 and not column.heading:
            yield gettext("Give column %(place)d a heading: it names its bars or line.") % {"place": place}


class ChartBlock(blocks.StructBlock):
    """A picture of a few numbers, drawn by the site from a small table."""

    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("What the chart says, such as “Support doubled in two years”.")
    )
    description = blocks.TextBlock(
        label=_("What it shows"),
        rows=2,
        max_length=400,
        help_text=_("In words, for those who cannot see it: what rises, what falls, what stands out."),
    )
    table = ChartCellsBlock(
        label=_("Numbers"),
        help_text=_("First a column of labels, then one to four columns of numbers; at most 24 rows."),
    )
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=250)
    kind = blocks.ChoiceBlock(
        search_index=False,
        label=_("Kind"),
        choices=[
            ("bars", _("Bars: to compare things with long names")),
            ("columns", _("Columns: to compare a few years or groups")),
            ("line", _("Line: to show change over time")),
        ],
        default="bars",
    )
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, max_length=40, help_text=_("Such as %, € or projects; stands at the numbers.")
    )

    class Meta:
        icon = "bars"
        label = _("Chart")
        group = _("Facts")
        description = _(
            "Bars, columns or a line drawn from a small table: for numbers whose shape says more than a list."
        )
        template = "blocks/chart.html"
        value_class = ChartValue
        form_layout = blocks.BlockGroup(children=["title", "description", "table", "source"], settings=["kind", "unit"])
        preview_value = {
            "title": "More projects every year",
            "description": "Supported projects rose from 9 in 2021 to 17 in 2023.",
            "table": {
                "columns": [{"type": "label", "heading": "Year"}, {"type": "number", "heading": "Projects"}],
                "rows": [{"values": ["2021", "9"]}, {"values": ["2022", "12"]}, {"values": ["2023", "17"]}],
                "caption": "",
            },
            "source": "Annual accounts",
            "kind": "bars",
            "unit": "",
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (faults := list(faults_of(cleaned["table"]))):
            raise blocks.StructBlockValidationError({"table": TypedTableBlockValidationError(non_block_errors=faults)})
        return cleaned
