"""What staff see of the calendar and the board."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.users.models import UserProfile

from scheduling.models import FirstPublication, Setback
from scheduling.spans import span_of
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory, UserFactory, member_of
from tests.scheduling.planning import schedule, schedule_change, schedule_many, wish

pytestmark = pytest.mark.django_db

CALENDAR_BUDGET = 40
TENTH = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def tree(site_tree):
    """A site whose own pages are older than what tests look at."""
    FirstPublication.objects.all().delete()
    return site_tree


@pytest.fixture
def editor(client):
    editor = member_of("Editors")
    client.force_login(editor)
    return editor


def soup(client, query=""):
    return BeautifulSoup(client.get(f"/admin/calendar/{query}").content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def day(page, text):
    return page.select_one(f'[data-date="{text}"]')


def test_month_shows_each_page_on_its_day(client, tree, editor):
    schedule(tree.updates, "Spring", TENTH, user=editor)

    page = soup(client, "?date=2026-03-10")

    assert words(page.select_one("h2")) == "March 2026"
    assert "09:00" in words(day(page, "2026-03-10")) and "Spring" in words(day(page, "2026-03-10"))
    assert "Goes live" in words(day(page, "2026-03-10"))
    assert "Spring" not in words(day(page, "2026-03-11"))


def test_page_leads_to_its_editor(client, tree, editor):
    page = schedule(tree.updates, "Spring", TENTH)

    link = soup(client).find("a", string="Spring")

    assert link["href"] == reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_week_says_who_approved(client, tree, editor):
    schedule(tree.updates, "Spring", TENTH, user=editor)

    assert "approved by editors" in words(day(soup(client, "?view=week&date=2026-03-10"), "2026-03-10"))


def test_agenda_says_what_will_happen_to_each_page(client, tree, editor):
    schedule(tree.updates, "New", TENTH, user=editor, expire_at=TENTH + timedelta(days=3))
    schedule_change(UpdatePageFactory(parent=tree.updates, title="Old"), TENTH, title="Changed")

    rows = [words(row) for row in soup(client, "?view=agenda&date=2026-03-10").select("tbody tr")]

    assert "New page goes live" in rows[0] and "New" in rows[0] and "editors" in rows[0]
    assert "Change to a live page" in rows[1] and "Changed" in rows[1]
    assert "Page expires" in rows[2]


def test_wished_date_says_that_it_binds_nobody(client, tree, editor):
    wish(tree.updates, "Wish", TENTH)
    submitted = wish(tree.updates, "Submitted", TENTH)
    Workflow.objects.get(name="Review").start(submitted, UserFactory())

    page = soup(client, "?view=agenda&date=2026-03-10")
    rows = [words(row) for row in page.select("tbody tr")]

    assert "Not binding: a draft that nobody has submitted." in rows[0]
    assert "Not binding: waits for approval." in rows[1]
    assert "Wished, not binding" in words(day(soup(client), "2026-03-10"))
    assert not page.find("a", string="Move")


@pytest.mark.parametrize("state", ["failed", "waiting"])
def test_reason_of_a_setback_stands_on_its_day(client, tree, editor, clock, state):
    page = schedule(tree.updates, "Stuck", TENTH)
    clock.move_to(TENTH + timedelta(minutes=1), tick=False)
    Setback.objects.create(
        page=page,
        action="go_live",
        state=state,
        planned_at=TENTH,
        reason="The address is taken.",
        since=TENTH,
        next_attempt_at=TENTH,
    )

    assert "The address is taken." in words(day(soup(client), "2026-03-10"))
    assert "The address is taken." in words(soup(client, "board/"))


def test_what_nobody_has_tried_is_overdue(client, tree, editor, clock):
    schedule(tree.updates, "Late", TENTH)
    clock.move_to(TENTH + timedelta(minutes=1), tick=False)

    assert "Overdue: Goes live" in words(day(soup(client), "2026-03-10"))
    assert "Overdue: 1" in words(soup(client).select_one(".calendar__counts"))
    assert "Late" in words(soup(client, "board/").select_one("section"))


def test_board_says_in_words_that_nothing_needs_anybody(client, tree, editor):
    board = words(soup(client, "board/"))

    assert "Nothing is late." in board
    assert "Nothing has failed, and nothing waits for its parent." in board
    assert "Nobody has submitted a page with a date." in board


@pytest.mark.parametrize("query", ["", "?view=week", "?view=agenda"])
def test_empty_calendar_says_so(client, tree, editor, query):
    assert "Nothing has a date in this time." in words(soup(client, query))


def test_filters_that_leave_nothing_can_be_cleared(client, tree, editor):
    schedule(tree.updates, "Spring", TENTH)

    page = soup(client, "?view=agenda&date=2026-03-10&state=failed")

    assert "Nothing in this time fits the filters." in words(page)
    assert "state" not in page.find("a", string="Clear filters")["href"]


def test_filters_narrow_the_calendar_down(client, tree, editor):
    ada = PersonFactory(name="Ada")
    schedule(tree.updates, "By Ada", TENTH, authors=[ada])
    wish(tree.updates, "Wish", TENTH)
    report = ReportPageFactory(parent=tree.reports, title="Study", live=False)
    report.go_live_at = TENTH
    report.save_revision().publish()

    def shown(query):
        return [words(link) for link in soup(client, f"?date=2026-03-10{query}").select(".calendar-item__title")]

    assert shown("") == ["By Ada", "Wish", "Study"]
    assert shown("&kind=blog.reportpage") == ["Study"]
    assert shown(f"&author={ada.pk}") == ["By Ada"]
    assert shown("&state=wished") == ["Wish"]
    assert shown("&kind=no.such&author=x&state=none") == ["By Ada", "Wish", "Study"]


def test_address_keeps_the_filters_while_somebody_turns_the_pages(client, tree, editor):
    page = soup(client, "?view=week&date=2026-03-10&state=wished")

    links = {words(link): link["href"] for link in page.select("nav a")}

    assert links["Next"] == "/admin/calendar/?view=week&date=2026-03-17&state=wished"
    assert links["Previous"] == "/admin/calendar/?view=week&date=2026-03-03&state=wished"
    assert links["Today"] == "/admin/calendar/?view=week&state=wished"
    assert links["Month"] == "/admin/calendar/?view=month&date=2026-03-10&state=wished"


@pytest.mark.parametrize(
    "query", ["?date=2026-02-30", "?date=0001-01-01", "?date=9999-12-31", "?date=x", "?view=x&days=0&p=x&date=%00"]
)
@pytest.mark.parametrize("view", ["", "&view=week", "&view=agenda&days=99999"])
def test_address_that_means_nothing_shows_today(client, tree, editor, query, view):
    assert "2026" in words(soup(client, query + view).select_one("h2"))


def test_full_day_leads_to_its_agenda(client, tree, editor):
    for number in range(7):
        schedule(tree.updates, f"Session {number}", TENTH + timedelta(minutes=number))

    more = day(soup(client), "2026-03-10").select_one(".calendar-day__more")
    agenda = BeautifulSoup(client.get(more["href"]).content, "html.parser")

    assert words(more).startswith("+3 more")
    assert len(agenda.select("tbody tr")) == 7
    assert words(agenda.select_one("h2")) == "Tuesday, March 10, 2026"


def test_long_agenda_has_pages_that_keep_the_filters(client, tree, editor):
    schedule_many(tree.updates, 130, TENTH, timedelta(minutes=1))

    first = soup(client, "?view=agenda&date=2026-03-10&state=scheduled")
    following = first.select_one('nav[aria-label="Pagination"] .next a')["href"]
    second = soup(client, following)

    assert (len(first.select("tbody tr")), len(second.select("tbody tr"))) == (100, 30)
    assert "Scheduled: 130" in words(second)


def test_failure_is_never_among_those_that_are_only_counted(client, tree, editor, clock):
    for number in range(6):
        page = schedule(tree.updates, f"Session {number}", TENTH + timedelta(minutes=number))
    clock.move_to(TENTH + timedelta(minutes=5), tick=False)
    Setback.objects.create(
        page=page, action="go_live", state="failed", planned_at=TENTH, reason="No.", since=TENTH, next_attempt_at=TENTH
    )
    clock.move_to(TENTH - timedelta(minutes=5), tick=False)

    titles = [words(link) for link in day(soup(client), "2026-03-10").select(".calendar-item__title")]

    assert titles == ["Session 0", "Session 1", "Session 2", "Session 5"]


def test_times_are_those_of_the_site_and_beside_them_those_of_the_viewer(client, tree, editor, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    profile = UserProfile.get_for_user(editor)
    profile.current_time_zone = "America/New_York"
    profile.save()
    schedule(tree.updates, "Spring", datetime(2026, 3, 9, 23, 30, tzinfo=UTC))

    page = soup(client, "?date=2026-03-10")

    assert "Times are those of the site: Europe/Berlin. Yours (America/New_York)" in words(page)
    assert "00:30" in words(day(page, "2026-03-10"))
    assert "Mon 19:30 for you" in words(day(page, "2026-03-10"))


def test_what_a_script_moves_keeps_its_time_on_the_clocks_of_the_site(client, tree, editor, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    profile = UserProfile.get_for_user(editor)
    profile.current_time_zone = "America/New_York"
    profile.save()
    schedule(tree.updates, "Spring", datetime(2026, 3, 9, 23, 30, tzinfo=UTC))

    item = day(soup(client, "?date=2026-03-10"), "2026-03-10").select_one("[data-item]")

    assert (item["data-day"], item["data-time"]) == ("2026-03-10", "00:30:00.000000")


def test_viewer_in_the_zone_of_the_site_reads_each_time_once(client, tree, editor):
    schedule(tree.updates, "Spring", TENTH)

    page = soup(client)

    assert "Times are those of the site: UTC." in words(page)
    assert "for you" not in words(page)


def test_writer_sees_the_calendar_but_no_act(client, tree):
    writer = member_of("Writers")
    client.force_login(writer)
    schedule(tree.updates, "Spring", TENTH, owner=writer)

    for query in ("", "?view=week&date=2026-03-10", "?view=agenda&date=2026-03-10", "board/"):
        page = soup(client, query)
        assert not page.select("[data-calendar-handle], [data-move]")
        assert not page.select('a[href*="/move/"], a[href*="/publish/"], a[href*="/cancel/"]')
    assert "Spring" in words(soup(client))


def test_who_has_nothing_to_do_with_pages_sees_no_calendar(client, tree):
    guest = UserFactory()
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(guest)

    for path in ("", "board/", "subscription/"):
        assert client.get(f"/admin/calendar/{path}").status_code == 302, path
    assert "/admin/calendar/" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "query", ["?view=month&date=2026-03-10", "?view=week&date=2026-03-10", "?view=agenda&date=2026-03-10", "board/"]
)
def test_two_thousand_items_cost_as_many_queries_as_ten(client, tree, editor, query):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/admin/calendar/{query}")
        return len(queries)

    schedule_many(tree.updates, 10, TENTH, timedelta(minutes=2))
    cost()
    few = cost()
    schedule_many(tree.updates, 1990, TENTH, timedelta(minutes=2))
    cost()
    many = cost()

    assert many == few <= CALENDAR_BUDGET


@pytest.mark.parametrize(
    ("view", "asked", "first", "last", "previous", "following"),
    [
        ("month", date(2026, 3, 10), date(2026, 3, 1), date(2026, 4, 4), date(2026, 2, 1), date(2026, 4, 1)),
        ("month", date(2026, 12, 31), date(2026, 11, 29), date(2027, 1, 2), date(2026, 11, 1), date(2027, 1, 1)),
        ("month", date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28), date(2026, 1, 1), date(2026, 3, 1)),
        ("week", date(2026, 3, 10), date(2026, 3, 8), date(2026, 3, 14), date(2026, 3, 3), date(2026, 3, 17)),
        ("agenda", date(2026, 3, 10), date(2026, 3, 10), date(2026, 4, 8), date(2026, 2, 8), date(2026, 4, 9)),
    ],
)
def test_spans_are_whole_weeks_and_follow_one_another(view, asked, first, last, previous, following):
    span = span_of(view, asked)

    assert (span.first, span.last) == (first, last)
    assert (span.previous, span.next) == (previous, following)
