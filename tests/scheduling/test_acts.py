from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageLogEntry

from scheduling.acts import RefusedError, Slot, cancel, move, publish_now, slot_of
from scheduling.engine import ReleaseEngine
from scheduling.models import FirstPublication, Setback
from tests.at_once import at_once
from tests.factories import UpdatePageFactory, member_of
from tests.scheduling.planning import schedule, schedule_change

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 10, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def editor():
    return member_of("Editors")


def again(page):
    return Page.objects.get(pk=page.pk).specific


def dates_of(page):
    """Every place that names when the approved version goes live."""
    revision = again(page).scheduled_revision
    return {
        revision.approved_go_live_at,
        parse_datetime(revision.content["go_live_at"]),
        revision.as_object().go_live_at,
    }


def last_entry(page):
    return PageLogEntry.objects.filter(page=page.pk).order_by("-timestamp", "-pk").first()


def test_moved_page_names_one_moment_everywhere(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)

    move(page.pk, slot_of(page), TEN, editor)

    assert dates_of(page) == {TEN}
    assert again(page).go_live_at == TEN


def test_moved_change_leaves_the_live_version_alone(site_tree, editor):
    page = schedule_change(UpdatePageFactory(parent=site_tree.updates, title="Live"), NINE, title="Next")

    move(page.pk, slot_of(page), TEN, editor)

    assert dates_of(page) == {TEN}
    assert (again(page).title, again(page).live, again(page).go_live_at) == ("Live", True, None)


def test_moved_page_goes_live_at_its_new_moment_and_not_at_the_old(site_tree, editor, clock):
    page = schedule(site_tree.updates, "Planned", NINE)
    move(page.pk, slot_of(page), TEN, editor)

    clock.move_to(NINE, tick=False)
    ReleaseEngine().run()
    early = again(page).live
    clock.move_to(TEN, tick=False)
    ReleaseEngine().run()

    assert (early, again(page).live) == (False, True)
    assert FirstPublication.objects.get(page=page.pk).planned_at == TEN


def test_history_tells_who_moved_it_from_when_to_when(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)

    move(page.pk, slot_of(page), TEN, editor)

    entry = last_entry(page)
    assert (entry.action, entry.user) == ("scheduling.reschedule", editor)
    assert entry.message == "Moved from March 10, 2026, 9 a.m. (UTC) to March 10, 2026, 10 a.m. (UTC)"


def test_draft_begun_from_the_approved_version_moves_with_it(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)
    approved = page.scheduled_revision
    page.save_revision()

    move(page.pk, slot_of(page), TEN, editor)

    draft = again(page).latest_revision
    assert draft != approved
    assert parse_datetime(draft.content["go_live_at"]) == TEN


def test_draft_with_a_date_of_its_own_keeps_it(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)
    page.go_live_at = NINE + timedelta(days=9)
    page.save_revision()

    move(page.pk, slot_of(page), TEN, editor)

    assert parse_datetime(again(page).latest_revision.content["go_live_at"]) == NINE + timedelta(days=9)


def test_nothing_moves_into_the_past(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)

    with pytest.raises(RefusedError, match=r"has passed\. Choose a time to come"):
        move(page.pk, slot_of(page), datetime(2026, 3, 2, 9, tzinfo=UTC), editor)

    assert dates_of(page) == {NINE}
    assert not again(page).live


def test_nothing_moves_behind_its_own_end(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE, expire_at=TEN)

    with pytest.raises(RefusedError, match=r"expires March 10, 2026, 10 a\.m\. \(UTC\), before it would go live"):
        move(page.pk, slot_of(page), TEN, editor)


def test_moving_ends_a_setback(site_tree, editor, clock):
    page = schedule(site_tree.updates, "Stuck", NINE)
    clock.move_to(TEN, tick=False)
    Setback.objects.create(
        page=page,
        action="go_live",
        state="failed",
        planned_at=NINE,
        reason="The address is taken.",
        since=NINE,
        next_attempt_at=TEN,
    )

    move(page.pk, slot_of(page), TEN + timedelta(hours=1), editor)

    assert not Setback.objects.exists()


def test_cancelled_page_stays_a_draft(site_tree, editor, clock):
    page = schedule(site_tree.updates, "Planned", NINE)

    cancel(page.pk, slot_of(page), editor)
    clock.move_to(TEN, tick=False)
    ReleaseEngine().run()

    assert not again(page).live
    assert (last_entry(page).action, last_entry(page).user) == ("wagtail.schedule.cancel", editor)


def test_page_published_now_bears_the_date_of_now(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)

    publish_now(page.pk, slot_of(page), editor)

    page = again(page)
    assert page.live and page.scheduled_revision is None
    assert page.publication_date == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert (last_entry(page).action, last_entry(page).user) == ("wagtail.publish", editor)


def test_change_published_now_replaces_the_live_version(site_tree, editor):
    page = schedule_change(UpdatePageFactory(parent=site_tree.updates, title="Live"), NINE, title="Next")

    publish_now(page.pk, slot_of(page), editor)

    assert again(page).title == "Next"
    assert again(page).scheduled_revision is None


def test_nothing_is_published_now_below_what_is_not_public(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)
    Page.objects.filter(pk=site_tree.updates.pk).update(live=False)

    with pytest.raises(RefusedError, match="“Updates”, the page above it, is not public"):
        publish_now(page.pk, slot_of(page), editor)

    assert not again(page).live
    assert dates_of(page) == {NINE}


def test_page_that_cannot_be_published_now_keeps_its_schedule(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)
    Page.objects.filter(pk=page.pk).update(slug="moved-away")
    UpdatePageFactory(parent=site_tree.updates, slug="planned")

    with pytest.raises(RefusedError, match="address is taken"):
        publish_now(page.pk, slot_of(page), editor)

    assert not again(page).live
    assert dates_of(page) == {NINE}


ACTS = {
    "move": lambda page, seen, user: move(page.pk, seen, TEN + timedelta(days=1), user),
    "cancel": lambda page, seen, user: cancel(page.pk, seen, user),
    "publish now": lambda page, seen, user: publish_now(page.pk, seen, user),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (lambda page, user: ReleaseEngine().run(), r"It went live meanwhile, at March 10, 2026, 9 a.m. \(UTC\)"),
        (lambda page, user: cancel(page.pk, slot_of(page), user), "has been cancelled meanwhile"),
        (lambda page, user: move(page.pk, slot_of(page), TEN, user), "Somebody has moved it meanwhile, to .* 10 a.m."),
        (lambda page, user: schedule_change(page, TEN), "Another version has been scheduled meanwhile"),
    ],
    ids=["it went live", "somebody cancelled it", "somebody moved it", "somebody scheduled another version"],
)
def test_act_on_what_is_no_longer_so_is_refused_in_words(site_tree, editor, clock, act, meanwhile, words):
    page = schedule(site_tree.updates, "Planned", NINE)
    seen = slot_of(page)
    clock.move_to(NINE, tick=False)
    meanwhile(again(page), editor)
    before = again(page).live, slot_of(again(page))

    with pytest.raises(RefusedError, match=words):
        act(page, seen, editor)

    assert (again(page).live, slot_of(again(page))) == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_who_may_not_publish_does_nothing(site_tree, act):
    writer = member_of("Writers")
    page = schedule(site_tree.updates, "Planned", NINE, owner=writer)

    with pytest.raises(PermissionDenied):
        act(page, slot_of(page), writer)

    assert slot_of(again(page)) == Slot(page.scheduled_revision.pk, NINE)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_page_that_somebody_has_locked_is_left_to_them(site_tree, editor, act):
    page = schedule(site_tree.updates, "Planned", NINE)
    owner = member_of("Site managers")
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=owner)

    with pytest.raises(RefusedError, match="locked"):
        act(page, slot_of(page), editor)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_engine_and_scheduler_at_one_second_do_not_both_win(site_tree, editor, clock):
    pages = [schedule(site_tree.updates, f"Planned {number}", NINE) for number in range(6)]
    seen, refusals = {page.pk: slot_of(page) for page in pages}, []
    clock.move_to(NINE, tick=False)

    def move_all():
        for page in reversed(pages):
            try:
                move(page.pk, seen[page.pk], TEN, editor)
            except RefusedError as error:
                refusals.append((page.pk, str(error)))

    at_once(ReleaseEngine().run, move_all)
    ReleaseEngine().run()

    live = {page.pk for page in pages if again(page).live}
    assert live == {pk for pk, _words in refusals}
    assert all("It went live meanwhile" in words for _pk, words in refusals)
    assert all(dates_of(page) == {TEN} for page in pages if page.pk not in live)
    assert set(FirstPublication.objects.values_list("page_id", flat=True)) >= live


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_schedulers_at_one_second_one_is_refused(site_tree, editor):
    page = schedule(site_tree.updates, "Planned", NINE)
    seen, outcomes = slot_of(page), []

    def move_to(moment):
        try:
            move(page.pk, seen, moment, editor)
            outcomes.append(moment)
        except RefusedError as error:
            outcomes.append(str(error))

    at_once(lambda: move_to(TEN), lambda: move_to(TEN + timedelta(hours=1)))

    (won,) = [outcome for outcome in outcomes if isinstance(outcome, datetime)]
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert dates_of(page) == {won}
    assert "Somebody has moved it meanwhile" in refused
