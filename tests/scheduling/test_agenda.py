from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Workflow

from scheduling.agenda import failed_items, items, next_items, overdue_items
from scheduling.engine import ReleaseEngine
from scheduling.models import FirstPublication, Setback
from tests.factories import PersonFactory, ReportPageFactory, UpdatePageFactory, UserFactory, member_of
from tests.scheduling.planning import schedule, schedule_change, schedule_many, wish

pytestmark = pytest.mark.django_db

AGENDA_BUDGET = 18
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NINE_O_CLOCK = datetime(2026, 3, 10, 9, tzinfo=UTC)
MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def editor():
    return member_of("Editors")


def in_march(user):
    """All but what is public: the pages of the site themselves."""
    return [item for item in items(user, *MARCH) if item.state != "published"]


def told(found):
    return [(item.title, item.action, item.state) for item in found]


def test_new_page_is_scheduled_by_the_person_who_set_its_time(site_tree, editor):
    page = schedule(site_tree.updates, "Spring", NINE_O_CLOCK, user=editor)

    (item,) = in_march(editor)

    assert told([item]) == [("Spring", "new", "scheduled")]
    assert (item.page.pk, item.at, item.kind) == (page.pk, NINE_O_CLOCK, "Update")
    assert (item.approved_by, item.revision_id) == ("editors", page.scheduled_revision.pk)


def test_change_to_a_live_page_bears_the_title_of_the_version_that_comes(site_tree, editor):
    page = UpdatePageFactory(parent=site_tree.updates, title="Before")
    schedule_change(page, NINE_O_CLOCK, title="After", user=editor)

    assert told(in_march(editor)) == [("After", "change", "scheduled")]


def test_span_begins_with_its_first_moment_and_ends_before_its_last(site_tree, editor):
    second = timedelta(seconds=1)
    for moment in (MARCH[0] - second, MARCH[0], MARCH[1] - second, MARCH[1]):
        wish(site_tree.updates, f"Wished {moment:%m-%d}", moment)
    for moment in (MARCH[1] - second, MARCH[1]):
        schedule(site_tree.updates, f"Scheduled {moment:%m-%d}", moment)

    found = {item.title for item in in_march(editor)}

    assert found == {"Wished 03-01", "Wished 03-31", "Scheduled 03-31"}


def test_page_expires_once_be_it_live_or_planned(site_tree, editor):
    expiry = NINE_O_CLOCK + timedelta(days=1)
    UpdatePageFactory(parent=site_tree.updates, title="Live", expire_at=expiry)
    schedule(site_tree.updates, "Planned", NINE_O_CLOCK, expire_at=expiry)
    UpdatePageFactory(parent=site_tree.updates, title="Draft", live=False, expire_at=expiry)

    found = [item for item in in_march(editor) if item.action == "expire"]

    assert told(found) == [("Live", "expire", "scheduled"), ("Planned", "expire", "scheduled")]


def test_expiry_of_a_change_takes_the_place_of_the_one_before(site_tree, editor):
    page = UpdatePageFactory(parent=site_tree.updates, title="Call", expire_at=NINE_O_CLOCK + timedelta(days=1))
    schedule_change(page, NINE_O_CLOCK, expire_at=NINE_O_CLOCK + timedelta(days=5))

    found = [(item.action, item.at.day) for item in in_march(editor)]

    assert found == [("change", 10), ("expire", 15)]


def test_date_in_a_draft_is_a_wish(site_tree, editor):
    wish(site_tree.updates, "Draft", NINE_O_CLOCK)
    submitted = wish(site_tree.updates, "Submitted", NINE_O_CLOCK)
    Workflow.objects.get(name="Review").start(submitted, UserFactory())

    found = in_march(editor)

    assert told(found) == [("Draft", "new", "wished"), ("Submitted", "new", "wished")]
    assert [item.is_submitted for item in found] == [False, True]


def test_date_that_has_come_true_is_no_wish_of_the_drafts_after_it(site_tree, editor):
    page = UpdatePageFactory(parent=site_tree.updates, title="Live")
    page.go_live_at = NOW - timedelta(hours=1)
    page.save_revision().publish()
    page.save_revision()

    assert [item for item in items(editor, *MARCH) if item.state == "wished"] == []


def test_what_went_live_and_what_expired_stay_on_record(site_tree, editor):
    page = UpdatePageFactory(parent=site_tree.updates, title="Public")
    FirstPublication.objects.exclude(page=page).delete()
    FirstPublication.objects.update(approved_by=editor)
    over = datetime(2026, 3, 2, 8, tzinfo=UTC)
    UpdatePageFactory(parent=site_tree.updates, title="Over", live=False, expired=True, expire_at=over)

    found = items(editor, *MARCH)

    assert told(found) == [("Over", "expire", "expired"), ("Public", "publish", "published")]
    assert found[1].approved_by == "editors"


def test_change_that_went_live_by_itself_stays_on_record(site_tree, editor, clock):
    first = schedule(site_tree.updates, "First", NINE_O_CLOCK, user=editor)
    page = UpdatePageFactory(parent=site_tree.updates, title="Before")
    schedule_change(page, NINE_O_CLOCK, title="After", user=editor)
    clock.move_to(NINE_O_CLOCK, tick=False)
    ReleaseEngine().run()

    found = items(editor, NINE_O_CLOCK, MARCH[1])

    assert sorted(told(found)) == [("After", "change", "published"), ("First", "publish", "published")]
    assert {item.approved_by for item in found} == {"editors"}
    assert first.pk in {item.page.pk for item in found}


@pytest.mark.parametrize("state", ["failed", "waiting"])
def test_setback_is_told_with_its_reason(site_tree, editor, clock, state):
    page = schedule(site_tree.updates, "Stuck", NINE_O_CLOCK)
    clock.move_to(NINE_O_CLOCK + timedelta(minutes=1), tick=False)
    Setback.objects.create(
        page=page,
        action="go_live",
        state=state,
        planned_at=NINE_O_CLOCK,
        reason="The address is taken.",
        since=NINE_O_CLOCK,
        next_attempt_at=NINE_O_CLOCK,
    )

    (item,) = failed_items(editor)

    assert (item.state, item.reason) == (state, "The address is taken.")
    assert overdue_items(editor) == []


def test_what_should_have_happened_is_overdue(site_tree, editor, clock):
    schedule(site_tree.updates, "Late", NINE_O_CLOCK)
    schedule(site_tree.updates, "Next", NINE_O_CLOCK + timedelta(hours=1))
    clock.move_to(NINE_O_CLOCK + timedelta(seconds=6), tick=False)

    assert [item.title for item in overdue_items(editor)] == ["Late"]
    assert [item.title for item in next_items(editor)] == ["Next"]


def test_next_are_only_as_many_as_asked_for(site_tree, editor):
    for day in range(4, 0, -1):
        schedule(site_tree.updates, f"Day {day}", NOW + timedelta(days=day))
    wish(site_tree.updates, "Wish", NOW + timedelta(hours=1))

    assert [item.title for item in next_items(editor, limit=3)] == ["Day 1", "Day 2", "Day 3"]


def test_kinds_authors_and_states_narrow_the_list(site_tree, editor):
    ada, ben = PersonFactory(name="Ada"), PersonFactory(name="Ben")
    schedule(site_tree.updates, "By Ada", NINE_O_CLOCK, authors=[ada])
    schedule(site_tree.updates, "By both", NINE_O_CLOCK, authors=[ben, ada])
    wish(site_tree.updates, "Wish of Ben", NINE_O_CLOCK, authors=[ben])
    report = ReportPageFactory(parent=site_tree.reports, title="Report", live=False)
    report.go_live_at = NINE_O_CLOCK
    report.save_revision().publish()

    def titles(**filters):
        return [item.title for item in items(editor, *MARCH, **filters)]

    assert titles(kinds=["blog.reportpage"]) == ["Report"]
    assert titles(kinds=["unknown.kind"]) == []
    assert titles(authors=[ada.pk]) == ["By Ada", "By both"]
    assert titles(authors=[ben.pk], states=["wished"]) == ["Wish of Ben"]


def test_members_of_a_group_see_their_part_of_the_tree_alone(site_tree):
    schedule(site_tree.updates, "Update", NINE_O_CLOCK)
    group = Group.objects.create(name="Report makers")
    for codename in ("change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=site_tree.reports, permission=permission)
    member = UserFactory()
    member.groups.add(group)
    report = ReportPageFactory(parent=site_tree.reports, title="Report", live=False)
    report.go_live_at = NINE_O_CLOCK
    report.save_revision().publish()

    assert [item.title for item in in_march(member)] == ["Report"]
    assert items(UserFactory(), *MARCH) == []
    assert items(UserFactory(is_active=False, is_superuser=True), *MARCH) == []


def test_two_thousand_items_cost_as_many_queries_as_ten(site_tree, editor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            count = len(in_march(editor))
        return count, len(queries)

    schedule_many(site_tree.updates, 10, NINE_O_CLOCK, timedelta(minutes=5))
    items(editor, *MARCH)
    few = cost()
    schedule_many(site_tree.updates, 1990, NINE_O_CLOCK, timedelta(minutes=5))
    many = cost()

    assert (few[0], many[0]) == (10, 2000)
    assert many[1] == few[1] <= AGENDA_BUDGET
