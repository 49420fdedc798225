from decimal import Decimal
from itertools import pairwise
from math import isclose, isfinite

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from site_core.blocks import ChartBlock
from site_core.charts import Chart, Series
from site_core.numbers import number_words
from site_core.scales import scale_for

numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=4)
KINDS = ["bars", "columns", "line"]
LABELS = ["2021", "May 2021", "A", "Formats and protocols", "A name that goes on and on " * 4]


@st.composite
def charts(draw):
    rows = draw(st.integers(1, 24))
    column = st.lists(st.none() | numbers, min_size=rows, max_size=rows)
    columns = draw(
        st.lists(column, min_size=1, max_size=4).filter(lambda found: any(n is not None for c in found for n in c))
    )
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=rows, max_size=rows))
    names = draw(
        st.lists(
            st.sampled_from(["", "Granted", "Asked for by all who applied"]),
            min_size=len(columns),
            max_size=len(columns),
        )
    )
    series = tuple(Series(name, tuple(column)) for name, column in zip(names, columns, strict=True))
    return Chart(draw(st.sampled_from(KINDS)), tuple(labels), series, draw(st.sampled_from(["", "%", "projects"])))


@given(st.lists(numbers, min_size=1), st.booleans())
def test_an_axis_covers_the_numbers_in_few_even_steps(found, from_zero):
    scale = scale_for(found, from_zero=from_zero)
    ticks = scale.numbers

    assert ticks[0] <= min(found) <= max(found) <= ticks[-1]
    assert 2 <= len(ticks) <= 7
    assert {after - before for before, after in pairwise(ticks)} == {scale.step}
    assert not from_zero or ticks[0] <= 0 <= ticks[-1]


@given(charts())
def test_bars_and_columns_are_as_long_as_their_numbers(chart):
    for bars in (chart.columns, [bar for row in chart.rows for bar in row.bars]):
        drawn = [bar for bar in bars if not bar.is_missing]
        span = float(chart.scale.high - chart.scale.low)
        values = [n for row in range(len(chart.labels)) for s in chart.series if (n := s.values[row]) is not None]
        if chart.drawn_as == "line":
            continue  # a line's scale need not reach zero

        for bar, value in zip(drawn, values, strict=True):
            assert isclose(bar.length, abs(float(value)) / span * 100, abs_tol=0.002)
            assert -0.001 <= bar.start <= bar.start + bar.length <= 100.001


@given(charts())
def test_everything_stands_on_the_sheet(chart):
    places = [
        *(bar.place for bar in chart.columns),
        *(bar.place + bar.thickness for bar in chart.columns),
        *(label.position for label in (chart.axis if chart.drawn_as != "bars" else [])),
        *(dot.x for line in chart.lines for dot in line.dots),
        *(dot.y for line in chart.lines for dot in line.dots if chart.drawn_as == "line"),
        *(line.name_y for line in chart.lines),
        *(tick.position for tick in chart.ticks),
        chart.zero,
    ]

    assert all(isfinite(place) and -0.01 <= place <= 100.01 for place in places)


@given(charts())
def test_a_line_shows_every_number_and_breaks_where_one_is_missing(chart):
    for line in chart.lines:
        values = chart.series[line.number - 1].values
        pieces = [piece for piece in "".join("x" if value is not None else " " for value in values).split() if piece]

        assert len(line.dots) == sum(value is not None for value in values)
        assert line.path.count("M") == len(pieces)


@given(charts())
def test_names_of_lines_do_not_cover_each_other(chart):
    heights = sorted(line.name_y for line in chart.lines)

    assert all(lower - upper > 8.9 for upper, lower in pairwise(heights))


def label_ends(label, sheet: int) -> tuple[float, float]:
    """Where a label begins and ends on a sheet of some pixels, with seven for each of its letters."""
    width, place = 7 * len(label.words), label.position / 100 * sheet
    start = {"start": place, "middle": place - width / 2, "end": place - width}[label.anchor]
    return start, start + width


@given(charts())
@example(Chart("columns", ("2021", "2021", "May 2021"), (Series("", (None, None, Decimal(0))),)))
def test_labels_below_the_sheet_do_not_cover_each_other_on_a_phone(chart):
    if chart.drawn_as == "bars":
        return
    shown = [label for label in chart.axis if not label.is_spare]

    assert shown
    sheet = 126 if chart.drawn_as == "line" else 236  # the names of lines stand beside them
    ends = [label_ends(label, sheet) for label in shown]
    assert all(left_end < right_start for (_, left_end), (right_start, _) in pairwise(ends))


@pytest.mark.parametrize(
    ("kind", "labels", "drawn_as"),
    [
        ("columns", ["2021", "2022", "2023"], "columns"),
        ("columns", [str(year) for year in range(2000, 2024)], "columns"),
        ("columns", ["North", "South"], "columns"),
        ("columns", ["Formats and protocols", "Libraries", "Build tools"], "bars"),
        ("line", ["2021"], "bars"),
        ("line", ["2021", "2022"], "line"),
    ],
)
def test_what_a_phone_could_not_show_is_drawn_as_bars(kind, labels, drawn_as):
    chart = Chart(kind, tuple(labels), (Series("", (Decimal(1),) * len(labels)),))

    assert chart.drawn_as == drawn_as


@pytest.mark.parametrize(
    ("number", "words"),
    [("1250000.50", "1,250,000.5"), ("-4", "−4"), ("0", "0"), ("0.0001", "0.0001"), ("1E+3", "1,000")],
)
def test_numbers_are_written_as_people_write_them(number, words):
    assert number_words(Decimal(number)) == words


def table(*columns, rows=()):
    return {
        "caption": "",
        "columns": [{"type": kind, "heading": heading} for kind, heading in columns],
        "rows": [{"values": list(row)} for row in rows],
    }


YEAR, NUMBERS = ("label", "Year"), ("number", "Projects")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (table(), "Begin with a column of labels"),
        (table(NUMBERS, rows=[["1"]]), "Begin with a column of labels"),
        (table(YEAR, rows=[["2021"]]), "Add a column of numbers"),
        (table(YEAR, NUMBERS), "Add at least one row"),
        (table(YEAR, NUMBERS, YEAR, rows=[["2021", "1", "x"]]), "Only the first column"),
        (table(YEAR, *[NUMBERS] * 5, rows=[["2021", *"12345"]]), "more than four columns"),
        (table(YEAR, NUMBERS, rows=[[str(row), "1"] for row in range(25)]), "at most 24 rows"),
        (table(YEAR, NUMBERS, rows=[["2021", None]]), "Column 2 has no numbers"),
        (table(YEAR, NUMBERS, ("number", ""), rows=[["2021", "1", "2"]]), "Give column 3 a heading"),
    ],
)
def test_a_table_that_makes_no_chart_is_refused_in_words(cells, words):
    block = ChartBlock()

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"title": "T", "description": "D", "table": cells, "kind": "bars"}))

    assert words in " ".join(refused.value.block_errors["table"].non_block_errors)


def test_a_draft_may_have_a_table_that_makes_no_chart():
    block = ChartBlock()
    block.defer_required_validation()

    assert block.clean(block.to_python({"title": "", "description": "", "table": table(), "kind": "bars"}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_comes_with_its_meaning_in_words_and_its_numbers_in_a_table(kind):
    cells = table(YEAR, NUMBERS, rows=[["2021", "9"], ["2022", "12.5"], ["2023", "-3"]])
    block = ChartBlock()

    drawn = BeautifulSoup(
        block.render(block.to_python({"title": "T", "description": "It falls.", "table": cells, "kind": kind})),
        "html.parser",
    )

    assert drawn.select_one("[role=img]")["aria-label"] == "It falls."
    assert drawn.select_one("[role=img] svg")
    assert [cell.get_text(strip=True) for cell in drawn.select("details td")] == ["9", "12.5", "−3"]
    assert "nan" not in str(drawn).lower()


def test_a_chart_of_nothing_is_no_drawing():
    block = ChartBlock()

    drawn = block.render(block.to_python({"title": "T", "table": table(YEAR, NUMBERS, rows=[["2021", None]])}))

    assert "<svg" not in drawn
