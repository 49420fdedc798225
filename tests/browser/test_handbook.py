"""The tasks of the handbook, done as it tells them; `make handbook` takes its pictures anew."""

import io
import os
import re
from contextlib import suppress

import pytest
from PIL import Image
from playwright.sync_api import TimeoutError, expect

from tests.browser.admin import EDITOR_PASSWORD, PageEditor
from tests.database import ROOT
from tests.factories import pdf_bytes

HANDBOOK = (ROOT / "docs" / "editors.md").read_text()
PICTURES = ROOT / "docs" / "screenshots" / "handbook"
MAX_BYTES = 50 * 1024
# What slides in; what turns for ever, such as a sign of waiting, is not waited for.
UNTIL_ALL_HAS_ARRIVED = """() => Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity).map((each) => each.finished))"""
WITHOUT_MENU = {"x": 200, "y": 0, "width": 1080, "height": 800}

NEWSROOM = f"""
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from blog.models import Person, UpdateCredit, UpdateIndexPage, UpdatePage
from site_core.models import SiteImage
from tests.factories import picture_bytes

call_command("create_demo_site", verbosity=0)
people = {{}}
for name, group in (("Wanda Writer", "Writers"), ("Eva Editor", "Editors"), ("Mara Manager", "Site managers")):
    first, last = name.split()
    user = get_user_model().objects.create_user("handbook-" + first.lower(), password="{EDITOR_PASSWORD}")
    user.first_name, user.last_name, user.email = first, last, first.lower() + "@fund.example"
    user.save()
    user.groups.add(Group.objects.get(name=group))
    people[first] = user, Person.objects.create(name=name, slug=name.lower().replace(" ", "-"), account=user)

def draft(title, first, **more):
    user, person = people[first]
    page = UpdatePage(title=title, live=False, owner=user, has_unpublished_changes=True, **more)
    page.summary = page.summary or "What happened, in a sentence."
    page.body = [("text", "<p>The whole text of the update.</p>")]
    page.page_authors = [UpdateCredit(author=person)]
    UpdateIndexPage.objects.get().add_child(instance=page)
    page.tags.add("Maintenance")
    page.save_revision(user=user)
    return page

draft("What we learnt in Dhaka", "Eva")
draft("A call for maintainers", "Eva")
draft("Bericht aus Berlin", "Wanda", language="de")
letter = draft("Annual letter", "Eva")
letter.go_live_at = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=3)
letter.save_revision().publish(user=people["Eva"][0])
image = SiteImage(title="Photo 0417", file=ContentFile(picture_bytes(1600, 1000), name="photo-0417.png"))
image._set_image_file_metadata()
image.save()
"""


SCHEDULER = "from tests.scheduling.noticing import beat; beat()"
CALENDAR = """
from datetime import UTC, datetime
from django.contrib.auth import get_user_model
from blog.models import UpdateIndexPage, UpdatePage
eva = get_user_model().objects.get(username="handbook-eva")
for day, hour, title, is_approved in (
    (6, 9, "Call for proposals", True),
    (6, 14, "What the maintainers said", True),
    (14, 9, "Open letter on public code", False),
    (20, 9, "Notes from the meeting in Lisbon", True),
):
    moment = datetime(2031, 5, day, hour, tzinfo=UTC)
    page = UpdatePage(title=title, live=False, go_live_at=moment, has_unpublished_changes=True)
    UpdateIndexPage.objects.get().add_child(instance=page)
    revision = page.save_revision(user=eva)
    if is_approved:
        revision.publish(user=eva)
"""
NOTICES = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from blog.models import UpdatePage
from tests.scheduling.noticing import notice
eva = get_user_model().objects.get(username="handbook-eva")
page = UpdatePage.objects.get(slug="tech-for-forests-website")
nine = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
notice(eva, page, "failed", nine - timedelta(days=1), approved_by=eva, reason=(
    "Its address is taken by another page beside it. Give one of the two another address."
))
notice(eva, page, "went_live", nine, approved_by=eva)
"""


@pytest.fixture(scope="module")
def newsroom(running_site):
    running_site.shell(NEWSROOM)
    return running_site


@pytest.fixture
def sign_in(newsroom, page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_default_timeout(15_000)

    def sign_in(name):
        page.context.clear_cookies()
        staff = PageEditor(page)
        staff.sign_in(f"handbook-{name}")
        return staff

    return sign_in


@pytest.fixture
def take(page):
    """Takes a picture for the handbook, when it is asked to; always makes sure that the handbook has it."""

    def take(name, clip=WITHOUT_MENU):
        file = PICTURES / f"{name}.webp"
        assert f"(screenshots/handbook/{file.name})" in HANDBOOK
        if os.environ.get("HANDBOOK_PICTURES"):
            page.evaluate("document.activeElement.blur(); window.scrollTo(0, window.scrollY)")
            page.evaluate(UNTIL_ALL_HAS_ARRIVED)
            save(page.screenshot(clip=clip, animations="disabled"), file)
        assert file.stat().st_size <= MAX_BYTES, f"make handbook takes {file.name}"

    return take


def save(picture, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture)) as image:
        for quality in range(85, 20, -5):
            image.convert("RGB").save(file, "WEBP", quality=quality, method=6)
            if file.stat().st_size <= MAX_BYTES:
                return


def named(*words):
    """The words of a screen, which the handbook must name as they are."""
    for word in words:
        assert f"**{word}**" in HANDBOOK, word
    return words


def test_dashboard_shows_what_the_handbook_says(newsroom, sign_in, page, take):
    newsroom.shell(SCHEDULER)
    sign_in("eva")

    for heading in named("Waiting for you", "My drafts", "What happens next", "Recently published"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    for button in named("New update", "New from pattern"):
        expect(page.get_by_role("link", name=button)).to_be_visible()
    take("dashboard", {"x": 0, "y": 0, "width": 1280, "height": 800})


def test_notices_say_what_the_handbook_says(newsroom, sign_in, page, take):
    newsroom.shell(NOTICES)
    sign_in("eva")
    page.get_by_role("link", name="Notices (2)").click()

    for words in ("went live", "could not go live"):
        named(words)
        expect(page.get_by_text(f"“Tech For Forests Website” {words}")).to_be_visible()
    for button in named("Mark as read", "Mark all as read"):
        expect(page.get_by_role("button", name=button).first).to_be_visible()
    take("notices", {"x": 200, "y": 0, "width": 1080, "height": 420})

    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notices (2)")).to_be_hidden()
    page.get_by_role("link", name="“Tech For Forests Website” went live").click()
    for offer in named("Follow", "Stop following"):
        page.get_by_role("navigation", name="Actions").get_by_role("button", name="Actions", exact=True).click()
        page.get_by_role("link", name=offer, exact=True).click()
        page.wait_for_load_state()


def test_calendar_says_what_the_handbook_says(newsroom, sign_in, page, take):
    newsroom.shell(CALENDAR)
    sign_in("eva")
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Calendar").click()

    for link in named("Month", "Week", "Agenda", "Previous", "Today", "Next", "Board", "Subscribe"):
        expect(page.get_by_role("link", name=link, exact=True)).to_be_visible()
    for field in named("Kind", "Author", "State"):
        expect(page.get_by_label(field, exact=True)).to_be_visible()
    page.goto("/admin/calendar/?date=2031-05-10")
    for state in named("Scheduled", "Wished, not approved"):
        expect(page.locator(".calendar__counts")).to_contain_text(state)
    take("calendar")

    page.get_by_role("link", name="Move, publish or cancel “Call for proposals”").click()
    for act in named("Publish now", "Cancel schedule"):
        page.get_by_role("link", name=re.compile(act.replace("Cancel s", "Cancel the s"))).click()
        expect(page.get_by_role("button", name=act)).to_be_visible()
        page.go_back()
    page.goto("/admin/calendar/subscription/")
    page.get_by_role("button", name="Make an address").click()
    for button in named("Make another address", "Revoke the address"):
        expect(page.get_by_role("button", name=button)).to_be_visible()


def test_lists_have_the_columns_filters_and_files_of_the_handbook(sign_in, page, take):
    sign_in("eva")
    page.get_by_role("link", name=named("Updates")[0], exact=True).first.click()

    table = page.locator("table.listing")
    for column in ("Publication date", "Authors", "Schedule (UTC)", "Language", "Status"):
        expect(table.get_by_role("columnheader", name=column)).to_be_visible()
    expect(page.get_by_role("link", name=named("Add update")[0])).to_be_visible()
    take("updates")

    table.get_by_role("columnheader").get_by_role("link", name="Title").click()
    page.get_by_role("button", name="Actions", exact=True).first.click()
    for button in named("Back to the usual order", "Download CSV", "Download XLSX"):
        expect(page.get_by_role("link", name=button)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert "Annual letter,,Eva Editor,scheduled" in download.value.path().read_text()
    page.get_by_role("link", name="Back to the usual order").click()


def test_an_update_begins_from_a_pattern_and_is_told_what_it_lacks(sign_in, page, take):
    staff = sign_in("eva")
    page.get_by_role("link", name="New from pattern").click()
    take("patterns")
    named("Begin")
    page.get_by_role("button", name=re.compile("Begin.*Interview")).click()
    page.wait_for_selector("#id_title")
    staff.wait_until_saved()

    page.get_by_role("button", name="Toggle “Ready to publish”").click()
    for words in named("Better before this page is published"):
        expect(page.get_by_role("heading", name=words)).to_be_visible()
    take("ready")


def test_a_page_is_made_a_pattern_and_begins_another(sign_in, page):
    sign_in("eva")
    page.get_by_role("link", name="A call for maintainers").first.click()
    page.get_by_role("tab", name=named("Settings")[0]).click()
    page.get_by_role("checkbox", name=named("Use as a pattern")[0]).check()
    page.get_by_role("button", name=named("Save draft")[0]).click()
    expect(page.locator(".messages")).to_contain_text("has been updated")

    page.goto("/admin/")
    page.get_by_role("link", name="New from pattern").click()
    page.get_by_role("button", name=re.compile("Begin.*A call for maintainers")).click()

    expect(page.locator("#id_title")).to_have_value("A call for maintainers 2")


def test_a_page_is_copied_without_its_schedule(sign_in, page):
    sign_in("eva")
    page.get_by_role("link", name="Annual letter").first.click()
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name=named("Copy")[0], exact=True).click()
    page.get_by_role("textbox", name="New title").fill("Next year’s letter")
    page.get_by_role("button", name=named("Copy this page")[0]).click()
    page.locator(".messages").get_by_role("link", name=named("Edit")[0]).click()

    expect(page.locator("#id_title")).to_have_value("Next year’s letter")
    page.get_by_role("button", name="Toggle status").click()
    expect(page.get_by_text("No publishing schedule set")).to_be_visible()


def test_the_form_blocks_and_previews_are_those_of_the_handbook(sign_in, page, take):
    staff = sign_in("eva")
    staff.start("Updates")
    expect(staff.rows("page_authors").first).to_contain_text("Eva Editor")
    page.get_by_role("textbox", name=named("Summary")[0]).fill("What a river can teach a network.")
    # A hand is slower: what is written at once is taken for the form as it was, and not saved before the next change.
    for title in ("Rivers and routers", "Rivers and routers ") * 3:
        page.fill("#id_title", title)
        page.keyboard.press("Tab")
        with suppress(TimeoutError):
            staff.wait_until_saved(timeout=5_000)
            break
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    take("update")

    page.locator("#body-root .c-sf-add-button").last.click()
    page.get_by_role("option", name=named("Pull quote")[0], exact=True).hover()
    take("blocks")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Toggle preview").click()
    mode = page.get_by_label(named("Preview mode")[0])
    for surface in ("as a card in lists", "as a search", "as a shared link", "as an e-mail"):
        assert surface in " ".join(HANDBOOK.split())
    mode.select_option(label="As a card in lists")
    expect(page.frame_locator("#w-preview-iframe").get_by_text("Rivers and routers").first).to_be_visible()
    take("preview")


def test_a_page_is_scheduled_from_the_status_panel(sign_in, page, take):
    sign_in("eva")
    page.get_by_role("link", name="Annual letter").first.click()

    page.get_by_role("button", name="Toggle status").click()
    expect(page.get_by_text("Go-live:")).to_be_visible()
    expect(page.get_by_role("link", name=named("Cancel schedule")[0])).to_be_visible()
    page.get_by_role("button", name="More actions").click()
    for button in named("Update scheduled version", "Publish now, not at the set time"):
        expect(page.get_by_role("button", name=button)).to_be_visible()
    page.keyboard.press("Escape")
    take("schedule")


def test_a_writer_submits_and_an_editor_decides(sign_in, page, take, newsroom):
    sign_in("wanda")
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_hidden()
    page.get_by_role("link", name="Bericht aus Berlin").first.click()
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_hidden()
    page.get_by_role("button", name=named("Submit to Review")[0]).click()
    expect(page.locator(".messages")).to_contain_text("submitted for moderation")

    sign_in("eva")
    page.get_by_role("link", name="Bericht aus Berlin").first.click()
    page.get_by_role("button", name="More actions").click()
    for action in named("Request changes", "Approve and Publish", "Approve with comment and Publish"):
        expect(page.get_by_role("button", name=action, exact=True)).to_be_visible()
    take("review")
    page.get_by_role("button", name="Approve and Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Bericht aus Berlin")

    assert page.request.get("/updates/bericht-aus-berlin/").status == 200


def test_libraries_show_use_and_replacing_says_what_it_does(sign_in, page, take):
    sign_in("eva")
    page.get_by_role("link", name=named("Images")[0], exact=True).click()
    expect(page.locator(".images").get_by_text("No description").first).to_be_visible()
    take("images")

    page.get_by_role("link", name=named("Documents")[0], exact=True).click()
    page.get_by_role("link", name=re.compile("Summary")).first.click()
    expect(page.get_by_text("at the same address")).to_be_visible()
    take("replace")

    file, address = pdf_bytes(7), page.get_by_role("link", name="summary.pdf").get_attribute("href")
    page.locator("input[type=file]").set_input_files({"name": "new.pdf", "mimeType": "application/pdf", "buffer": file})
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("updated")
    assert page.request.get(address).body() == file


def test_a_document_is_imported(sign_in, page, take):
    sign_in("eva")
    page.get_by_role("link", name=named("From a document")[0]).click()
    expect(page.get_by_role("button", name=named("Read the document")[0])).to_be_visible()
    take("import")


def test_site_managers_find_settings_and_users(sign_in, page, take):
    sign_in("mara")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("link", name="Site settings").click()
    expect(page.get_by_text("Brand line").first).to_be_visible()
    take("settings")


def test_help_menu_opens_the_handbook(sign_in, page):
    sign_in("wanda")
    page.get_by_role("button", name="Help").click()
    page.get_by_role("list", name="Help").get_by_role("link", name="Handbook").click()

    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Ready to publish").click()
    expect(page.get_by_role("heading", name="Ready to publish")).to_be_in_viewport()
    pictures = page.locator(".handbook__text img")
    assert pictures.count() == len(re.findall(r"!\[", HANDBOOK))
    pictures.first.scroll_into_view_if_needed()
    expect(pictures.first).to_have_js_property("complete", True)
    assert pictures.first.evaluate("image => image.naturalWidth") > 0
