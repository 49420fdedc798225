"""An editor begins with a skeleton, sees herself as its author, and looks at it where readers will meet it."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor

NEWSROOM = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from blog.models import Person, UpdateIndexPage
if not UpdateIndexPage.objects.exists():
    call_command("create_demo_site", verbosity=0)
editor = get_user_model().objects.create_user("ines", "ines@fund.example", "{EDITOR_PASSWORD}")
editor.groups.add(Group.objects.get(name="Editors"))
for name, account in [("Ines Ibarra", editor), ("Ngozi Okafor", None), ("Olu Ade", None)]:
    Person.objects.create(name=name, account=account)
"""

# What an unedited skeleton says, and what each preview must show of it.
PLACEHOLDER = "[Who speaks, and the one thing they say that readers should remember]"


@pytest.fixture(scope="module")
def newsroom(running_site):
    running_site.shell(NEWSROOM)


@pytest.fixture
def editor(newsroom, page):
    page.set_default_timeout(15_000)
    editor = PageEditor(page)
    editor.sign_in("ines")
    return editor


def begin_interview(page):
    page.get_by_role("link", name="Updates", exact=True).first.click()
    page.get_by_role("link", name="New from pattern").click()
    page.get_by_role("button", name="Begin : Interview").click()
    expect(page.locator(".messages")).to_contain_text("A draft has been made from the pattern “Interview”")


def show(page, mode: str):
    """What the preview shows in a mode, once it is drawn."""
    page.get_by_label("Preview mode").select_option(label=mode)
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.locator("h1").first).to_have_text(mode)
    return frame


def test_editor_begins_an_interview_and_sees_it_as_readers_will(editor, page):
    begin_interview(page)
    editor.expect_authors(["Ines Ibarra"])
    page.fill("#id_title", "A word with the keeper of wells")
    page.locator("#id_title").blur()

    preview = editor.preview()
    page.get_by_label("Preview in mobile size").check(force=True)
    expect(preview.get_by_role("heading", level=1)).to_have_text("A word with the keeper of wells")

    card = show(page, "As a card in lists")
    expect(card.locator(".update-card").first).to_contain_text("By Ines Ibarra")
    expect(card.locator(".update-card").first).to_contain_text("[Who speaks")
    mail = show(page, "As an e-mail to subscribers")
    expect(mail.locator("dl")).to_contain_text("New update: A word with the keeper of wells")
    letter = mail.frame_locator("iframe[title='The e-mail']")
    expect(letter.get_by_role("link", name="Read the update")).to_be_visible()
    expect(letter.get_by_text("By Ines Ibarra")).to_be_visible()
    expect(mail.locator("pre")).to_contain_text("Unsubscribe:")
    link = show(page, "As a shared link")
    expect(link.get_by_text("A word with the keeper of wells").first).to_be_visible()
    expect(link.get_by_text(PLACEHOLDER).first).to_be_visible()
    result = show(page, "As a search result")
    expect(result.get_by_text("› a-word-with-the-keeper-of-wells")).to_be_visible()
    item = show(page, "As an item in a feed reader")
    words = item.frame_locator("iframe[title='The item of the feed']")
    expect(words.get_by_text("[The answer, in their words]").first).to_be_visible()


def test_editor_adds_two_people_at_once_and_drags_one(editor, page):
    page.set_viewport_size({"width": 1280, "height": 1600})  # all rows in sight: a drag needs no scrolling
    begin_interview(page)
    editor.choose_people(["Ngozi Okafor", "Olu Ade"])
    editor.expect_authors(["Ines Ibarra", "Ngozi Okafor", "Olu Ade"])

    rows = editor.rows("page_authors")
    drag(page, rows.nth(2), rows.nth(0))
    expect(rows.nth(0)).to_contain_text("Olu Ade")
    editor.expect_authors(["Olu Ade", "Ines Ibarra", "Ngozi Okafor"])
    rows.filter(has_text="Ines Ibarra").get_by_role("button", name="Move down").click()
    expect(rows.nth(2)).to_contain_text("Ines Ibarra")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("has been updated", timeout=20_000)

    page.reload()
    editor.expect_authors(["Olu Ade", "Ngozi Okafor", "Ines Ibarra"])
    rows.filter(has_text="Ines Ibarra").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("has been updated", timeout=20_000)
    page.reload()
    editor.expect_authors(["Olu Ade", "Ngozi Okafor"])


def drag(page, row, place):
    """Carries a row up to where another is, in steps as a hand moves, and lets go once it is seen there."""
    name = row.locator(".chooser__title").inner_text()
    row.get_by_role("button", name="Drag").hover()  # waits until nothing moves
    page.mouse.down()
    for _ in range(20):
        end = place.get_by_role("button", name="Drag").bounding_box()
        for height in (end["height"] * 2, end["height"] / 2, -5, -15):
            page.mouse.move(end["x"] + end["width"] / 2, end["y"] + height, steps=20)
        if name in place.inner_text():
            break
        page.wait_for_timeout(100)  # rows that make way are not dropped upon
    page.mouse.up()


def test_new_update_names_its_maker_through_every_save_until_removed(editor, page):
    editor.start("Updates")
    editor.expect_authors(["Ines Ibarra"])
    page.fill("#id_title", "Ropes of Ines")
    # As slowly as a person: what is filled in before the form has looked at itself does not count as a change.
    page.get_by_role("textbox", name="Summary").press_sequentially("What a rope is worth.", delay=120)
    editor.wait_until_saved()
    page.reload()
    editor.expect_authors(["Ines Ibarra"])

    editor.rows("page_authors").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("has been updated", timeout=20_000)
    page.reload()

    editor.expect_authors([])
