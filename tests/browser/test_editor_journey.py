"""One editor, from signing in to what readers see."""

import json
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor
from tests.factories import pdf_bytes, picture_bytes

AUTHORS = ["Narrira Lemos de Souza", "Luciana Ferreira", "Márcia Nóbrega", "Bruno Rigonato"]
BYLINE = "By Narrira Lemos de Souza, Luciana Ferreira, Márcia Nóbrega, and Bruno Rigonato"

NEWSROOM = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
call_command("create_demo_site", verbosity=0)
editor = get_user_model().objects.create_user("eva", "eva@fund.example", "{EDITOR_PASSWORD}")
editor.groups.add(Group.objects.get(name="Editors"))
"""


@pytest.fixture(scope="module")
def newsroom(running_site):
    running_site.shell(NEWSROOM)
    return running_site


@pytest.fixture
def editor(newsroom, page):
    page.set_default_timeout(15_000)
    editor = PageEditor(page)
    editor.sign_in("eva")
    return editor


def test_editor_publishes_an_update_by_four_people(editor, page, browser, newsroom, tmp_path):
    picture = tmp_path / "river.png"
    picture.write_bytes(picture_bytes(1600, 1000, "#345a7a"))

    editor.start("Updates")
    page.fill("#id_title", "Rivers and routers")
    editor.choose_people(AUTHORS)
    editor.put_authors_in_order(AUTHORS)
    editor.expect_authors(AUTHORS)
    page.get_by_role("textbox", name="Summary").fill("What a river can teach a network.")
    text = editor.add_block("body", "Text")
    editor.write(text, "Water finds its way.")
    image = editor.add_block("body", "Image")
    editor.upload_image(image, picture, "A river")
    image.get_by_role("textbox", name="Alt text").fill("A river seen from above")
    quote = editor.add_block("body", "Quote")
    quote.get_by_role("textbox", name="Quote").fill("Nobody owns a river.")
    quote.get_by_role("textbox", name="Who said it").fill("A ferrywoman")
    page.locator(".tagit-new input").fill("Rivers,")

    preview = editor.preview()
    expect(preview.get_by_role("heading", level=1)).to_have_text("Rivers and routers")
    expect(preview.locator("body")).to_contain_text(BYLINE)

    editor.publish()

    reader = browser.new_page(base_url=newsroom.url)
    for address in [
        "/",
        "/updates/",
        "/updates/tags/rivers/",
        "/updates/authors/marcia-nobrega/",
        f"/updates/{date.today().year}/",
    ]:
        reader.goto(address)
        expect(reader.get_by_role("link", name="Rivers and routers").first).to_be_visible()
        expect(reader.locator("main")).to_contain_text(BYLINE)
    for feed in ["/updates/feed/", "/updates/feed/atom/", "/updates/feed/json/", "/updates/tags/rivers/feed/"]:
        answer = reader.request.get(feed)
        words = json.dumps(answer.json(), ensure_ascii=False) if "json" in feed else answer.text()
        assert "Rivers and routers" in words
        places = [words.index(author) for author in AUTHORS]
        assert places == sorted(places), feed
    reader.goto("/updates/")
    reader.get_by_role("link", name="Rivers and routers").first.click()
    expect(reader.get_by_alt_text("A river seen from above")).to_be_visible()
    expect(reader.locator("blockquote")).to_contain_text("Nobody owns a river.")


def test_editor_publishes_a_report_with_recommendations_and_downloads(editor, page, browser, newsroom, tmp_path):
    editor.start("Reports")
    page.fill("#id_title", "Wells in common")
    editor.write(editor.section("abstract"), "How villages keep wells together.")
    editor.choose_people(["Luciana Ferreira"])
    for title in ["Share the well", "Keep the rope", "Write it down"]:
        block = editor.add_block("recommendations", "Recommendation")
        block.get_by_role("textbox", name="Recommendation").fill(title)
    page.get_by_role("tab", name="Downloads and details").click()
    for label, pages in [("Full report", 12), ("Summary", 2)]:
        file = tmp_path / f"{label}.pdf"
        file.write_bytes(pdf_bytes(pages))
        page.get_by_role("button", name="Add download").click()
        row = editor.rows("downloads").last
        row.get_by_role("textbox", name="Label").fill(label)
        row.get_by_role("button", name="Choose a document").click()
        dialog = page.locator(".modal-dialog")
        dialog.get_by_role("tab", name="Upload").click()
        dialog.locator("input[type=file]").set_input_files(file)
        dialog.locator("#tab-upload").get_by_role("textbox", name="Title").fill(label)
        dialog.get_by_role("button", name="Upload").click()
        expect(dialog).to_be_hidden()

    preview = editor.preview()
    expect(preview.get_by_role("heading", level=1)).to_contain_text("Wells in common")
    expect(preview.locator("[id^='recommendation-']")).to_have_count(3)

    editor.publish()

    reader = browser.new_page(base_url=newsroom.url)
    reader.goto("/reports/")
    reader.get_by_role("link", name="Wells in common").first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Wells in common")
    for title in ["Share the well", "Keep the rope", "Write it down"]:
        expect(reader.locator("[id^='recommendation-']").filter(has_text=title)).to_be_visible()
    expect(reader.locator("main")).to_contain_text("12 pages")
    expect(reader.locator("main")).to_contain_text("2 pages")
    href = reader.get_by_role("link", name="Full report").first.get_attribute("href")
    assert reader.request.get(href).body().startswith(b"%PDF")
    for address in [
        "/updates/authors/luciana-ferreira/",
        "/updates/feed/",
        "/updates/feed/atom/",
        "/updates/feed/json/",
    ]:
        assert "Wells in common" in reader.request.get(address).text(), address
