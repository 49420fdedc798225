"""What the content security policies forbid is never tried, and no request leaves the site: watched in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor

NEWSROOM = f"""
from django.contrib.auth import get_user_model
from django.core.management import call_command
from blog.models import UpdatePage
call_command("create_demo_site", verbosity=0)
get_user_model().objects.create_superuser("olga", "olga@fund.example", "{EDITOR_PASSWORD}")
print(UpdatePage.objects.live().first().pk)
"""
READERS_PAGES = [
    "/",
    "/updates/",
    "/reports/",
    "/reports/a-cooperative-model-for-digital-infrastructure/",
    "/search/?q=digital",
    "/subscribe/",
    "/nothing-here/",
]
ADMIN_PAGES = [
    "/admin/pages/",
    "/admin/images/",
    "/admin/images/multiple/add/",
    "/admin/documents/multiple/add/",
    "/admin/reports/site-history/",
    "/admin/account/",
]


@pytest.fixture(scope="module")
def update_id(running_site) -> str:
    """The demo site with somebody who may do everything; the number of one of its updates."""
    return running_site.shell(NEWSROOM).split()[-1]


@pytest.fixture
def trouble(page: Page, running_site) -> list[str]:
    """What a page was forbidden to do, and every request to another host."""
    seen: list[str] = []
    own = (running_site.url, "data:", "blob:", "about:")
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => "
        "console.error(`Forbidden: ${event.violatedDirective} ${event.blockedURI}`))"
    )
    page.on("console", lambda message: seen.append(message.text) if "Forbidden: " in message.text else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(own) else seen.append(request.url))
    return seen


@pytest.fixture
def editor(page: Page, update_id) -> PageEditor:
    page.set_default_timeout(15_000)
    editor = PageEditor(page)
    editor.sign_in("olga")
    return editor


def test_the_watch_sees_what_is_forbidden(page: Page, trouble, update_id):
    page.goto("/")
    with page.expect_console_message(lambda message: "Forbidden: style-src" in message.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    with page.expect_console_message(lambda message: "Forbidden: img-src https://elsewhere.example" in message.text):
        page.evaluate("new Image().src = 'https://elsewhere.example/pixel.gif'")

    assert len(trouble) >= 2


@pytest.mark.parametrize("address", READERS_PAGES)
def test_pages_for_readers_keep_to_the_strict_policy_and_set_no_cookie(page: Page, trouble, update_id, address):
    page.goto(address, wait_until="networkidle")

    assert trouble == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/x/"])
def test_the_doors_of_the_admin_need_no_script_within_a_page(page: Page, trouble, update_id, address):
    policy = page.goto(address, wait_until="networkidle").headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert trouble == []


def test_the_admin_keeps_to_its_policy(page: Page, trouble, editor):
    for address in ADMIN_PAGES:
        page.goto(address, wait_until="networkidle")

    assert trouble == []


def test_the_editor_keeps_to_its_policy_in_every_corner(page: Page, trouble, editor, update_id):
    page.goto(f"/admin/pages/{update_id}/edit/", wait_until="networkidle")
    page.locator("input[id*=publication_date]").first.click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add author").click()
    expect(page.locator(".modal-dialog")).to_be_visible()
    page.locator(".modal-dialog button.close").click()
    editor.add_block("body", "Image").get_by_role("button", name="Choose an image").click()
    expect(page.locator(".modal-dialog")).to_be_visible()
    page.locator(".modal-dialog button.close").click()
    preview = editor.preview()
    expect(preview.get_by_role("heading", level=1)).to_be_visible()

    assert trouble == []


def test_staff_find_the_user_bar_on_a_page_under_the_strict_policy(page: Page, trouble, editor):
    page.goto("/")
    page.locator("wagtail-userbar [data-wagtail-userbar-trigger]").click()

    expect(page.locator("wagtail-userbar").get_by_text(re.compile("Edit this page"))).to_be_visible()
    assert trouble == []


def test_a_pdf_opens_in_the_browser(page: Page, update_id):
    page.goto("/reports/a-cooperative-model-for-digital-infrastructure/")
    address = page.locator("a[href$='.pdf']").first.get_attribute("href")

    answer = page.goto(address)  # fails where the browser saves the file instead of showing it

    assert answer.headers["content-type"] == "application/pdf"
