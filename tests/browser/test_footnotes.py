"""Notes, from the editor's Fn button to the reader's way back."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor

NEWSROOM = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from blog.models import UpdateIndexPage
if not UpdateIndexPage.objects.exists():
    call_command("create_demo_site", verbosity=0)
editor = get_user_model().objects.create_user("nora", "nora@fund.example", "{EDITOR_PASSWORD}")
editor.groups.add(Group.objects.get(name="Editors"))
"""


@pytest.fixture
def editor(running_site, page):
    running_site.shell(NEWSROOM)
    page.set_default_timeout(15_000)
    editor = PageEditor(page)
    editor.sign_in("nora")
    return editor


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
    expect(text.locator("p").filter(has_text="Ropes wear out")).to_have_text("Ropes wear out1")
    expect(text.locator("p").filter(has_text="Wells stay")).to_have_text("Wells stay2")
    expect(text.locator("p").filter(has_text="Ropes again")).to_have_text("Ropes again1")
    notes = reader.locator(".footnotes__text")
    expect(notes).to_have_text(["A letter on ropes.", "A book on wells."])

    reader.get_by_role("link", name="Note 1").last.click()
    expect(reader.locator("#footnote-1")).to_be_in_viewport()
    ways_back = reader.get_by_role("link", name="Back to the text from note 1")
    expect(ways_back).to_have_count(2)
    for way_back in ways_back.all():
        target = way_back.get_attribute("href")
        expect(reader.locator(f"a{target}")).to_have_count(1)
