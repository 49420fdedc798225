"""Readers who have told their system what they need: contrast, calm, or no JavaScript."""

import pytest
from playwright.sync_api import expect

from site_core.accessibility import PAGE_KINDS
from tests.browser.checks import shows

# Fields and buttons that no line surrounds: forced colours take their ground away.
WITHOUT_LINE = """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, .button")]
    .filter((element) => element.checkVisibility() && !element.closest("wagtail-userbar"))
    .filter((element) => ![element, element.parentElement].some((box) => {
        const style = getComputedStyle(box);
        return ["Top", "Right", "Bottom", "Left"].some((side) =>
            style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) >= 1);
    }))
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)"""
# Drawn shapes that would vanish, being of the colour of the ground that the reader chose.
VANISHED = """() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    return [...document.querySelectorAll(".mark *, .search-form svg *")].filter((shape) => shape.checkVisibility())
        .filter((shape) => [getComputedStyle(shape).fill, getComputedStyle(shape).stroke]
            .every((colour) => colour === "none" || colour === ground))
        .map((shape) => shape.outerHTML);
}"""
MOVING = """() => {
    const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
    const found = [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        const moves = style.transitionProperty !== "none" ? seconds(style.transitionDuration) : 0;
        const plays = style.animationName !== "none" ? seconds(style.animationDuration) : 0;
        return moves > 0.01 || plays > 0.01 || style.scrollBehavior === "smooth";
    }).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
    const rules = (list) => [...list].flatMap((rule) => {
        if (rule.styleSheet) return rules(rule.styleSheet.cssRules);
        if (rule instanceof CSSMediaRule && !matchMedia(rule.conditionText).matches) return [];
        return rule.cssRules && !rule.selectorText ? rules(rule.cssRules) : [rule];
    });
    const turns = [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules))
        .filter((rule) => rule.constructor.name === "CSSViewTransitionRule").map((rule) => rule.cssText);
    return [...new Set(found), ...turns];
}"""


@shows("forced-colours")
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_forced_colours_leave_fields_buttons_and_marks_their_lines(read, kind):
    page = read(kind, forced_colors="active", reduced_motion="reduce")

    assert page.evaluate(WITHOUT_LINE) == []
    assert page.evaluate(VANISHED) == []


@shows("forced-colours")
def test_forced_colours_leave_links_and_focus_their_colours(read):
    page = read("update", forced_colors="active")
    page.keyboard.press("Tab")

    colour = "getComputedStyle(document.querySelector('{}')).{}"
    focus = page.evaluate(colour.format(":focus", "outlineColor"))
    ground = page.evaluate(colour.format("body", "backgroundColor"))
    link, words = (page.evaluate(colour.format(one, "color")) for one in (".text a, .article__kind a", "p"))

    assert focus != ground
    assert link not in {words, ground}


@shows("reduced-motion")
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_nothing_moves_where_less_motion_is_asked_for(read, kind):
    page = read(kind, reduced_motion="reduce")

    assert page.evaluate(MOVING) == []


def test_the_watch_sees_motion_where_it_is_welcome(open_context):
    page = open_context(reduced_motion="no-preference").new_page()
    page.goto("/")

    assert page.evaluate(MOVING) != []


@shows("no-javascript")
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_every_page_is_there_without_javascript_and_sets_no_cookie(read, kind):
    page = read(kind, width=320, java_script_enabled=False)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert len(page.locator("main").inner_text()) > 40
    if kind != "password":  # whose form carries a token against forgery
        assert page.context.cookies() == []
    for link in page.locator("a:visible").all():
        assert link.get_attribute("href"), link.inner_text()


@shows("no-javascript")
def test_a_reader_searches_and_reads_without_javascript(open_context):
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("searchbox").first.fill("Dhaka")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Dhaka")  # the front page has a link of this name too
    page.locator("main").get_by_role("link", name="Regional Open Source").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Dhaka")


@shows("no-javascript")
def test_folds_open_without_javascript(read):
    page = read("every-block", java_script_enabled=False)
    folds = page.locator("main details")
    fold = next(fold for fold in folds.all() if fold.get_attribute("open") is None)

    fold.locator("summary").click()

    expect(fold.locator("> :not(summary)").first).to_be_visible()
