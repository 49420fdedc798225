"""What axe says of every page that readers see, and of the screens that we made for editors."""

from collections.abc import Iterable
from itertools import product

import pytest
from playwright.sync_api import Page

from site_core.accessibility import AXE_WIDTHS, PAGE_KINDS, SCHEMES
from tests.browser.axe import told, violations
from tests.browser.checks import shows
from tests.browser.reading_site import ADDRESSES, STYLE_PAGE

# The style page shows every heading, landmark and form of the site twice, and head and foot within its text.
STYLE_PAGE_LEFT_OUT = ("heading-order", "landmark-unique", "page-has-heading-one", "empty-heading")


def test_every_kind_of_page_has_an_address():
    assert set(ADDRESSES) == set(PAGE_KINDS)


@shows("axe", "target-size")
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_axe_finds_nothing_on_pages_for_readers(read, kind):
    page = read(kind)

    assert found_in(page, product(AXE_WIDTHS, SCHEMES)) == {}


def test_axe_finds_nothing_on_the_style_page(open_context):
    page = open_context(is_staff=True).new_page()
    page.goto(STYLE_PAGE)
    page.evaluate("document.querySelector('wagtail-userbar')?.remove()")  # Wagtail's own

    # Everything on it stands there in light and in dark.
    assert found_in(page, zip(AXE_WIDTHS, SCHEMES, strict=True), STYLE_PAGE_LEFT_OUT) == {}


def found_in(page: Page, looks: Iterable[tuple[int, str]], left_out: tuple[str, ...] = ()) -> dict[str, str]:
    """What axe finds, by width and scheme."""
    found = {}
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        if words := told(violations(page, left_out)):
            found[f"{width} {scheme}"] = words
    return found


def test_axe_is_awake(read):
    page = read("home")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/favicon.ico\">')")

    assert "image-alt (critical)" in told(violations(page))
