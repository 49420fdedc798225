"""An editor is stopped, told why, led to the field, and publishes; another decides otherwise, and that is noted."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of
from tests.factories import picture_bytes


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("rosa", running_site, page)


def begin(editor, kind: str, title: str) -> None:
    """Begins a page and waits for its first save, which comes when the title is left."""
    editor.start(kind)
    editor.page.fill("#id_title", title)
    editor.page.keyboard.press("Tab")
    editor.wait_until_saved()


def panel(page):
    return page.locator('[data-side-panel="readiness"]')


def toggle(page):
    return page.get_by_role("button", name="Toggle “Ready to publish”")


def link(page, block, words: str, address: str) -> None:
    """Writes words and makes the last of them a link, with the keys that the editor offers for it."""
    block.get_by_role("textbox").first.click()
    page.keyboard.type(words)
    for _letter in words.rpartition(" ")[2]:
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Control+k")
    dialog = page.locator(".modal-dialog")
    dialog.get_by_role("link", name="External link").click()
    dialog.get_by_label("URL").fill(address)
    dialog.get_by_role("button", name="Insert link").click()
    expect(dialog).to_be_hidden()


def test_editor_is_led_to_what_is_missing_mends_it_and_publishes(editor, page, tmp_path):
    picture = tmp_path / "well.png"
    picture.write_bytes(picture_bytes(800, 500))
    begin(editor, "Updates", "Wells and ropes")
    page.get_by_role("textbox", name="Summary").fill("How a village keeps its well.")
    editor.choose_people(["Luciana Ferreira"])
    page.locator(".tagit-new input").fill("Wells,")
    text = editor.add_block("body", "Text")
    link(page, text, "The whole story is here", "https://example.org/wells")
    image = editor.add_block("body", "Image")
    editor.upload_image(image, picture, "A well")
    image.get_by_role("textbox", name="Alt text").fill("")

    editor.press_publish()

    expect(page.locator(".messages")).to_contain_text("validation errors")
    expect(panel(page)).to_be_visible()
    expect(toggle(page)).to_contain_text("2")
    panel(page).get_by_role("link", name="Alt text is missing.").click()
    alternative = page.get_by_role("textbox", name="Alt text")
    expect(alternative).to_be_focused()
    alternative.fill("A well in the middle of a village")

    editor.press_publish()

    expect(page.get_by_role("button", name="Publish anyway")).to_be_visible()
    page.get_by_role("link", name="A link is called “here”.").click()
    body_text = page.locator("#body-root [data-streamfield-child]").first
    expect(body_text.get_by_role("textbox").first).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("All of it is told")
    expect(page.locator("input[name='body-0-value']")).to_have_value(re.compile("All of it is told"))

    editor.press_publish()

    expect(page.locator(".messages")).to_contain_text("has been published")


def test_editor_publishes_anyway_and_the_history_says_so(editor, page, browser, running_site):
    begin(editor, "Updates", "A short notice")
    text = editor.add_block("body", "Text")
    editor.write(text, "The office is closed on Friday.")

    editor.press_publish()
    expect(page.get_by_role("heading", name="What would be better")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Nobody is named as the author.")
    reader = browser.new_page(base_url=running_site.url)
    assert reader.goto("/updates/a-short-notice/").status == 404
    page.get_by_role("button", name="Publish anyway").click()

    expect(page.locator(".messages")).to_contain_text("has been published")
    assert reader.goto("/updates/a-short-notice/").status == 200
    page.locator(".messages").get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="History").first.click()
    expect(page.locator("main")).to_contain_text("Publishing was confirmed although: Nobody is named as the author.")


def test_findings_lead_into_other_tabs_and_behind_the_cog(editor, page):
    begin(editor, "Reports", "A report begun")
    heading = editor.add_block("body", "Heading")
    heading.get_by_role("textbox", name="Heading").fill("A part of nothing")
    editor.wait_until_saved()
    toggle(page).click()

    panel(page).get_by_role("link", name="No licence is chosen.").click()
    expect(page.get_by_role("tab", name="Downloads and details")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#id_licence")).to_be_focused()

    heading.locator("select").first.select_option("3", force=True)
    panel(page).get_by_role("link", name="A part of nothing").click(timeout=40_000)
    expect(heading.locator("select").first).to_be_focused()
