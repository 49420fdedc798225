"""An editor schedules an update in the dialog, mends a word, and the update keeps its moment."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of

BEGIN = """
from blog.models import Person, UpdateCredit, UpdateIndexPage, UpdatePage
update = UpdatePage(title="Wells", slug="wells-{suffix}", summary="Nothing to mend.", live=False)
update.body = [("text", "<p>Words.</p>")]
update.page_authors = [UpdateCredit(author=Person.objects.first())]
UpdateIndexPage.objects.first().add_child(instance=update)
update.tags.add("water")
update.save()
update.save_revision()
print(update.pk)
"""
APPROVED = """
import json
from wagtail.models import Page
revision = Page.objects.get(pk={pk}).scheduled_revision
print(json.dumps([revision.pk, revision.content["summary"], revision.approved_go_live_at.isoformat()]))
"""
MOMENT = (datetime.now(UTC) + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("rosa", running_site, page)


def last_line(output: str) -> str:
    return output.strip().splitlines()[-1]


def approved(running_site, pk) -> list:
    return json.loads(last_line(running_site.shell(APPROVED.format(pk=pk))))


def press(page, name: str) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=name, exact=True).click()


def schedule_in_the_dialog(page) -> None:
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    dialog = page.get_by_role("dialog", name="Schedule")
    expect(dialog).to_contain_text("All times: UTC")
    dialog.get_by_label("Goes live").fill(f"{MOMENT:%Y-%m-%d %H:%M}")
    # By keyboard: Wagtail's calendar may lie over the button.
    dialog.get_by_role("button", name="Save times in the draft").press("Enter")
    expect(page.locator(".messages")).to_contain_text("has been updated")


def write_until_it_is_saved(page, words: str) -> None:
    """What is written in the first seconds, Wagtail takes for unchanged."""
    summary = page.get_by_role("textbox", name="Summary")
    for beginning in (words[:-1], words) * 3:
        summary.fill(beginning)
        with suppress(AssertionError):
            expect(page.locator(".messages")).to_contain_text("differs in: Summary", timeout=4_000)
            break
    summary.fill(words)


def test_editor_mends_a_scheduled_update_which_keeps_its_moment(editor, page, running_site):
    pk = last_line(running_site.shell(BEGIN.format(suffix=int(datetime.now(UTC).timestamp()))))
    page.goto(f"/admin/pages/{pk}/edit/")
    schedule_in_the_dialog(page)
    press(page, "Schedule to publish")
    expect(page.locator(".messages")).to_contain_text("has been scheduled for publishing")
    first = approved(running_site, pk)
    assert first[1:] == ["Nothing to mend.", MOMENT.isoformat()]

    page.goto(f"/admin/pages/{pk}/edit/")
    head = page.locator(".messages")
    expect(head).to_contain_text("approved by rosa")
    expect(head).to_contain_text("9 a.m. UTC. What you write here is a draft until you press")
    expect(head).to_contain_text("The draft on this screen is the same.")
    write_until_it_is_saved(page, "A word is mended.")

    expect(head).to_contain_text("The draft on this screen differs in: Summary.")
    assert approved(running_site, pk) == first

    press(page, "Update scheduled version")

    expect(page.locator(".messages")).to_contain_text("It goes live as planned")
    second = approved(running_site, pk)
    assert second[0] != first[0]
    assert second[1:] == ["A word is mended.", MOMENT.isoformat()]
    page.goto(f"/admin/pages/{pk}/history/")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile(r"Version \d+ takes the place of version \d+, approved by rosa; it goes live as planned")
    )
