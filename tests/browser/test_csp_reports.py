"""A script that somebody got into a page does not run, the browser tells of it, and staff see where."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor
from tests.browser.server import RunningSite

MANAGER = f"""
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser("olga", "olga@fund.example", "{EDITOR_PASSWORD}")
"""
GOT_IN = "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = \"Yours\"'}))"


class ReportingSite(RunningSite):
    """A site that asks browsers for reports."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"CSP_REPORTS": "true"}


@pytest.fixture(scope="module")
def site(tmp_path_factory, running_site):
    site = ReportingSite(tmp_path_factory.mktemp("reporting"))
    site.share_static_files(running_site)
    site.start()
    site.shell(MANAGER)
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser, site):
    with browser.new_context(base_url=site.url, locale="en") as context:
        yield context.new_page()


def test_staff_see_which_page_a_script_got_into(page: Page):
    page.goto("/?from=a-letter")
    with page.expect_request("**/csp-reports/") as sent:
        page.evaluate(GOT_IN)
    assert json.loads(sent.value.post_data)["csp-report"]["blocked-uri"] == "inline"
    assert sent.value.response().status == 204
    assert page.title() != "Yours"

    PageEditor(page).sign_in("olga")
    page.goto("/admin/reports/blocked-content/")

    row = page.locator("tr", has_text="Written into the page")
    expect(row).to_contain_text("script-src-elem")
    expect(row.locator("td").nth(2)).to_have_text("/")
    expect(page.get_by_text("a-letter")).to_have_count(0)


def test_a_picture_of_another_host_in_the_admin_is_told_too(page: Page):
    page.goto("/admin/login/", wait_until="networkidle")

    with page.expect_request("**/csp-reports/") as sent:
        page.evaluate("new Image().src = 'https://elsewhere.example/pixel.gif'")

    assert sent.value.response().status == 204
