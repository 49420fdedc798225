from playwright.sync_api import Page, expect


def test_staff_are_asked_to_sign_in(page: Page):
    page.goto("/admin/")

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
