"""Reading with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from site_core.accessibility import PAGE_KINDS
from tests.browser.checks import shows

# Numbers everything that the Tab key should reach, in the order of the text.
NUMBER = """() => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']";
    const reachable = [...document.querySelectorAll(wanted)]
        .filter((element) => !element.matches(":disabled, wagtail-userbar *") && element.tabIndex >= 0)
        .filter((element) => element.checkVisibility());
    reachable.forEach((element, place) => element.setAttribute("data-place", place));
    return reachable.length;
}"""
# What the keyboard has reached: its number, how it is outlined, and what lies over it.
# A field may be outlined with its button, and a card as a whole.
REACHED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const outlined = (one, part) => {
        const style = getComputedStyle(one, part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const box = element.getClientRects()[0];
    const top = document.elementFromPoint(box.x + Math.min(box.width / 2, 20), box.y + box.height / 2);
    return {
        place: element.dataset.place ? Number(element.dataset.place) : null,
        name: `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.trim().slice(0, 30)}`,
        is_outlined: [element, element.parentElement].some((one) => outlined(one)) || outlined(element, "::after"),
        is_covered: !top || !(element.contains(top) || top.contains(element)),
    };
}"""
MORE_THAN_ENOUGH = 60


def tab_through(page: Page, count: int) -> list[dict]:
    """Everything that the Tab key reaches until it leaves the page."""
    stops = []
    for _press in range(count + MORE_THAN_ENOUGH):
        page.keyboard.press("Tab")
        reached = page.evaluate(REACHED)
        if reached is None:
            return stops
        stops.append(reached)
    raise AssertionError(f"The keyboard does not leave the page: it goes round {stops[-3:]}")


@shows("keyboard", "focus")
@pytest.mark.parametrize("kind", PAGE_KINDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_tab_key_reaches_everything_in_order_outlined_and_leaves_again(read, kind, width):
    page = read(kind, width=width, reduced_motion="reduce")
    count = page.evaluate(NUMBER)

    stops = tab_through(page, count)

    assert [stop["place"] for stop in stops if stop["place"] is not None] == list(range(count))
    assert [stop["name"] for stop in stops if not stop["is_outlined"]] == []
    assert [stop["name"] for stop in stops if stop["is_covered"]] == []


@shows("skip-link")
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_the_first_stop_leads_past_the_menu(read, kind):
    page = read(kind)

    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.header')")


@shows("folds")
def test_folds_open_and_close_with_the_keyboard(read):
    page = read("every-block")
    folds = page.locator("main details")
    expect(folds).not_to_have_count(0)

    for fold in folds.all():
        was_open = fold.get_attribute("open") is not None
        fold.locator("summary").first.focus()
        page.keyboard.press("Enter")
        expect(fold).to_have_js_property("open", not was_open)
        page.keyboard.press("Space")
        expect(fold).to_have_js_property("open", was_open)
