import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from site_core.blocks import TableBlock


def drawn(**values) -> BeautifulSoup:
    block = TableBlock()
    return BeautifulSoup(block.render(block.to_python({"caption": "What was supported", **values})), "html.parser")


def cells(columns, *rows) -> dict:
    return {
        "caption": "",
        "columns": [{"type": kind, "heading": heading} for kind, heading in columns],
        "rows": [{"values": list(row)} for row in rows],
    }


TWO = [("text", "Year"), ("number", "Projects")]


def test_a_table_is_announced_and_moves_in_a_region_of_its_own():
    region = drawn(table=cells(TWO, ["<p>2021</p>", "9"])).select_one("[role=region]")

    assert region["tabindex"] == "0"
    assert region["aria-label"] == "Table: What was supported"
    assert region.caption.get_text() == "What was supported"
    assert [heading.get_text() for heading in region.select("th[scope=col]")] == ["Year", "Projects"]


def test_the_first_column_names_its_row_where_the_editor_says_so():
    table = cells(TWO, ["<p>2021</p>", "9"])

    assert drawn(table=table, has_header_column=True).select_one("th[scope=row]").get_text(strip=True) == "2021"
    assert not drawn(table=table, has_header_column=False).select("th[scope=row]")


def test_a_column_without_a_heading_is_no_empty_heading():
    assert len(drawn(table=cells([("text", ""), ("number", "Sum")], ["", "1"])).select("th[scope=col]")) == 1


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("1250000.5", "1,250,000.5"),
        ("-3", "−3"),
        (None, "–"),
        ("NaN", "–"),
        ("words", "–"),
        (7, "7"),
        ("1e99999999", "–"),
    ],
)
def test_numbers_keep_their_value_and_whatever_is_none_is_a_dash(stored, shown):
    table = drawn(table=cells(TWO, ["<p>2021</p>", stored]))

    assert table.select_one(".data-table__number").get_text(strip=True) == shown


def test_rows_that_an_importer_left_short_are_filled():
    table = drawn(table=cells(TWO, ["<p>2021</p>"], []), has_header_column=True)

    assert [len(row.select("td, th")) for row in table.select("tbody tr")] == [2, 2]


def test_columns_of_an_unknown_kind_are_left_out():
    assert "lost" not in drawn(table=cells([*TWO, ("picture", "lost")], ["<p>2021</p>", "9", 3])).get_text()


def test_an_empty_table_is_refused_in_words_but_not_in_a_draft():
    block = TableBlock()
    empty = block.to_python({"caption": "Nothing", "table": cells([])})

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(empty)
    assert "Add at least one column and one row." in str(refused.value.block_errors["table"].non_block_errors)

    block.defer_required_validation()
    assert block.clean(empty)


def test_search_finds_the_words_of_a_table():
    block = TableBlock()

    found = block.get_searchable_content(
        block.to_python({"caption": "Caption", "table": cells(TWO, ["<p>Libraries</p>", "9"])})
    )

    assert {"Caption", "Year", "Libraries"} <= set(found)
