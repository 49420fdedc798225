"""Digests: at their hour by the clock of the site, and for each reader what was announced since and is new to them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from subscriptions.letters import letter_to
from subscriptions.models import Announcement, Delivery, Subscriber
from subscriptions.periods import boundary_before, latest_boundary
from subscriptions.services import announcing
from subscriptions.services.announcing import open_due
from subscriptions.services.digests import make_digests
from tests.factories import ReportPageFactory, UpdatePageFactory, UserFactory
from tests.subscriptions.mailing import announced, delivery, mailing, subscriber

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEKLY, MONTHLY = Announcement.Kind.WEEKLY, Announcement.Kind.MONTHLY
State = Announcement.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"


def at(text: str) -> datetime:
    moment = parse_datetime(text)
    assert moment and moment.tzinfo
    return moment


def digests(kind=WEEKLY) -> list[Announcement]:
    return list(Announcement.objects.filter(kind=kind).order_by("period_until"))


def make_at(clock, text: str) -> list[Announcement]:
    clock.move_to(at(text), tick=False)
    make_digests(timezone.now())
    return digests()


@pytest.mark.parametrize(
    ("now", "boundary"),
    [
        ("2026-03-09T08:59:59+01:00", "2026-03-02T09:00+01:00"),
        ("2026-03-09T09:00:00+01:00", "2026-03-09T09:00+01:00"),
        ("2026-03-12T23:00:00+01:00", "2026-03-09T09:00+01:00"),
        ("2026-03-30T08:30:00+02:00", "2026-03-23T09:00+01:00"),
        ("2026-03-30T09:00:00+02:00", "2026-03-30T09:00+02:00"),
        ("2026-10-26T08:30:00+01:00", "2026-10-19T09:00+02:00"),
        ("2026-10-26T09:00:00+01:00", "2026-10-26T09:00+01:00"),
    ],
)
def test_weekly_digest_is_due_at_its_hour_on_its_day_summer_and_winter(berlin, now, boundary):
    settings = mailing(digest_weekday=0, digest_hour=9)

    assert latest_boundary(WEEKLY, settings, at(now)) == at(boundary)


@pytest.mark.parametrize(
    ("hour", "now", "boundary"),
    [
        # On 29 March 2026 there is no hour from two to three.
        (2, "2026-03-29T01:59:59+01:00", "2026-03-22T02:00+01:00"),
        (2, "2026-03-29T03:00:00+02:00", "2026-03-29T03:00+02:00"),
        # On 25 October 2026 that hour comes twice.
        (2, "2026-10-25T02:00:00+02:00", "2026-10-25T02:00+02:00"),
        (2, "2026-10-25T02:30:00+01:00", "2026-10-25T02:00+02:00"),
        (2, "2026-10-25T01:59:59+02:00", "2026-10-18T02:00+02:00"),
    ],
)
def test_hour_that_is_skipped_or_comes_twice_makes_one_digest(berlin, hour, now, boundary):
    settings = mailing(digest_weekday=6, digest_hour=hour)

    assert latest_boundary(WEEKLY, settings, at(now)) == at(boundary)


@pytest.mark.parametrize(
    ("now", "boundary", "before"),
    [
        ("2026-03-01T07:59:59+01:00", "2026-02-01T08:00+01:00", "2026-01-01T08:00+01:00"),
        ("2026-04-01T08:00:00+02:00", "2026-04-01T08:00+02:00", "2026-03-01T08:00+01:00"),
        ("2026-11-30T08:00:00+01:00", "2026-11-01T08:00+01:00", "2026-10-01T08:00+02:00"),
        ("2027-01-01T08:00:00+01:00", "2027-01-01T08:00+01:00", "2026-12-01T08:00+01:00"),
    ],
)
def test_monthly_digest_is_due_on_the_first(berlin, now, boundary, before):
    settings = mailing(digest_hour=8)

    found = latest_boundary(MONTHLY, settings, at(now))

    assert (found, boundary_before(MONTHLY, settings, found)) == (at(boundary), at(before))


@pytest.mark.parametrize(
    ("start", "seconds"),
    [("2026-03-27T00:00+01:00", 3 * 86400), ("2026-10-23T00:00+02:00", 3 * 86400)],
)
def test_boundary_never_goes_back_while_the_clocks_change(berlin, start, seconds):
    settings = mailing(digest_weekday=6, digest_hour=2)
    moments = [at(start) + timedelta(seconds=second) for second in range(0, seconds, 600)]

    boundaries = [latest_boundary(WEEKLY, settings, moment) for moment in moments]

    assert boundaries == sorted(boundaries)
    assert len(set(boundaries)) == 2
    assert all(boundary <= moment for boundary, moment in zip(boundaries, moments, strict=True))


def test_digest_holds_what_was_announced_since_the_last_one(site_tree, clock, berlin):
    mailing(digest_weekday=0, digest_hour=8)
    announced(site_tree.updates, opened_at=at("2026-03-04T12:00Z"))
    [first] = make_at(clock, "2026-03-09T08:00+01:00")
    nothing_new = make_at(clock, "2026-03-09T08:00:01+01:00")
    announced(site_tree.updates, opened_at=at("2026-03-10T12:00Z"))

    _first, second = make_at(clock, "2026-03-16T08:00+01:00")

    assert nothing_new == [first]
    assert (first.period_from, first.period_until) == (at("2026-03-02T08:00+01:00"), at("2026-03-09T08:00+01:00"))
    assert (second.period_from, second.period_until) == (first.period_until, at("2026-03-16T08:00+01:00"))
    assert (second.state, second.send_at) == (State.UPCOMING, timezone.now() + timedelta(minutes=10))
    assert second.title == "Weekly digest, March 16th 2026"


def test_week_without_anything_makes_no_digest_and_leaves_nothing_behind(site_tree, clock, berlin):
    announced(site_tree.updates, opened_at=at("2026-03-04T12:00Z"))
    make_at(clock, "2026-03-09T08:00+01:00")
    empty_week = make_at(clock, "2026-03-16T08:00+01:00")
    announced(site_tree.updates, opened_at=at("2026-03-17T12:00Z"))

    found = make_at(clock, "2026-03-23T08:00+01:00")

    assert len(empty_week) == 1
    assert len(found) == 2
    assert found[1].period_until == at("2026-03-23T08:00+01:00")


def test_after_weeks_without_a_mailer_there_is_one_digest_of_all(site_tree, clock, berlin):
    announced(site_tree.updates, opened_at=at("2026-03-04T12:00Z"))
    make_at(clock, "2026-03-09T08:00+01:00")
    for day in ("2026-03-11", "2026-03-18", "2026-03-25"):
        announced(site_tree.updates, opened_at=at(f"{day}T12:00Z"))

    _first, *missed = make_at(clock, "2026-03-31T20:00+02:00")

    assert [(digest.period_from, digest.period_until) for digest in missed] == [
        (at("2026-03-09T08:00+01:00"), at("2026-03-30T08:00+02:00"))
    ]


@pytest.mark.parametrize("state", [State.STOPPED, State.ASKING, State.PAUSED])
def test_digest_does_not_tell_what_nobody_shall_hear(site_tree, clock, berlin, state):
    announced(site_tree.updates, state=state, opened_at=at("2026-03-04T12:00Z"))

    assert make_at(clock, "2026-03-09T08:00+01:00") == []


def test_monthly_digest_is_made_beside_the_weekly_one(site_tree, clock, berlin):
    announced(site_tree.updates, opened_at=at("2026-03-30T12:00Z"))

    clock.move_to(at("2026-04-06T08:00+02:00"), tick=False)
    make_digests(timezone.now())

    assert [digest.period_until for digest in digests(WEEKLY)] == [at("2026-04-06T08:00+02:00")]
    assert [digest.period_until for digest in digests(MONTHLY)] == [at("2026-04-01T08:00+02:00")]


@pytest.fixture
def digest(site_tree, clock):
    """A digest of the week before; tests put announcements into it."""
    now = timezone.now()
    return Announcement.objects.create(
        kind=WEEKLY, title="Weekly digest", period_from=now - 7 * DAY, period_until=now, send_at=now
    )


def mail_for(digest, reader):
    return letter_to(delivery(digest, reader))


def weekly(name="reader", **fields) -> Subscriber:
    return subscriber(name, frequency="weekly", **fields)


def told(site_tree, title: str, *, factory=UpdatePageFactory, days: int = 2, state="sent", **page_fields):
    parent = site_tree.reports if factory is ReportPageFactory else site_tree.updates
    opened_at = timezone.now() - days * DAY
    return announced(
        parent, factory=factory, state=state, opened_at=opened_at, page_fields={"title": title, **page_fields}
    )


def test_reader_gets_several_works_in_one_mail_newest_first(site_tree, digest):
    told(site_tree, "Wells", publication_date="2026-02-25T12:00Z")
    told(site_tree, "Ropes in common", factory=ReportPageFactory, publication_date="2026-02-27T12:00Z")
    told(site_tree, "Too old", days=8)

    mail = mail_for(digest, weekly())

    assert mail.subject == "Ropes in common, and 1 more"
    for part in (mail.body, mail.alternatives[0].content):
        assert part.index("Ropes in common") < part.index("Wells")
        assert "Too old" not in part
        assert "http://localhost/updates/wells/" in part
        assert "http://localhost/reports/ropes-in-common/" in part


@pytest.mark.parametrize(
    ("choice", "subject"),
    [
        ({"wants_reports": False}, "Wells"),
        ({"wants_updates": False}, "Ropes"),
        ({"language": "de"}, "Ropes"),
        ({"language": "en"}, "Wells"),
        ({"wants_reports": False, "language": "de"}, None),
    ],
)
def test_reader_gets_only_what_they_chose(site_tree, digest, choice, subject):
    told(site_tree, "Wells", language="en")
    told(site_tree, "Ropes", factory=ReportPageFactory, language="de")

    mail = mail_for(digest, weekly(**choice))

    assert (mail.subject if mail else None) == subject


def test_reader_is_told_nothing_from_before_they_subscribed_or_while_they_paused(site_tree, digest):
    told(site_tree, "Wells", days=3)
    told(site_tree, "Ropes", days=1)

    assert mail_for(digest, weekly(listening_since=timezone.now() - 2 * DAY)).subject == "Ropes"
    assert mail_for(digest, weekly("new", listening_since=timezone.now())) is None


def test_reader_is_not_told_again_what_they_were_sent_at_once(site_tree, digest):
    reader, other = weekly(), weekly("other")
    delivery(told(site_tree, "Wells"), reader, state=Delivery.State.SENT)
    told(site_tree, "Ropes")

    assert mail_for(digest, reader).subject == "Ropes"
    assert "and 1 more" in mail_for(digest, other).subject


def test_reader_who_changes_to_once_a_month_is_not_told_again_what_a_weekly_digest_told(site_tree, digest, clock):
    told(site_tree, "Wells")
    reader = weekly()
    open_due(timezone.now())
    digest.deliveries.update(state=Delivery.State.SENT)
    told(site_tree, "Ropes", days=0)
    now = timezone.now()
    monthly = Announcement.objects.create(
        kind=MONTHLY, title="Monthly", period_from=now - 30 * DAY, period_until=now + DAY, send_at=now
    )

    assert mail_for(monthly, reader).subject == "Ropes"
    assert "and 1 more" in mail_for(monthly, weekly("other")).subject


def test_digest_waits_for_what_is_still_held_and_the_next_one_tells_it(site_tree, clock, berlin):
    clock.move_to(at("2026-03-09T07:55+01:00"), tick=False)
    held = announced(site_tree.updates)
    before = make_at(clock, "2026-03-09T08:00+01:00")

    clock.move_to(at("2026-03-09T08:05+01:00"), tick=False)
    opened([held])

    assert before == []
    assert [list(found.told.all()) for found in opened(make_at(clock, "2026-03-16T08:00+01:00"))] == [[held]]


def opened(found: list[Announcement]) -> list[Announcement]:
    """Without waiting for the end of their hold."""
    Announcement.objects.filter(pk__in=[row.pk for row in found]).update(send_at=timezone.now())
    open_due(timezone.now())
    return found


@pytest.mark.parametrize("act", ["stop", "pause"])
def test_what_was_held_back_over_a_digest_is_told_by_the_next_one(site_tree, clock, berlin, act):
    staff, work = UserFactory(), announced(site_tree.updates)
    clock.move_to(at("2026-03-06T12:00Z"), tick=False)
    opened([work])
    getattr(announcing, act)(work, staff)
    without = make_at(clock, "2026-03-09T08:00+01:00")

    clock.move_to(at("2026-03-10T12:00Z"), tick=False)
    (announcing.send_again if act == "stop" else announcing.resume)(work, staff)
    opened([work])

    assert without == []
    assert [list(found.told.all()) for found in opened(make_at(clock, "2026-03-16T08:00+01:00"))] == [[work]]


def test_what_a_digest_has_told_is_told_by_no_later_one_however_often_it_is_sent_again(site_tree, clock, berlin):
    staff, work = UserFactory(), announced(site_tree.updates)
    opened([work])
    [first] = opened(make_at(clock, "2026-03-09T08:00+01:00"))

    Announcement.objects.filter(pk=work.pk).update(state=State.SENT)
    for _time in range(2):
        announcing.send_again(work, staff)
        announcing.stop(work, staff)
    announcing.send_again(work, staff)
    opened([work])

    assert list(first.told.all()) == [work]
    assert make_at(clock, "2026-03-16T08:00+01:00") == [first]


def test_digest_that_is_sent_again_tells_the_same_once_more(site_tree, digest):
    told(site_tree, "Wells")
    reader = weekly()
    open_due(timezone.now())
    digest.deliveries.update(state=Delivery.State.SENT)
    Announcement.objects.filter(pk=digest.pk).update(state=State.SENT)

    announcing.send_again(digest, UserFactory())
    open_due(timezone.now())

    again = digest.deliveries.get(round=1)
    assert again.subscriber == reader
    assert letter_to(again).subject == "Wells"


def test_digest_tells_only_what_is_public_when_it_is_sent(site_tree, digest):
    announcement = told(site_tree, "Wells")
    reader = weekly()
    announcement.page.specific.unpublish()

    assert mail_for(digest, reader) is None


def test_digest_of_which_nothing_is_left_is_stopped(site_tree, digest):
    told(site_tree, "Wells").page.specific.unpublish()
    weekly()

    open_due(timezone.now())

    digest.refresh_from_db()
    assert (digest.state, digest.deliveries.count()) == (State.STOPPED, 0)


def test_digest_goes_to_those_who_get_weekly_ones(site_tree, digest):
    told(site_tree, "Wells")
    reader = weekly()
    subscriber("at-once")
    subscriber("monthly", frequency="monthly")

    open_due(timezone.now())

    assert [row.subscriber for row in digest.deliveries.all()] == [reader]


def test_staff_can_stop_a_digest_before_it_goes_out(site_tree, clock):
    told(site_tree, "Wells")
    make_digests(timezone.now())
    [found] = digests()

    announcing.stop(found, UserFactory())
    clock.shift(HOUR)
    make_digests(timezone.now())
    open_due(timezone.now())

    assert [(row.pk, row.state) for row in digests()] == [(found.pk, State.STOPPED)]
    assert not Delivery.objects.exists()
