"""An editor brings a Word file with pictures and footnotes, and a reader finds them on the page."""

import pytest
from playwright.sync_api import expect

from tests.blog.importing.building import FIXTURES
from tests.browser.admin import newsroom_of
from tests.browser.axe import serious_faults

PASTE = """(html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "Minutes of March");
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector("[data-paste-words]").dispatchEvent(event);
}"""


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("wanda", running_site, page)


def test_editor_imports_a_word_file_and_readers_see_its_notes(editor, page, browser, running_site):
    page.get_by_role("link", name="Updates", exact=True).first.click()
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File").set_input_files(FIXTURES / "word-update.docx")
    page.get_by_role("button", name="Read the document").click()

    expect(page.get_by_label("Title")).to_have_value("Wells and Routers")
    expect(page.locator("main")).to_contain_text("2 headings, 2 footnotes, 2 pictures")
    preview = page.frame_locator("iframe[title='Preview of the text']")
    expect(preview.get_by_role("heading", name="Who keeps the rope?")).to_be_visible()
    expect(preview.get_by_alt_text("Picture 1 of the document")).to_have_js_property("naturalWidth", 24)
    page.get_by_role("group", name="Picture 1").get_by_label("Alternative text").fill("A well and its rope")
    page.get_by_role("group", name="Picture 2").get_by_label("It only decorates").check()
    page.get_by_role("button", name="Make the draft").click()

    page.wait_for_url("**/edit/")
    expect(page.locator(".messages")).to_contain_text("is a draft now")
    expect(page.locator("#id_title")).to_have_value("Wells and Routers")
    reader = browser.new_page(base_url=running_site.url)
    assert reader.request.get("/updates/wells-and-routers/").status == 404
    editor.publish()

    reader.goto("/updates/wells-and-routers/")
    expect(reader.get_by_alt_text("A well and its rope")).to_be_visible()
    expect(reader.get_by_text("Figure 1: The new rope")).to_be_visible()
    expect(reader.get_by_role("heading", name="Who keeps the rope?", level=2)).to_be_visible()
    notes = reader.locator(".footnotes__text")
    expect(notes).to_have_text(["Hemp, in most places.", "See Ostrom, Governing the Commons."])
    reader.get_by_role("link", name="Note 2", exact=True).click()
    expect(reader.locator("#footnote-2")).to_be_in_viewport()


def test_axe_finds_nothing_serious_while_a_document_is_looked_at(editor, page):
    page.goto("/admin/import/")
    page.get_by_label("File").set_input_files(FIXTURES / "word-update.docx")
    page.get_by_role("button", name="Read the document").click()
    expect(page.get_by_label("Title")).to_have_value("Wells and Routers")

    assert serious_faults(page) == {"light": "", "dark": ""}

    page.goto(page.locator("iframe[title='Preview of the text']").get_attribute("src"))
    assert serious_faults(page) == {"light": "", "dark": ""}


def test_what_is_pasted_keeps_its_formatting(editor, page):
    page.goto("/admin/import/")

    page.evaluate(PASTE, (FIXTURES / "word-clipboard.html").read_text(encoding="utf-8"))
    expect(page.get_by_label("Or paste the text here")).to_have_value("Minutes of March")
    expect(page.get_by_text("Pasted with its formatting.")).to_be_visible()
    page.get_by_role("button", name="Read the document").click()

    expect(page.locator("main")).to_contain_text("1 footnote, 1 quote")
    preview = page.frame_locator("iframe[title='Preview of the text']")
    expect(preview.locator("ul ul li")).to_have_text("in euro")


def test_paste_can_begin_anew(editor, page):
    page.goto("/admin/import/")
    page.evaluate(PASTE, "<p>First</p>")

    page.get_by_role("button", name="Paste something else").click()

    expect(page.get_by_label("Or paste the text here")).to_have_value("")
    expect(page.get_by_label("Or paste the text here")).to_be_editable()
    expect(page.get_by_text("Pasted with its formatting.")).to_be_hidden()
