"""What can be measured of a page that is open in the browser: what sticks out, what is cut off."""

from playwright.sync_api import Page

STICKING_OUT = """() => {
    const edge = document.documentElement.clientWidth;
    const scrolls = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    const contained = (element) => {
        for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
            if (scrolls(box)) return true;
        return false;
    };
    const named = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} `
        + `reaches ${Math.round(element.getBoundingClientRect().right)} of ${edge}`;
    const found = [...document.body.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && (box.right > edge + 1 || box.left < -1)
            && element.checkVisibility() && !element.matches(".skip-link, wagtail-userbar *") && !contained(element);
    }).map(named);
    const width = document.documentElement.scrollWidth;
    if (width > edge) found.push(`the page is ${width} wide`);
    return found.slice(0, 8);
}"""

# Boxes as wide as the page that hide what reaches beyond it: nobody can scroll there.
OUT_OF_SIGHT = """async (leftOut) => {
    const edge = document.documentElement.clientWidth;
    const main = document.querySelector("main");
    // A menu goes aside as slowly as it likes.
    for (let frame = 0; frame < 300 && main.clientWidth < edge; frame++) await new Promise(requestAnimationFrame);
    const scrolls = (element) => {
        for (let box = element; box && box !== document.body; box = box.parentElement)
            if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
        return false;
    };
    const says = (element) => element.matches("a, button, img, input, textarea")
        || [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return [...document.querySelectorAll("main *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return says(element) && box.width > 1 && box.height > 1 && (box.right > edge + 1 || box.left < -1)
            && element.checkVisibility({visibilityProperty: true}) && !element.closest(leftOut) && !scrolls(element);
    }).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}: `
        + element.textContent.trim().slice(0, 40)).slice(0, 8);
}"""

CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    const hides = /hidden|clip/.test(style.overflowY) || /hidden|clip/.test(style.overflowX);
    const hasWords = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return hides && hasWords && !element.closest(".visually-hidden, svg") && element.checkVisibility()
        && (element.scrollHeight > element.clientHeight + 3 || element.scrollWidth > element.clientWidth + 3);
}).map((element) => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim()}`)"""

ADOPT = """(css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""


def sticking_out(page: Page) -> list[str]:
    """What reaches beyond the edge of the page and is not scrolled within a box of its own."""
    return page.evaluate(STICKING_OUT)


def out_of_sight(page: Page, left_out: str) -> list[str]:
    """Words, pictures and controls that the main part of a page hides beyond its edge, but for what is left out."""
    return page.evaluate(OUT_OF_SIGHT, left_out)


def cut_off(page: Page) -> list[str]:
    """Words that do not fit into their box, where the box hides them."""
    return page.evaluate(CUT_OFF)


def add_css(page: Page, css: str) -> None:
    """Rules of a reader's own; no policy of the page forbids a sheet that is adopted."""
    page.evaluate(ADOPT, css)
