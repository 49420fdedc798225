"""The admin as an editor uses it: with clicks and keys, by the words on the screen."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

EDITOR_PASSWORD = "correct horse battery"
WATCHES_EDITS = """() => {
    const form = document.querySelector("form[data-edit-form]");
    return window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-unsaved")?.initialFormData;
}"""
NEWSROOM = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from blog.models import UpdateIndexPage
if not UpdateIndexPage.objects.exists():
    call_command("create_demo_site", verbosity=0)
editor, created = get_user_model().objects.get_or_create(username="{name}", email="{name}@fund.example")
editor.set_password("{password}")
editor.save()
editor.groups.add(Group.objects.get(name="Editors"))
"""


class PageEditor:
    """The screen on which a page is written."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, username: str, password: str = EDITOR_PASSWORD) -> None:
        self.page.goto("/admin/login/")
        self.page.get_by_label("Username").fill(username)
        self.page.locator("#id_password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/admin/")

    def start(self, kind: str) -> None:
        """Begins a page of a kind below the only place where it can stand, from the menu."""
        self.page.get_by_role("link", name=kind, exact=True).first.click()
        self.page.get_by_role("link", name=re.compile("^Add ", re.IGNORECASE)).first.click()
        self.page.wait_for_selector("#id_title")
        self.page.wait_for_load_state()  # the buttons of the form answer from here on
        # What is written in the first two seconds, Wagtail takes for unchanged.
        self.page.wait_for_function(WATCHES_EDITS)

    def section(self, name: str) -> Locator:
        return self.page.locator(f"section[id$='-{name}-section']")

    def rows(self, relation: str) -> Locator:
        """The rows of an inline panel, in their order on the screen."""
        return self.page.locator(f"#id_{relation}-FORMS > div")

    def choose_people(self, names: list[str]) -> None:
        self.page.get_by_role("button", name="Add author").click()
        dialog = self.page.locator(".modal-dialog")
        for name in names:
            dialog.get_by_title(f"Select {name}").check()
        dialog.get_by_role("button", name="Confirm selection").click()
        expect(self.rows("page_authors").filter(has_text=names[-1])).to_be_visible()

    def authors(self) -> list[str]:
        titles = self.rows("page_authors").locator(".chooser__title").all_inner_texts()
        return [title for title in titles if title]

    def expect_authors(self, names: list[str]) -> None:
        """The panel fills itself after the page has loaded."""
        titles = self.rows("page_authors").locator(".chooser__title:visible")
        expect(titles).to_have_text(names, use_inner_text=True)

    def put_authors_in_order(self, names: list[str]) -> None:
        for place, name in enumerate(names):
            while self.authors().index(name) > place:
                before = self.authors()
                rows = self.rows("page_authors")
                rows.filter(has_text=name).get_by_role("button", name="Move up").click()
                expect(self.rows("page_authors").nth(before.index(name) - 1)).to_contain_text(name)

    def add_block(self, field: str, label: str) -> Locator:
        """Adds a block at the end of a stream and returns it."""
        stream = self.page.locator(f"#{field}-root")
        blocks = stream.locator("> [data-streamfield-stream-container] > [data-streamfield-child]")
        count = blocks.count()
        stream.locator(".c-sf-add-button").last.click()
        options = self.page.get_by_role("option", name=label, exact=True)
        if options.count():
            options.first.click()
        expect(blocks).to_have_count(count + 1)
        return blocks.nth(count)

    def write(self, block: Locator, text: str) -> None:
        field = block.get_by_role("textbox").first
        field.click()
        expect(field).to_be_focused()
        self.page.keyboard.type(text)
        expect(field).to_contain_text(text)

    def write_footnotes(self, notes: list[str]) -> None:
        for note in notes:
            self.page.get_by_role("button", name="Add footnote").click()
            self.write(self.rows("footnotes").last, note)

    def place_footnote(self, note: str) -> None:
        """Places a note behind the words where the cursor stands, with the button that the editor shows there."""
        button = self.page.locator("button[name=FOOTNOTES]:visible")
        if not button.count():
            self.page.keyboard.type("/fn")
            button = self.page.get_by_role("option", name="Footnote")
        button.first.click()
        dialog = self.page.locator("#footnotes-modal")
        dialog.get_by_role("cell", name=note).click()
        expect(dialog).to_be_hidden()

    def upload_image(self, container: Locator, file: Path, title: str) -> None:
        container.get_by_role("button", name="Choose an image").click()
        dialog = self.page.locator(".modal-dialog")
        dialog.get_by_role("tab", name="Upload").click()
        dialog.locator("input[type=file]").set_input_files(file)
        dialog.locator("#tab-upload").get_by_label("Title").fill(title)
        dialog.get_by_role("button", name="Upload").click()
        expect(dialog).to_be_hidden()

    def preview(self):
        """Opens the preview beside the form and returns the page shown in it."""
        self.page.get_by_role("button", name="Toggle preview").click()
        return self.page.frame_locator("#w-preview-iframe")

    def wait_until_saved(self, timeout: float | None = None) -> None:
        """Until the first save by itself is over; Wagtail sends a page twice that is published meanwhile."""
        self.page.wait_for_url(re.compile(r"/edit/(#.*)?$"), timeout=timeout)

    def press_publish(self) -> None:
        self.wait_until_saved()
        self.page.get_by_role("button", name="More actions").click()
        self.page.get_by_role("button", name="Publish", exact=True).click()

    def publish(self) -> None:
        """Publishes, and does so anyway where something would be better."""
        self.press_publish()
        anyway = self.page.get_by_role("button", name="Publish anyway")
        messages = self.page.locator(".messages").filter(has_text="published")
        expect(anyway.or_(messages)).to_be_visible()
        if anyway.is_visible():
            anyway.click()
        expect(messages).to_be_visible()


def newsroom_of(name: str, running_site, page: Page) -> PageEditor:
    """The admin of a site with demo content, where somebody of the group Editors has signed in."""
    running_site.shell(NEWSROOM.format(name=name, password=EDITOR_PASSWORD))
    page.set_default_timeout(15_000)
    editor = PageEditor(page)
    editor.sign_in(name)
    return editor
