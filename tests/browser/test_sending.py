"""An announcement is watched while it is sent, and stopped from the dashboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of

BEGIN = """
from django.utils import timezone
from subscriptions.models import Announcement, Subscriber
Announcement.objects.all().delete()
Subscriber.objects.all().delete()
for title, state in (("A word under way", "sending"), ("A word to come", "upcoming")):
    Announcement.objects.create(kind="update", title=title, state=state, send_at=timezone.now(),
                                recipients=2, frozen_at=timezone.now() if state == "sending" else None)
from tests.subscriptions.mailing import delivery, subscriber
for name in ("first", "second"):
    delivery(Announcement.objects.get(title="A word under way"), subscriber(name), state="waiting")
"""
ONE_HAS_LEFT = """
from subscriptions.models import Delivery
Delivery.objects.filter(pk=Delivery.objects.last().pk).update(state="sent")
"""

SENDING_BEGINS = """
from django.utils import timezone
from subscriptions.models import Announcement, Subscriber
from tests.subscriptions.mailing import delivery
announcement = Announcement.objects.get(title="A word to come")
Announcement.objects.filter(pk=announcement.pk).update(state="sending", frozen_at=timezone.now())
for reader in Subscriber.objects.all():
    delivery(announcement, reader, state="waiting")
"""
ALL_IS_SENT = """
from django.utils import timezone
from subscriptions.models import Announcement, Delivery
Delivery.objects.update(state="sent")
Announcement.objects.update(state="sent", finished_at=timezone.now())
"""


@pytest.fixture
def editor(running_site, page):
    running_site.shell(BEGIN)
    return newsroom_of("mel", running_site, page)


def test_bar_moves_by_itself_and_what_is_to_come_is_stopped(editor, page, running_site):
    page.goto("/admin/announcements/?state=sending")
    row = page.locator("tr", has_text="A word under way")
    expect(row).to_contain_text("0 of 2")

    running_site.shell(ONE_HAS_LEFT)

    expect(row).to_contain_text("1 of 2", timeout=15_000)
    expect(row.locator("[data-sending-number$=' sent']")).to_have_text("1")
    page.goto("/admin/")
    page.locator(".mailing__row", has_text="A word to come").get_by_role("button", name="Stop").click()
    expect(page.locator(".messages")).to_contain_text("It is stopped. Nobody gets it any more.")


def test_screen_follows_an_announcement_from_its_hold_to_its_end_with_the_buttons_of_each_state(
    editor, page, running_site
):
    page.goto("/admin/announcements/?state=upcoming")
    page.get_by_role("link", name="A word to come").click()
    facts, buttons = page.locator(".mailing__facts"), page.locator(".mailing__buttons")
    expect(facts).to_contain_text("Upcoming")
    buttons.get_by_role("button", name="Stop").focus()

    running_site.shell(SENDING_BEGINS)

    expect(facts).to_contain_text("Sending", timeout=15_000)
    expect(facts).to_contain_text("0 of 2")
    expect(buttons.get_by_role("button", name="Send now")).to_have_count(0)
    expect(buttons.get_by_role("button", name="Stop")).to_be_focused()

    running_site.shell(ALL_IS_SENT)

    expect(buttons.get_by_role("button", name="Stop")).to_have_count(0, timeout=15_000)
    expect(facts.locator("[data-sending-number$=' sent']")).to_have_text("2")
