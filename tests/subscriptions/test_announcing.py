"""The word of a new update or report: made once ever, held, asked for where it is doubtful, and stopped by staff."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageViewRestriction

from blog.models import UpdatePage
from scheduling.engine import ReleaseEngine
from site_core.signals import first_published
from subscriptions.announcing_words import describe_announcing
from subscriptions.models import Announcement, Delivery
from subscriptions.services import announcing
from subscriptions.services.announcing import NotPossibleError, announce_by_hand, open_due
from tests.factories import ReportPageFactory, StandardPageFactory, UpdatePageFactory, UserFactory
from tests.scheduling.planning import schedule, schedule_change
from tests.subscriptions.mailing import announced, delivery, mailing, subscriber

MINUTE = timedelta(minutes=1)
State = Announcement.State


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def publish(committing):
    def publish(page):
        with committing():
            page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return publish


def draft(site_tree, **fields) -> UpdatePage:
    return UpdatePageFactory(parent=site_tree.updates, live=False, **fields)


def only_announcement() -> Announcement:
    return Announcement.objects.get()


@pytest.mark.parametrize(
    ("factory", "index", "kind"), [(UpdatePageFactory, "updates", "update"), (ReportPageFactory, "reports", "report")]
)
def test_first_publication_is_announced_after_a_while(site_tree, publish, clock, factory, index, kind):
    mailing(delay_minutes=15)
    page = publish(factory(parent=getattr(site_tree, index), live=False, title="Wells"))

    announcement = only_announcement()

    assert (announcement.page_id, announcement.kind, announcement.title) == (page.pk, kind, "Wells")
    assert (announcement.state, announcement.send_at) == (State.UPCOMING, timezone.now() + 15 * MINUTE)


def test_scheduled_page_is_announced_when_it_goes_live(site_tree, committing, clock):
    with committing():
        schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    too_early = Announcement.objects.count()

    clock.shift(MINUTE)
    with committing():
        ReleaseEngine().run()

    assert too_early == 0
    assert only_announcement().state == State.UPCOMING


def test_whatever_happens_to_a_page_later_it_is_announced_once(site_tree, publish, committing):
    page = publish(draft(site_tree))
    before = list(Announcement.objects.values())

    page = publish(page)
    with committing():
        page.unpublish()
        page.get_latest_revision().publish()
        page = UpdatePage.objects.get(pk=page.pk)
        page.move(site_tree.updates, pos="first-child")
        page = UpdatePage.objects.get(pk=page.pk)
        page.copy(update_attrs={"slug": "copied", "title": "Copied"}, keep_live=True)
        page.copy(update_attrs={"slug": "draft", "title": "Draft"}, keep_live=False)
        page.create_alias(update_slug="alias")
        schedule_change(page, at=timezone.now() + MINUTE)

    assert list(Announcement.objects.values()) == before


def test_word_that_comes_twice_makes_one_announcement(site_tree, publish):
    page = publish(draft(site_tree))
    publication = SimpleNamespace(planned_at=timezone.now())

    for _time in range(2):
        first_published.send(sender=UpdatePage, page=page, publication=publication)

    assert Announcement.objects.count() == 1


def test_draft_copy_is_announced_for_itself_even_if_its_source_was_not(site_tree, publish):
    page = publish(draft(site_tree, announce_to_subscribers=False))
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)

    publish(UpdatePage.objects.get(pk=copy.pk))

    assert only_announcement().page_id == copy.pk


def test_page_that_says_no_is_not_announced(site_tree, publish):
    publish(draft(site_tree, announce_to_subscribers=False))

    assert not Announcement.objects.exists()


def test_what_the_published_version_says_counts_and_not_a_later_draft(site_tree, committing, clock):
    with committing():
        page = schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)
    page.announce_to_subscribers = False
    page.save_revision()

    clock.shift(MINUTE)
    with committing():
        ReleaseEngine().run()

    assert only_announcement().page_id == page.pk


def test_standing_page_is_not_announced(site_tree, publish):
    publish(StandardPageFactory(parent=site_tree.home, live=False))

    assert not Announcement.objects.exists()


@pytest.mark.parametrize(("days", "state"), [(30, State.UPCOMING), (31, State.ASKING)])
def test_page_with_an_old_date_waits_for_somebody_to_decide(site_tree, publish, clock, days, state):
    mailing(oldest_days=30)
    publish(draft(site_tree, publication_date=timezone.now() - timedelta(days=days)))

    announcement = only_announcement()

    assert announcement.state == state
    assert bool(announcement.reason) == (state == State.ASKING)


@pytest.mark.parametrize(("hours", "state"), [(24, State.UPCOMING), (25, State.ASKING)])
def test_page_that_went_live_a_day_late_waits_for_somebody_to_decide(site_tree, committing, clock, hours, state):
    with committing():
        schedule(site_tree.updates, "Planned", at=timezone.now() + MINUTE)

    clock.shift(MINUTE + timedelta(hours=hours))
    with committing():
        ReleaseEngine().run()

    assert only_announcement().state == state


def test_recipients_are_fixed_when_it_was_held_long_enough(site_tree, clock):
    announcement = announced(site_tree.updates, send_at=timezone.now() + MINUTE)
    reader = subscriber()
    open_due(timezone.now())
    too_early = Delivery.objects.count()

    clock.shift(MINUTE)
    open_due(timezone.now())
    open_due(timezone.now())

    announcement.refresh_from_db()
    assert too_early == 0
    assert (announcement.state, announcement.recipients) == (State.SENDING, 1)
    assert [row.subscriber for row in announcement.deliveries.all()] == [reader]


def take_down(page):
    page.unpublish()


def restrict(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="password", password="secret")


def expire(page):
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - MINUTE)


def delete(page):
    page.delete()


def close_the_index(page):
    page.get_parent().unpublish()


@pytest.mark.parametrize("hide", [take_down, restrict, expire, delete, close_the_index])
def test_page_that_is_not_public_when_its_word_is_due_is_not_announced(site_tree, hide):
    announcement = announced(site_tree.updates)
    subscriber()
    hide(UpdatePage.objects.get(pk=announcement.page_id))

    open_due(timezone.now())

    announcement.refresh_from_db()
    assert announcement.state == State.STOPPED
    assert "not everybody could read" in announcement.reason
    assert not Delivery.objects.exists()


def test_announcement_that_cannot_be_opened_holds_up_no_other(site_tree, monkeypatch, caplog):
    broken, whole = announced(site_tree.updates), announced(site_tree.updates)
    freeze = announcing.freeze

    def fail_once(announcement):
        if announcement == broken:
            raise RuntimeError("no room")
        freeze(announcement)

    monkeypatch.setattr(announcing, "freeze", fail_once)
    open_due(timezone.now())

    whole.refresh_from_db()
    broken.refresh_from_db()
    assert (broken.state, whole.state) == (State.UPCOMING, State.SENDING)
    assert "could not be opened" in caplog.text


def test_many_announcements_at_once_let_other_mail_pass(site_tree, monkeypatch):
    first, second = announced(site_tree.updates), announced(site_tree.updates)
    monkeypatch.setattr(announcing, "OPENING_SECONDS", 0)

    open_due(timezone.now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.SENDING, State.UPCOMING)

    open_due(timezone.now())
    second.refresh_from_db()
    assert second.state == State.SENDING


@pytest.mark.parametrize(("hours", "state"), [(24, State.SENDING), (25, State.ASKING)])
def test_announcement_that_no_mailer_sent_for_a_day_waits_for_somebody_to_decide(site_tree, clock, hours, state):
    announcement = announced(site_tree.updates)

    clock.shift(timedelta(hours=hours))
    open_due(timezone.now())

    announcement.refresh_from_db()
    assert announcement.state == state


def test_announcement_that_was_paused_for_days_is_sent_when_it_is_resumed(site_tree, clock):
    announcement = announced(site_tree.updates, state=State.PAUSED)
    clock.shift(timedelta(days=3))

    announcing.resume(announcement, UserFactory())
    open_due(timezone.now())

    announcement.refresh_from_db()
    assert announcement.state == State.SENDING


ACTS = [
    ("stop", State.ASKING, State.STOPPED),
    ("stop", State.UPCOMING, State.STOPPED),
    ("stop", State.SENDING, State.STOPPED),
    ("stop", State.PAUSED, State.STOPPED),
    ("pause", State.UPCOMING, State.PAUSED),
    ("pause", State.SENDING, State.PAUSED),
    ("resume", State.PAUSED, State.UPCOMING),
    ("decide", State.ASKING, State.UPCOMING),
    ("send_now", State.UPCOMING, State.UPCOMING),
    ("send_again", State.SENT, State.UPCOMING),
    ("send_again", State.STOPPED, State.UPCOMING),
    ("send_again", State.FAILED, State.UPCOMING),
]


@pytest.mark.parametrize(("act", "before", "after"), ACTS)
def test_staff_act_on_an_announcement_and_its_history_says_so(site_tree, act, before, after):
    user = UserFactory()
    announcement = announced(site_tree.updates, state=before)

    getattr(announcing, act)(announcement, user)

    entry = ModelLogEntry.objects.for_instance(announcement).get()
    assert (announcement.state, announcement.decided_by) == (after, user)
    assert (entry.action, entry.user) == (f"subscriptions.{act}", user)
    assert entry.message


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (act, state)
        for act in dict.fromkeys(act for act, _before, _after in ACTS)
        for state in State
        if state not in {before for name, before, _after in ACTS if name == act}
    ],
)
def test_what_is_not_possible_any_more_is_refused_in_words_and_changes_nothing(site_tree, act, state):
    announcement = announced(site_tree.updates, state=state)

    with pytest.raises(NotPossibleError, match=str(State(state).label)):
        getattr(announcing, act)(announcement, UserFactory())

    announcement.refresh_from_db()
    assert announcement.state == state
    assert not ModelLogEntry.objects.for_instance(announcement).exists()


def test_old_view_of_an_announcement_decides_nothing(site_tree):
    announcement = announced(site_tree.updates)
    Announcement.objects.update(state=State.SENT)

    with pytest.raises(NotPossibleError):
        announcing.stop(announcement, UserFactory())


def test_announcement_that_was_being_sent_goes_on_where_it_was_paused(site_tree):
    announcement = announced(site_tree.updates, state=State.PAUSED, frozen_at=timezone.now())

    announcing.resume(announcement, UserFactory())

    assert announcement.state == State.SENDING


def test_stopped_announcement_reaches_nobody_who_still_waits(site_tree):
    announcement = announced(site_tree.updates, state=State.SENDING, frozen_at=timezone.now())
    sent = delivery(announcement, subscriber("sent"), state="sent")
    waiting = delivery(announcement, subscriber("waiting"), next_attempt_at=timezone.now())

    announcing.stop(announcement, UserFactory())

    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.state, waiting.state, waiting.next_attempt_at) == ("sent", "skipped", None)


def test_announcement_sent_again_goes_to_all_who_match_now(site_tree, clock):
    announcement = announced(site_tree.updates, state=State.SENT, frozen_at=timezone.now(), recipients=1)
    first, second = subscriber("first"), subscriber("second")
    delivery(announcement, first, state="sent")

    announcing.send_again(announcement, UserFactory())
    open_due(timezone.now())

    announcement.refresh_from_db()
    assert (announcement.state, announcement.round, announcement.recipients) == (State.SENDING, 1, 2)
    assert {row.subscriber for row in announcement.deliveries.filter(round=1)} == {first, second}


def test_page_is_announced_by_hand_once(site_tree, publish, clock):
    user, page = UserFactory(), publish(draft(site_tree, announce_to_subscribers=False))

    announcement = announce_by_hand(page, user)

    assert (announcement.state, announcement.decided_by) == (State.UPCOMING, user)
    assert announcement.send_at > timezone.now()
    with pytest.raises(NotPossibleError, match="already"):
        announce_by_hand(page, user)


def test_only_public_updates_and_reports_are_announced_by_hand(site_tree):
    user = UserFactory()
    alias = UpdatePageFactory(parent=site_tree.updates).create_alias(update_slug="alias")

    for page in [draft(site_tree), StandardPageFactory(parent=site_tree.home), UpdatePage.objects.get(pk=alias.pk)]:
        with pytest.raises(NotPossibleError):
            announce_by_hand(page, user)

    assert not Announcement.objects.exists()


def test_editor_says_what_will_happen_and_what_happened(site_tree, admin_client):
    page = draft(site_tree)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    before = admin_client.get(address).text
    Announcement.objects.create(
        kind="update", page_id=page.pk, title=page.title, state=State.SENT, send_at=timezone.now(), recipients=7
    )
    after = admin_client.get(address).text

    assert 'name="announce_to_subscribers"' in before
    assert "get an email about this page 10 minutes after it goes live for the first time" in before
    assert "7 subscribers" in after


def test_editor_says_that_subscribers_were_not_told(site_tree):
    page = UpdatePageFactory(parent=site_tree.updates, first_published_at=timezone.now())

    assert describe_announcing(page) == "Subscribers were not told of this page."


@pytest.mark.parametrize("state", State)
def test_editor_has_words_for_each_state(site_tree, state):
    announcement = announced(site_tree.updates, state=state, reason="It is old.")

    words = describe_announcing(announcement.page)

    assert "%" not in words and words
    assert "None" not in words


def test_announcement_that_is_answered_yes_late_is_held_as_any_other(site_tree, clock):
    announcement = announced(site_tree.updates, state=State.ASKING)

    announcing.decide(announcement, UserFactory())

    assert announcement.send_at == timezone.now() + 10 * MINUTE
