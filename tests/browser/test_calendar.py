"""A scheduler at work on the calendar: with keys, with the mouse, and without a script."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

import pytest
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from tests.browser.admin import EDITOR_PASSWORD, NEWSROOM, PageEditor
from tests.browser.axe import serious_faults

# Each test has a month of its own, with three updates on its tenth day. A sheet shows days of its neighbours, too.
TITLES = ("Dragged", "Keyed", "Dropped")
MONTHS = [datetime(year, month, 1) for year in (2031, 2032, 2033) for month in range(1, 13, 2)]
PLAN = """
import json
from datetime import datetime
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from blog.models import UpdateIndexPage, UpdatePage
writer, created = get_user_model().objects.get_or_create(username="wim", email="wim@fund.example")
writer.set_password("{password}")
writer.save()
writer.groups.add(Group.objects.get(name="Writers"))
parent, keys = UpdateIndexPage.objects.get(), {{}}
for month in {months}:
    for title in {titles}:
        moment = datetime.fromisoformat(f"{{month}}-10T09:00+00:00")
        update = UpdatePage(title=title, slug=f"{{title.lower()}}-{{month}}", live=False, go_live_at=moment)
        parent.add_child(instance=update)
        update.save_revision().publish()
        keys[f"{{month}} {{title}}"] = update.pk
print(json.dumps(keys))
"""


@dataclass
class Calendar:
    """A month of the calendar, and what a test does there and asks of the site."""

    page: Page
    month: datetime
    keys: dict[str, int]
    address: str = field(init=False)

    def __post_init__(self):
        self.address = f"/admin/calendar/?date={self.month:%Y-%m}-10"

    def moment(self, day: int, hour: int = 9) -> datetime:
        return self.month.replace(day=day, hour=hour)

    def day(self, number: int):
        return self.page.locator(f'[data-date="{self.moment(number):%Y-%m-%d}"]')

    def item(self, title: str):
        return self.page.locator(f'.calendar-item[data-title="{title}"]')

    def words(self, day: int) -> str:
        return date_format(self.moment(day), "DATE_FORMAT")

    def long_words(self, day: int) -> str:
        return f"{self.moment(day):%A}, {self.words(day)}"

    def act_url(self, title: str, act: str) -> str:
        return f"/admin/calendar/{self.keys[f'{self.month:%Y-%m} {title}']}/{act}/"

    def planned_for(self, title: str) -> str:
        """What the site says on a screen of its own."""
        answer = self.page.request.get(self.act_url(title, "move"))
        found = re.search(r'name="seen" value="([^"]+)"', answer.text())
        return unescape(found[1]).removesuffix(":00+00:00") if found else "nothing"

    @property
    def told(self):
        return self.page.locator("[data-calendar-live]")


@pytest.fixture(scope="module")
def plans(running_site):
    running_site.shell(NEWSROOM.format(name="scheduler", password=EDITOR_PASSWORD))
    months = [f"{month:%Y-%m}" for month in MONTHS]
    printed = running_site.shell(PLAN.format(months=months, titles=TITLES, password=EDITOR_PASSWORD))
    return json.loads(printed.splitlines()[-1]), iter(MONTHS)


@pytest.fixture
def calendar(plans, page):
    keys, months = plans
    page.set_default_timeout(15_000)
    # Nothing scrolls while something is dragged.
    page.set_viewport_size({"width": 1280, "height": 1400})
    PageEditor(page).sign_in("scheduler")
    calendar = Calendar(page, next(months), keys)
    page.goto(calendar.address)
    return calendar


def test_scheduler_moves_an_update_by_keys(calendar, page):
    handle = calendar.item("Keyed").get_by_role("button", name="Move “Keyed” with keys")
    handle.focus()
    page.keyboard.press("Enter")
    expect(calendar.told).to_contain_text(f"Moving “Keyed”: {calendar.long_words(10)}, 09:00.")

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(calendar.told).to_have_text(f"“Keyed”: {calendar.long_words(18)}, 10:00")
    page.keyboard.press("Enter")

    expect(calendar.day(18)).to_contain_text("Keyed")
    told = f"“Keyed” moved from {calendar.words(10)}, 9 a.m. (UTC) to {calendar.words(18)}, 10 a.m. (UTC)."
    expect(calendar.told).to_contain_text(told)
    expect(handle).to_be_focused()
    assert calendar.planned_for("Keyed") == f"{calendar.month:%Y-%m}-18T10:00"
    assert serious_faults(page) == {"light": "", "dark": ""}


def test_escape_leaves_everything_where_it_was(calendar, page):
    calendar.item("Keyed").get_by_role("button", name="Move “Keyed” with keys").press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")

    expect(calendar.told).to_have_text("“Keyed” stays where it was.")
    expect(calendar.day(10)).to_contain_text("Keyed")
    assert calendar.planned_for("Keyed") == f"{calendar.month:%Y-%m}-10T09:00"


def test_scheduler_drags_an_update_to_another_day_and_takes_it_back(calendar, page):
    calendar.item("Dragged").drag_to(calendar.day(13))

    expect(calendar.day(13)).to_contain_text("Dragged")
    assert calendar.planned_for("Dragged") == f"{calendar.month:%Y-%m}-13T09:00"
    page.get_by_role("button", name="Undo").click()
    expect(calendar.day(10)).to_contain_text("Dragged")
    assert calendar.planned_for("Dragged") == f"{calendar.month:%Y-%m}-10T09:00"


def test_what_was_moved_can_be_moved_again_at_once(calendar, page):
    for day in (13, 20, 27):
        calendar.item("Dragged").drag_to(calendar.day(day))
        expect(calendar.day(day)).to_contain_text("Dragged")

    assert calendar.planned_for("Dragged") == f"{calendar.month:%Y-%m}-27T09:00"


def test_move_that_somebody_has_overtaken_is_refused_in_words(calendar, page):
    another = page.context.new_page()
    another.goto(calendar.act_url("Dragged", "cancel"))
    another.get_by_role("button", name="Cancel schedule").click()
    expect(another.get_by_text("“Dragged” is not scheduled any more.")).to_be_visible()

    calendar.item("Dragged").drag_to(calendar.day(13))

    expect(calendar.told).to_have_text("Its schedule has been cancelled meanwhile.")
    expect(page.locator("[data-calendar-hint]")).to_contain_text("Its schedule has been cancelled meanwhile.")
    expect(calendar.day(10)).to_contain_text("Dragged")


def test_move_while_the_site_is_away_is_told(calendar, page):
    page.route("**/move/", lambda route: route.abort())

    calendar.item("Dragged").drag_to(calendar.day(13))

    expect(calendar.told).to_have_text("It could not be moved. Try again, or use its form.")


def test_scheduler_cancels_an_update(calendar, page):
    calendar.item("Dropped").get_by_role("link", name="Move, publish or cancel “Dropped”").click()
    page.get_by_role("link", name="Cancel the schedule…").click()
    page.get_by_role("button", name="Cancel schedule").click()

    expect(page.get_by_text("“Dropped” is not scheduled any more.")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(calendar.address)))
    expect(calendar.day(10)).to_contain_text("Wished, not binding")
    assert calendar.planned_for("Dropped") == "nothing"


def test_scheduler_without_a_script_moves_an_update_by_the_form(calendar, browser, running_site, page):
    state = page.context.storage_state()
    context = browser.new_context(base_url=running_site.url, java_script_enabled=False, storage_state=state)
    plain = context.new_page()
    plain.goto(calendar.address)
    expect(plain.get_by_role("button", name="Move “Keyed” with keys")).to_be_hidden()

    plain.get_by_role("link", name="Move, publish or cancel “Keyed”").click()
    plain.get_by_label("Date").fill(f"{calendar.moment(12):%Y-%m-%d}")
    plain.get_by_label("Time (UTC)").fill("16:45")
    plain.get_by_role("button", name="Move", exact=True).click()

    told = f"“Keyed” moved from {calendar.words(10)}, 9 a.m. (UTC) to {calendar.words(12)}, 4:45 p.m. (UTC)."
    expect(plain.get_by_text(told)).to_be_visible()
    assert calendar.planned_for("Keyed") == f"{calendar.month:%Y-%m}-12T16:45"
    context.close()


def test_refused_move_is_readable_by_all(calendar, page):
    page.goto(calendar.act_url("Keyed", "move"))
    page.get_by_label("Date").fill("2020-03-12")
    page.get_by_role("button", name="Move", exact=True).click()

    expect(page.get_by_text("has passed. Choose a time to come, or publish at once.")).to_be_visible()
    assert serious_faults(page) == {"light": "", "dark": ""}


@pytest.mark.parametrize("view", ["month", "week", "agenda"])
def test_calendar_fits_a_telephone(calendar, page, view):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{calendar.address}&view={view}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.get_by_role("link", name="Keyed", exact=True).first).to_be_visible()


def test_writer_sees_the_calendar_without_its_acts(calendar, browser, running_site):
    context = browser.new_context(base_url=running_site.url)
    page = context.new_page()
    PageEditor(page).sign_in("wim")

    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Calendar").click()
    page.goto(calendar.address)

    expect(page.get_by_role("link", name="Keyed", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Move"))).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("Move"))).to_have_count(0)
    context.close()
