"""Notes, from the editor's Fn button to the reader's way back."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("nora", running_site, page)


def test_editor_writes_a_note_where_it_is_needed(editor, page):
    editor.start("Updates")
    page.fill("#id_title", "A note on the way")
    text = editor.add_block("body", "Text")
    editor.write(text, "Ropes wear out")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.locator("button[name=FOOTNOTES]:visible").first.click()
    page.locator("#footnotes-modal").get_by_text("Create new footnote").click()
    expect(editor.rows("footnotes").get_by_role("textbox").first).to_be_focused()
    page.keyboard.type("A letter on ropes.")

    editor.wait_until_saved()
    preview = editor.preview()
    expect(preview.locator(".footnotes__text")).to_have_text("A letter on ropes.")
    expect(preview.locator("p").filter(has_text="Ropes wear out").locator(".footnote-reference")).to_have_text("1")


def test_editor_places_notes_and_readers_find_their_way_back(editor, page, browser, running_site):
    editor.start("Updates")
    page.fill("#id_title", "Notes on wells")
    editor.write_footnotes(["A book on wells.", "A letter on ropes."])
    first = editor.add_block("body", "Text")
    editor.write(first, "Ropes wear out")
    editor.place_footnote("A letter on ropes.")
    second = editor.add_block("body", "Text")
    editor.write(second, "Wells stay")
    page.keyboard.press("Control+Shift+ArrowLeft")
    editor.place_footnote("A book on wells.")
    third = editor.add_block("body", "Text")
    editor.write(third, "Ropes again")
    editor.place_footnote("A letter on ropes.")
    editor.publish()

    reader = browser.new_page(base_url=running_site.url)
    reader.goto("/updates/notes-on-wells/")
    text = reader.locator("main")
    for words, number in {"Ropes wear out": "1", "Wells stay": "2", "Ropes again": "1"}.items():
        expect(text.locator("p").filter(has_text=words).locator(".footnote-reference")).to_have_text(number)
    notes = reader.locator(".footnotes__text")
    expect(notes).to_have_text(["A letter on ropes.", "A book on wells."])
    expect(reader.locator(".side-note")).to_have_text(["1 A letter on ropes.", "2 A book on wells."])
    expect(reader.locator(".side-note").first).to_be_in_viewport()

    reader.get_by_role("link", name="Note 1", exact=True).last.click()
    expect(reader.locator("#footnote-1")).to_be_in_viewport()
    ways_back = reader.get_by_role("link", name="Back to the text from note 1")
    expect(ways_back).to_have_count(2)
    for way_back in ways_back.all():
        target = way_back.get_attribute("href")
        expect(reader.locator(f"a{target}")).to_have_count(1)
