"""What staff are told of schedules: who, once, in which words, and also when the one who should tell was killed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Workflow
from wagtail.users.models import UserProfile

from scheduling import notices
from scheduling.engine import ReleaseEngine
from scheduling.models import Follow, Notice, NoticePreference, Setback
from scheduling.notices import catch_up, tell, warn_of_unapproved
from scheduling.signals import set_back, went_live
from site_core.models import OutgoingMail
from tests.factories import UpdatePageFactory, UserFactory, member_of
from tests.scheduling.planning import schedule, schedule_change, wish

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=5)


@pytest.fixture
def clock(time_machine):
    """Stands at nine o'clock until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


@pytest.fixture
def owner(db):
    return member_of("Writers")


@pytest.fixture
def approver(db):
    return member_of("Editors")


@pytest.fixture
def follower(db):
    return member_of("Site managers")


@pytest.fixture
def release(clock, django_capture_on_commit_callbacks):
    """Lets the time pass and an engine do what is due, with all that is told after its commits."""

    def run(after: timedelta = SOON) -> None:
        clock.shift(after)
        with django_capture_on_commit_callbacks(execute=True):
            ReleaseEngine().run()

    return run


@pytest.fixture
def planned(site_tree, clock, owner, approver):
    return schedule(site_tree.updates, "Planned", timezone.now() + SOON, user=approver, owner=owner)


@pytest.fixture
def deaf_engine():
    """Nobody hears the engine, as if it were killed between its commit and its word."""
    receivers = {signal: signal.receivers for signal in (went_live, set_back)}
    for signal in receivers:
        signal.receivers = []
        signal.sender_receivers_cache.clear()
    yield
    for signal, kept in receivers.items():
        signal.receivers = kept
        signal.sender_receivers_cache.clear()


def told(kind: str | None = None) -> set[str]:
    """Who was told, by name; fails when somebody was told twice."""
    found = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    names = list(found.values_list("user__username", flat=True))
    assert len(names) == len(set(names))
    return set(names)


def take_slug_of(page: Page, parent) -> Page:
    """The address that the scheduled version wants is taken meanwhile."""
    Page.objects.filter(pk=page.pk).update(slug="moved-away")
    return UpdatePageFactory(parent=parent, slug=page.slug)


def test_owner_approver_and_follower_are_told_that_a_page_went_live(planned, follower, release):
    Follow.objects.create(user=follower, page=planned)

    release()

    assert told("went_live") == {"writers", "editors", "site-managers"}
    assert told() == told("went_live")


def test_who_is_owner_and_approver_and_follows_is_told_once(site_tree, clock, approver, release):
    page = schedule(site_tree.updates, "Planned", timezone.now() + SOON, user=approver, owner=approver)
    Follow.objects.create(user=approver, page=page)

    release()

    assert told() == {"editors"}
    assert OutgoingMail.objects.count() == 1


def test_change_of_a_live_page_is_told(site_tree, clock, approver, release):
    page = UpdatePageFactory(parent=site_tree.updates, title="Old")
    schedule_change(page, timezone.now() + SOON, title="New", user=approver)

    release()

    assert Notice.objects.get().title == "New"


def test_page_that_fails_again_and_again_is_told_once_with_the_reason(planned, site_tree, release):
    take_slug_of(planned, site_tree.updates)

    release()
    for _attempt in range(5):
        release(timedelta(minutes=2))

    assert told("failed") == told() == {"writers", "editors"}
    assert "is taken" in Notice.objects.first().reason
    assert OutgoingMail.objects.count() == 2


def test_child_that_waits_for_its_parent_is_told_once_and_again_when_it_went_live(site_tree, clock, approver, release):
    parent = site_tree.updates
    page = schedule(parent, "Child", timezone.now() + SOON, user=approver)
    Page.objects.filter(pk=parent.pk).update(live=False)

    release()
    waiting = told("waiting")
    Page.objects.filter(pk=parent.pk).update(live=True)
    release(timedelta(minutes=2))

    assert waiting == told("went_live") == {"editors"}
    assert Page.objects.get(pk=page.pk).live


def test_who_left_or_may_no_longer_see_the_page_is_not_told(site_tree, clock, release):
    left, reader, elsewhere = (UserFactory() for _number in range(3))
    left.is_active = False
    left.groups.add(Group.objects.get(name="Editors"))
    left.save()
    team = Group.objects.create(name="Reports team")
    team.permissions.add(*Group.objects.get(name="Editors").permissions.all())
    permission = GroupPagePermission.objects.filter(group__name="Editors").first().permission
    GroupPagePermission.objects.create(group=team, page=site_tree.reports, permission=permission)
    elsewhere.groups.add(team)
    page = schedule(site_tree.updates, "Planned", timezone.now() + SOON)
    for user in (left, reader, elsewhere):
        Follow.objects.create(user=user, page=page)

    release()

    assert told() == set()
    assert not OutgoingMail.objects.exists()


def test_mail_says_what_happened_when_in_both_zones_who_approved_and_where(planned, approver, owner, release, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    UserProfile.objects.create(user=owner, current_time_zone="Asia/Kolkata")
    approver.first_name, approver.last_name = "Rosa", "Example"
    approver.save()

    release()

    mail = OutgoingMail.objects.get(to=owner.email)
    assert mail.subject == "“Planned” went live"
    expected = "March 2, 2026, 2:35 p.m. Asia/Kolkata (on the site’s clock 10:05 a.m. Europe/Berlin)."
    assert expected in " ".join(mail.text.split())
    assert "Approved by Rosa Example." in mail.text
    assert "Read it: http://localhost/updates/planned/" in mail.text
    assert f"Edit it: http://localhost/admin/pages/{planned.pk}/edit/" in mail.text
    other = OutgoingMail.objects.get(to=approver.email)
    assert "March 2, 2026, 10:05 a.m. Europe/Berlin." in " ".join(other.text.split())


def test_mail_of_a_late_page_says_both_times(planned, release):
    release(after=timedelta(hours=3))

    text = " ".join(OutgoingMail.objects.first().text.split())
    assert "planned for March 2, 2026, 9:05 a.m. UTC, and went live March 2, 2026, noon UTC" in text


def test_mail_of_a_failure_says_why_and_what_to_do(planned, site_tree, release):
    take_slug_of(planned, site_tree.updates)

    release()

    mail = OutgoingMail.objects.first()
    text = " ".join(mail.text.split())
    assert mail.subject == "“Planned” could not go live"
    assert "It was planned for March 2, 2026, 9:05 a.m. UTC." in text
    assert "Its address is taken" in text
    assert "mend what the reason names" in text
    assert "Read it" not in text


def test_title_reaches_the_mail_as_it_was_typed(site_tree, clock, approver, release):
    schedule(site_tree.updates, "Law & <Order>", timezone.now() + SOON, user=approver)

    release()

    assert OutgoingMail.objects.get().subject == "“Law & <Order>” went live"
    assert "“Law & <Order>” went live" in OutgoingMail.objects.get().text


def test_who_wants_no_mail_finds_the_notice_in_the_admin(planned, owner, release):
    NoticePreference.objects.create(user=owner, by_mail=False)

    release()

    assert told() == {"writers", "editors"}
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["editors@fund.example"]


def test_without_a_mail_server_notices_are_in_the_admin_alone(planned, settings, release):
    settings.MAIL_IS_SET_UP = False

    release()

    assert told() == {"writers", "editors"}
    assert not OutgoingMail.objects.exists()


def test_person_without_an_address_is_told_in_the_admin(planned, owner, release):
    owner.email = ""
    owner.save()

    release()

    assert "writers" in told()
    assert OutgoingMail.objects.count() == 1


def test_notices_that_fail_break_neither_the_engine_nor_the_next_page(planned, site_tree, release, monkeypatch, caplog):
    other = schedule(site_tree.updates, "Other", planned.go_live_at)
    monkeypatch.setattr(notices, "recipients", lambda event: 1 / 0)

    release()

    assert Page.objects.filter(pk__in=[planned.pk, other.pk], live=True).count() == 2
    assert not Setback.objects.exists()
    assert "ZeroDivisionError" in caplog.text


def test_what_a_killed_engine_did_not_tell_is_told_by_the_next_round(planned, site_tree, clock, deaf_engine, release):
    failing = schedule(site_tree.updates, "Failing", planned.go_live_at, owner=planned.owner)
    take_slug_of(failing, site_tree.updates)
    release()
    catch_up(timezone.now())
    at_once = told()

    clock.shift(timedelta(minutes=2))
    catch_up(timezone.now())
    catch_up(timezone.now())

    assert at_once == set()
    assert told("went_live") == {"writers", "editors"}
    assert told("failed") == {"writers"}
    assert {notice.planned_at for notice in Notice.objects.all()} == {planned.go_live_at}
    assert OutgoingMail.objects.count() == 3


def test_what_was_told_is_not_told_again(planned, site_tree, clock, release):
    failing = schedule(site_tree.updates, "Failing", planned.go_live_at, owner=planned.owner)
    take_slug_of(failing, site_tree.updates)
    release()
    before = set(Notice.objects.values_list("pk", flat=True))

    for _minute in range(5):
        clock.shift(timedelta(minutes=1))
        catch_up(timezone.now())

    assert before == set(Notice.objects.values_list("pk", flat=True))
    assert OutgoingMail.objects.count() == len(before)


def test_who_follows_later_is_not_told_of_the_past(planned, follower, clock, release):
    release()
    clock.shift(timedelta(minutes=5))
    Follow.objects.create(user=follower, page=planned)

    catch_up(timezone.now())

    assert "site-managers" not in told()


def test_what_happened_before_notices_were_kept_is_not_told(planned, clock, deaf_engine, release):
    release()
    clock.shift(timedelta(days=4))

    catch_up(timezone.now())

    assert told() == set()


def test_quiet_rounds_cost_few_queries(planned, clock, release):
    release()
    clock.shift(timedelta(minutes=5))

    with CaptureQueriesContext(connection) as context:
        catch_up(timezone.now())

    assert len(context) == 2


def test_owner_and_reviewers_are_warned_of_a_date_that_nobody_has_approved(site_tree, clock, owner, approver, follower):
    page = wish(site_tree.updates, "Hopeful", timezone.now() + timedelta(days=2), owner=owner)
    Workflow.objects.get(name="Review").start(page, owner)

    warn_of_unapproved(timezone.now())
    early = told()
    clock.shift(timedelta(days=1, minutes=1))
    warn_of_unapproved(timezone.now())
    warn_of_unapproved(timezone.now())

    assert early == set()
    assert told("not_approved") == {"writers", "editors", "site-managers"}
    assert OutgoingMail.objects.get(to=owner.email).subject == "“Hopeful” is due soon, and nobody has approved it"


def test_where_cron_runs_the_scheduler_notices_are_made_up_for_and_warnings_given(
    site_tree, planned, owner, clock, deaf_engine, release
):
    release()
    wish(site_tree.updates, "Hopeful", timezone.now() + timedelta(hours=2), owner=owner)
    clock.shift(timedelta(minutes=2))

    call_command("run_scheduler", "--once")

    assert told("went_live") == {"writers", "editors"}
    assert told("not_approved") == {"writers"}


def test_another_date_is_another_plan_and_warned_of_again(site_tree, clock, owner):
    page = wish(site_tree.updates, "Hopeful", timezone.now() + timedelta(hours=2), owner=owner)
    warn_of_unapproved(timezone.now())

    page.go_live_at = timezone.now() + timedelta(hours=20)
    page.save_revision()
    warn_of_unapproved(timezone.now())

    assert Notice.objects.filter(user=owner, kind="not_approved").count() == 2


def test_nobody_is_warned_of_what_is_approved_or_past_or_far(site_tree, clock, owner):
    for hours in (-2, 30):
        wish(site_tree.updates, f"In {hours}", timezone.now() + timedelta(hours=hours), owner=owner)
    schedule(site_tree.updates, "Approved", timezone.now() + timedelta(hours=3), owner=owner)

    warn_of_unapproved(timezone.now())

    assert told() == set()


def test_told_by_two_processes_at_once_it_is_told_once(planned, release):
    release()
    event = notices.going_live(planned, planned.go_live_at, planned.get_latest_revision(), timezone.now())

    tell(event)

    assert told("went_live") == {"writers", "editors"}
    assert OutgoingMail.objects.count() == 2
