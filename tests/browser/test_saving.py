"""Buttons of the editor, pressed while the form saves itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of

SAVES_AT_ONCE = """() => {
    document.execCommand("insertText", false, " And then the last words.");
    document.querySelector("form[data-edit-form] .action-save").click();
}"""
PAGES = "from blog.models import UpdatePage; print(UpdatePage.objects.filter(title__startswith='Pressed').count())"


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("saul", running_site, page)


def test_page_published_while_it_saves_itself_is_made_once(editor, page, running_site):
    """The site has saved the form, and the browser has not heard of it yet."""
    held = []

    def hold_answer_back(route, request):
        is_saving = request.method == "POST" and "json" in request.headers.get("accept", "")
        if is_saving and not held:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    editor.start("Updates")
    page.route("**/pages/add/**", hold_answer_back)
    page.fill("#id_title", "Pressed early")
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("Tab")
    text = editor.add_block("body", "Text")
    editor.write(text, "Written at leisure.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    while not held:
        page.wait_for_timeout(50)
    # However it comes about: the menu may be put away meanwhile, and the button with it.
    page.locator("[name=action-publish]").evaluate("button => button.remove()")
    [(route, answer)] = held
    route.fulfill(response=answer)

    page.get_by_role("button", name="Publish anyway").click()
    expect(page.locator(".messages")).to_contain_text("has been published")
    assert running_site.shell(PAGES).splitlines()[-1] == "1"


def test_words_written_just_before_the_button_are_kept(editor, page):
    """A text field hands over what was written a quarter of a second later."""
    editor.start("Updates")
    page.fill("#id_title", "Saved in the same breath")
    text = editor.add_block("body", "Text")
    editor.write(text, "Written at leisure.")
    editor.wait_until_saved()
    page.wait_for_timeout(1_000)

    with page.expect_navigation():
        page.evaluate(SAVES_AT_ONCE)

    expect(page.locator("#body-root").get_by_role("textbox").first).to_have_text(
        "Written at leisure. And then the last words."
    )
