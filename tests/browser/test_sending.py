"""An announcement is watched while it is sent, and stopped from the dashboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of

BEGIN = """
from django.utils import timezone
from subscriptions.models import Announcement
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


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("mel", running_site, page)


def test_bar_moves_by_itself_and_what_is_to_come_is_stopped(editor, page, running_site):
    running_site.shell(BEGIN)
    page.goto("/admin/announcements/?state=sending")
    bar = page.locator("[data-sending]")
    expect(bar).to_contain_text("0 of 2")

    running_site.shell(ONE_HAS_LEFT)

    expect(bar).to_contain_text("1 of 2", timeout=15_000)
    page.goto("/admin/")
    page.locator(".mailing__row", has_text="A word to come").get_by_role("button", name="Stop").click()
    expect(page.locator(".messages")).to_contain_text("It is stopped. Nobody gets it any more.")
