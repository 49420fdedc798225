"""What the release engine does when plans meet each other, or something in their way."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from blog.models import UpdatePage
from scheduling.due import go_lives
from scheduling.engine import ReleaseEngine, perform
from scheduling.models import Setback
from scheduling.signals import set_back, went_live
from site_core.amending.approving import replace_version
from site_core.amending.slots import slot_of
from tests.factories import ReportPageFactory, UpdatePageFactory, UserFactory
from tests.scheduling.planning import is_live, make_unpublishable, schedule, schedule_change

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_late_page_carries_the_planned_time_as_its_date(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    planned_at = page.go_live_at

    clock.shift(timedelta(minutes=50))
    ReleaseEngine().run()

    page = UpdatePage.objects.get(pk=page.pk)
    dates = {page.publication_date, page.first_published_at, page.last_published_at}
    assert dates == {planned_at}


def test_late_change_keeps_the_first_date_and_carries_its_own(site_tree, clock):
    page = UpdatePageFactory(parent=site_tree.updates)
    page.save_revision().publish()
    first = UpdatePage.objects.get(pk=page.pk).publication_date
    planned_at = timezone.now() + MINUTE
    schedule_change(page, at=planned_at, title="Changed")

    clock.shift(timedelta(minutes=50))
    ReleaseEngine().run()

    page = UpdatePage.objects.get(pk=page.pk)
    assert (page.title, page.publication_date, page.last_published_at) == ("Changed", first, planned_at)


def test_old_date_of_a_page_published_by_hand_is_not_its_publication_date(site_tree, clock):
    page = UpdatePageFactory(parent=site_tree.updates, live=False, go_live_at=timezone.now() - timedelta(days=90))

    page.save_revision().publish()

    assert UpdatePage.objects.get(pk=page.pk).publication_date == timezone.now()


def test_date_that_an_editor_has_chosen_stays(site_tree, clock):
    chosen = timezone.now() - timedelta(days=400)
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE, publication_date=chosen)

    clock.shift(MINUTE)
    ReleaseEngine().run()

    assert UpdatePage.objects.get(pk=page.pk).publication_date == chosen


def test_page_below_a_hidden_one_waits_and_says_so(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    site_tree.updates.unpublish()

    clock.shift(MINUTE)
    ReleaseEngine().run()

    setback = Setback.objects.get(page=page.pk)
    assert not is_live(page)
    assert setback.state == Setback.State.WAITING
    assert setback.reason == f"“{site_tree.updates.title}”, the page above it, is not public."


def test_page_that_waited_goes_live_as_soon_as_the_page_above_it_does(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    site_tree.updates.unpublish()
    clock.shift(MINUTE)
    engine = ReleaseEngine()
    engine.run()

    site_tree.updates.get_latest_revision_as_object().save_revision().publish()
    engine.run()

    assert is_live(page)
    assert not Setback.objects.exists()


def test_pages_above_and_below_planned_for_one_moment_both_go_live(site_tree, clock):
    child = schedule(site_tree.updates, "Child", at=timezone.now() + MINUTE)
    site_tree.updates.unpublish()
    parent = Page.objects.get(pk=site_tree.updates.pk).specific
    schedule_change(parent, at=child.go_live_at)

    clock.shift(MINUTE)
    ReleaseEngine().run()

    assert is_live(parent)
    assert is_live(child)
    assert not Setback.objects.exists()


def test_page_whose_end_has_passed_is_never_shown(site_tree, clock):
    page = schedule(site_tree.updates, "Brief", at=timezone.now() + MINUTE, expire_at=timezone.now() + 2 * MINUTE)

    clock.shift(timedelta(hours=1))
    ReleaseEngine().run()

    assert not is_live(page)
    assert not PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").exists()
    assert "before it could go live" in Setback.objects.get(page=page.pk).reason
    assert Page.objects.get(pk=page.pk).scheduled_revision is not None


def test_expiry_comes_before_a_new_beginning_and_does_not_cancel_it(site_tree, clock):
    page = UpdatePageFactory(parent=site_tree.updates)
    page.expire_at = timezone.now() + MINUTE
    page.save_revision().publish()
    schedule_change(page, at=timezone.now() + 3 * MINUTE, expire_at=timezone.now() + timedelta(days=1))
    engine = ReleaseEngine()

    clock.shift(2 * MINUTE)
    engine.run()
    between = is_live(page)
    clock.shift(2 * MINUTE)
    engine.run()

    assert (between, is_live(page)) == (False, True)


def test_failure_is_kept_in_words_and_ends_with_its_cause(site_tree, clock):
    other = UpdatePageFactory(parent=site_tree.updates)
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    make_unpublishable(page, other)
    clock.shift(MINUTE)
    engine = ReleaseEngine()
    engine.run()
    setback = Setback.objects.get(page=page.pk)

    Page.objects.filter(pk=other.pk).update(slug="elsewhere")
    clock.shift(MINUTE)
    engine.run()

    assert setback.state == Setback.State.FAILED
    assert setback.reason == "Its address is taken by another page beside it. Give one of the two another address."
    assert is_live(page)
    assert not Setback.objects.exists()


def test_many_that_fail_do_not_hide_one_that_is_sound(site_tree, clock, monkeypatch):
    monkeypatch.setattr("scheduling.due.WORK_AT_ONCE", 3)
    for number in range(7):
        broken = schedule(site_tree.updates, f"Broken {number}", at=timezone.now() + MINUTE)
        make_unpublishable(broken, UpdatePageFactory(parent=site_tree.updates))
        Page.objects.filter(pk=broken.pk).update(slug=f"moved-away-{number}")
    sound = schedule(site_tree.updates, "Sound", at=timezone.now() + 2 * MINUTE)
    clock.shift(3 * MINUTE)

    ReleaseEngine().run()

    assert is_live(sound)
    assert Setback.objects.count() == 7


def test_failure_is_forgotten_when_the_schedule_is_cancelled(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    make_unpublishable(page, UpdatePageFactory(parent=site_tree.updates))
    clock.shift(MINUTE)
    engine = ReleaseEngine()
    engine.run()

    page.revisions.update(approved_go_live_at=None)

    assert engine.run()
    assert not Setback.objects.exists()


def test_deleted_page_holds_nothing_up(site_tree, clock):
    page, other = (schedule(site_tree.updates, title, at=timezone.now() + MINUTE) for title in ("Deleted", "Kept"))
    Page.objects.get(pk=page.pk).delete()

    clock.shift(MINUTE)

    assert ReleaseEngine().run()
    assert is_live(other)


def test_clock_set_back_does_nothing_again(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    engine = ReleaseEngine()
    clock.shift(MINUTE)
    engine.run()

    clock.shift(-timedelta(hours=1))
    engine.run()
    clock.shift(timedelta(hours=1))
    engine.run()

    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1


def test_newer_draft_does_not_go_live_in_place_of_the_approved_version(site_tree, clock):
    page = schedule(site_tree.updates, "Approved", at=timezone.now() + MINUTE)
    draft = page.specific
    draft.title = "Not approved"
    draft.save_revision()

    clock.shift(MINUTE)
    ReleaseEngine().run()

    page = Page.objects.get(pk=page.pk)
    assert (page.title, page.has_unpublished_changes) == ("Approved", True)


def test_others_learn_of_it_after_the_commit(site_tree, clock, django_capture_on_commit_callbacks):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    broken = schedule(site_tree.updates, "Broken", at=timezone.now() + MINUTE)
    make_unpublishable(broken, UpdatePageFactory(parent=site_tree.updates))
    heard = []

    def hear_of_page(page, planned_at, **kwargs):
        heard.append(("live", page.pk, planned_at))

    def hear_of_setback(setback, **kwargs):
        heard.append(("set back", setback.page_id, setback.planned_at))

    went_live.connect(hear_of_page)
    set_back.connect(hear_of_setback)
    clock.shift(MINUTE)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            ReleaseEngine().run()
            too_early = list(heard)
        with django_capture_on_commit_callbacks(execute=True):
            clock.shift(MINUTE)
            ReleaseEngine().run()
    finally:
        went_live.disconnect(hear_of_page)
        set_back.disconnect(hear_of_setback)

    assert too_early == []
    assert heard == [("live", page.pk, page.go_live_at), ("set back", broken.pk, broken.go_live_at)]


def test_release_with_one_broken_page_shows_none_and_keeps_all_schedules(site_tree, clock):
    pages = [schedule(site_tree.updates, f"Part {number}", at=timezone.now() + MINUTE) for number in range(5)]
    make_unpublishable(pages[2], UpdatePageFactory(parent=site_tree.updates))
    clock.shift(MINUTE)

    ReleaseEngine().attempt(tuple(go_lives(timezone.now())))

    assert not any(is_live(page) for page in pages)
    assert all(Page.objects.get(pk=page.pk).scheduled_revision for page in pages)
    assert Setback.objects.count() == 5


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_release_of_five_pages_is_seen_from_outside_wholly_or_not_at_all(site_tree, clock):
    pages = [schedule(site_tree.updates, f"Part {number}", at=timezone.now() + MINUTE) for number in range(5)]
    clock.shift(MINUTE)
    seen, is_over = [], []

    def watch():
        while not is_over:
            seen.append(Page.objects.filter(pk__in=[page.pk for page in pages], live=True).count())
        seen.append(Page.objects.filter(pk__in=[page.pk for page in pages], live=True).count())
        connection.close()

    watcher = Thread(target=watch)
    watcher.start()
    perform(tuple(go_lives(timezone.now())))
    is_over.append(True)
    watcher.join()

    assert set(seen) <= {0, 5}
    assert seen[-1] == 5


def test_approver_of_a_planned_page_is_who_scheduled_it(site_tree, clock):
    user = UserFactory(is_superuser=True)
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE, user=user)

    clock.shift(MINUTE)
    ReleaseEngine().run()

    assert Page.objects.get(pk=page.pk).first_publication.approved_by == user


def test_approver_of_a_mended_page_is_who_mended_it(site_tree, clock):
    page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE, user=UserFactory(is_superuser=True))
    editor = UserFactory(is_superuser=True)
    draft = page.specific
    draft.summary = "A word is mended."

    replace_version(slot_of(page), draft.save_revision(user=editor), page.go_live_at, editor)
    clock.shift(MINUTE)
    ReleaseEngine().run()

    page = UpdatePage.objects.get(pk=page.pk)
    assert (page.summary, page.first_publication.approved_by) == ("A word is mended.", editor)


def test_cost_of_a_page_does_not_grow_with_what_is_due(site_tree, clock, django_assert_max_num_queries):
    for number in range(3):
        schedule(site_tree.updates, f"Update {number}", at=timezone.now() + MINUTE)
    ReportPageFactory(parent=site_tree.reports)
    clock.shift(MINUTE)

    with django_assert_max_num_queries(3 * 75):
        ReleaseEngine().run()
