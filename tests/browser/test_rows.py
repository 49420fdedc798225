"""Rows that end well: of cards on public pages, and of tables in the admin."""

import pytest
from playwright.sync_api import expect

LAST_ROW = """(count) => {
    const cards = document.querySelector("main .cards");
    const card = cards.firstElementChild;
    cards.replaceChildren(...Array.from({ length: count }, () => card.cloneNode(true)));
    const box = cards.getBoundingClientRect();
    const boxes = [...cards.children].map((each) => each.getBoundingClientRect());
    const row = boxes.filter((each) => Math.abs(each.top - boxes.at(-1).top) < 2);
    const isFull = Math.abs(row[0].left - box.left) < 2 && Math.abs(row.at(-1).right - box.right) < 2;
    return { cards: row.length, isFull };
}"""
STICKS_OUT = "cell => cell.scrollWidth > cell.clientWidth || cell.getBoundingClientRect().right > innerWidth"


@pytest.mark.parametrize("width", [600, 1280])
def test_a_card_alone_in_its_row_fills_it(read, width):
    page = read("home", width=width)

    rows = {count: page.evaluate(LAST_ROW, count) for count in range(1, 8)}

    lonely = [row for row in rows.values() if row["cards"] == 1]
    assert lonely
    assert all(row["isFull"] for row in lonely), rows


def test_long_names_of_authors_wrap_in_the_list_of_updates(open_context, backstage):
    page = open_context(is_staff=True).new_page()
    page.goto(backstage["screens"]["list of updates"])

    row = page.locator("table.listing tbody tr").filter(has_text="Wolfeschlegelsteinhausenbergerdorff")

    expect(row).to_have_count(1)
    assert [cell.inner_text() for cell in row.locator("td").all() if cell.evaluate(STICKS_OUT)] == []


def test_tables_of_the_dashboard_have_heads_only_above_columns(open_context, backstage):
    page = open_context(is_staff=True).new_page()
    page.goto(backstage["screens"]["dashboard"])
    head = page.locator(".w-panel--dashboard thead").first
    assert head.bounding_box()["height"] > 10

    page.set_viewport_size({"width": 768, "height": 900})

    assert head.bounding_box()["height"] <= 1
