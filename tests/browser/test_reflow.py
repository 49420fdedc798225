"""Small windows, large letters, and what editors may write: nothing scrolls sideways and nothing is cut off."""

import pytest
from playwright.sync_api import expect

from site_core.accessibility import PAGE_KINDS
from tests.browser.checks import shows
from tests.browser.layout import add_css, cut_off, sticking_out
from tests.browser.reading_site import ADDRESSES
from tests.browser.server import RunningSite

TEXT_SPACING = """* {
    line-height: 1.5 !important;
    letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
}
p { margin-block-end: 2em !important; }"""
LARGE_LETTERS = "html { font-size: 200% !important; }"
# Width and height of the window, and what the reader adds to the style sheets. Half the width is zoom to 200 percent.
WAYS_TO_READ = {
    "400 percent": (320, 256, ""),
    "200 percent": (640, 512, ""),
    "letters of twice their size": (768, 1024, LARGE_LETTERS),
    "more space on a phone": (320, 640, TEXT_SPACING),
    "more space on a desk": (1280, 1024, TEXT_SPACING),
    "a tablet": (768, 1024, ""),
    "a wide screen": (1920, 1080, ""),
}
WITH_PICTURES = ("home", "update", "every-block", "report")
LISTS = ("/", "/updates/", "/reports/", "/search/?q=wells")
YOUNG_SITE = """
from wagtail.models import Page, Site
from blog.models import ReportIndexPage, UpdateIndexPage
from home.models import HomePage
root = Page.get_first_root_node()
home = root.add_child(instance=HomePage(title="Home", slug="front", body=[("latest_updates", {"count": 3})]))
Site.objects.update(root_page=home)
home.add_child(instance=UpdateIndexPage(title="Updates", slug="updates"))
home.add_child(instance=ReportIndexPage(title="Reports", slug="reports"))
"""
MORE_UPDATES = """
from django.db import transaction
from blog.models import UpdateIndexPage, UpdatePage
index = UpdateIndexPage.objects.get()
with transaction.atomic():
    for number in range({count}):
        index.add_child(instance=UpdatePage(title=f"Wells {{number}}", slug=f"wells-{{number}}-of-{count}"))
"""


@pytest.fixture
def young_site(tmp_path_factory, running_site):
    site = RunningSite(tmp_path_factory.mktemp("young"))
    site.share_static_files(running_site)
    site.start()
    yield site
    site.stop()


@shows("reflow", "zoom", "text-spacing")
@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_nothing_sticks_out_and_nothing_is_cut_off(read, kind):
    page = read(kind)
    found = {}

    for name, (width, height, css) in WAYS_TO_READ.items():
        page.set_viewport_size({"width": width, "height": height})
        add_css(page, css)
        found[name] = sticking_out(page) + cut_off(page)

    assert {name: places for name, places in found.items() if places} == {}


@shows("amounts")
@pytest.mark.parametrize("kind", WITH_PICTURES)
def test_pages_hold_where_no_picture_arrives(open_context, kind):
    context = open_context(width=320)
    context.route("**/media/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(ADDRESSES[kind])

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert sticking_out(page) == []


@shows("amounts")
def test_lists_hold_with_no_update_with_one_and_with_five_hundred(young_site, browser):
    page = browser.new_page(base_url=young_site.url, viewport={"width": 320, "height": 568})
    young_site.shell(YOUNG_SITE)
    shown = {}

    for count in (0, 1, 499):
        young_site.shell(MORE_UPDATES.format(count=count))
        for address in LISTS:
            page.goto(address)
            assert sticking_out(page) == [], address
        page.goto("/updates/")
        shown[count] = page.locator("main article").count()

    expect(page.get_by_text("500 updates")).to_be_visible()
    assert shown[0] == 0
    assert shown[1] == 1
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text("Page 2 of")).to_be_visible()
    page.context.close()


def test_the_measure_sees_what_sticks_out_and_what_is_cut_off(open_context):
    page = open_context(width=320).new_page()
    page.goto("/")

    add_css(page, "h1 { inline-size: 400px; } .footer p { block-size: 4px; overflow: hidden; }")

    assert any(place.startswith("h1.") for place in sticking_out(page))
    assert any(place.startswith("p.footer") for place in cut_off(page))
