"""What a site manager sees before anything is saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor

MANAGER = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
manager = get_user_model().objects.create_user("magda", "magda@fund.example", "{EDITOR_PASSWORD}")
manager.groups.add(Group.objects.get(name="Site managers"))
"""


@pytest.fixture
def manager(running_site, page):
    running_site.shell(MANAGER)
    page.set_default_timeout(15_000)
    manager = PageEditor(page)
    manager.sign_in("magda")
    return manager


def test_site_manager_sees_changed_settings_before_saving_them(manager, page, browser, running_site):
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("link", name="Site settings").click()
    page.get_by_role("textbox", name="Brand line").fill("River • Fund")
    page.get_by_role("tab", name="Subscribe form").click()
    page.get_by_role("textbox", name="Invitation").fill("Hear of the river first")

    preview = manager.preview()
    expect(preview.locator("header.header")).to_contain_text("River")
    expect(preview.locator("body")).to_contain_text("Hear of the river first")

    reader = browser.new_page(base_url=running_site.url)
    reader.goto("/subscribe/")
    expect(reader.locator("body")).to_contain_text("Infrastructure")
    expect(reader.locator("body")).not_to_contain_text("River")
    expect(reader.locator("body")).not_to_contain_text("Hear of the river first")
