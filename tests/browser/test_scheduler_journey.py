"""One scheduler, from the dialog to the second at which readers see the update."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.admin import newsroom_of
from tests.browser.test_amend import BEGIN, MOMENT, last_line, press, schedule_in_the_dialog, write_until_it_is_saved
from tests.database import ROOT

PLAN_FIVE = """
from datetime import datetime, UTC
from blog.models import UpdateIndexPage, UpdatePage
for number in range(5):
    update = UpdatePage(title=f"Together {{number}}", slug=f"together-{{number}}", live=False)
    update.go_live_at = datetime.fromtimestamp({moment}, UTC)
    UpdateIndexPage.objects.get().add_child(instance=update)
    update.save_revision().publish()
"""


@pytest.fixture
def editor(running_site, page):
    return newsroom_of("selma", running_site, page)


@pytest.fixture
def scheduler(running_site):
    process = subprocess.Popen([sys.executable, "manage.py", "run_scheduler"], cwd=ROOT, env=running_site.environment)
    yield process
    process.terminate()
    process.wait()


def test_scheduler_plans_moves_mends_and_sees_it_public_at_the_second(editor, page, browser, running_site, scheduler):
    slug = f"wells-journey-{int(time.time())}"
    pk = last_line(running_site.shell(BEGIN.replace("wells-{suffix}", slug)))
    page.goto(f"/admin/pages/{pk}/edit/")
    schedule_in_the_dialog(page)
    press(page, "Schedule to publish")
    expect(page.locator(".messages")).to_contain_text("has been scheduled for publishing")

    page.goto(f"/admin/calendar/?date={MOMENT:%Y-%m-%d}")
    day_after = MOMENT + timedelta(days=1)
    page.get_by_role("button", name="Move “Wells” with keys").first.focus()
    for key in ("Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(f'[data-date="{day_after:%Y-%m-%d}"]')).to_contain_text("Wells")

    page.goto(f"/admin/pages/{pk}/edit/")
    write_until_it_is_saved(page, "A word is mended.")
    press(page, "Update scheduled version")
    expect(page.locator(".messages")).to_contain_text("It goes live as planned")

    reader = browser.new_page(base_url=running_site.url)
    soon = datetime.now(UTC) + timedelta(seconds=15)
    page.goto(f"/admin/calendar/{pk}/move/")
    page.get_by_label("Date").fill(f"{soon:%Y-%m-%d}")
    page.get_by_label("Time (UTC)").fill(f"{soon:%H:%M:%S}")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("“Wells” moved from").last).to_be_visible()

    planned = soon.replace(microsecond=0).timestamp()
    while (status := reader.request.get(f"/updates/{slug}/").status) == 404 and time.time() < planned + 30:
        time.sleep(0.05)
    seen = time.time()
    assert status == 200
    # A busy machine may be slow; nothing is ever early.
    assert planned <= seen < planned + 10
    reader.goto("/updates/")
    expect(reader.locator("main")).to_contain_text("A word is mended.")


def test_reader_in_a_loop_never_meets_an_update_half_published(running_site, editor, page, scheduler):
    moment = int(time.time()) + 30
    running_site.shell(PLAN_FIVE.format(moment=moment))
    addresses = {f"/updates/together-{number}/" for number in range(5)}
    read = page.request.get
    listed: set[str] = set()

    while len(listed) < 5 and time.time() < moment + 60:
        listed = {address for address in addresses if f'href="{address}"' in read("/updates/").text()}
        assert not listed or time.time() >= moment
        assert {read(address).status for address in listed} <= {200}

    assert listed == addresses
    feed = read("/updates/feed/").text()
    assert all(f"together-{number}/" in feed for number in range(5))
