"""Announcements on their way: to everybody once, whatever the mail server says."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from site_core.mail_server import MailServer
from site_core.mail_trouble import mail_server_trouble, trouble_in_words
from site_core.outbox import claim_time, deliver, letters, queue_mail
from subscriptions.models import Announcement, Delivery, Subscriber, Suppression
from subscriptions.services import leaving
from subscriptions.services.announcing import pause, resume, stop
from subscriptions.services.freezing import freeze
from tests.factories import UserFactory
from tests.ports import free_port
from tests.smtp import MailSink
from tests.subscriptions.mailing import announced, mailing, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with MailSink() as sink:
        use_server(settings, sink.port)
        yield sink


def use_server(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2


@pytest.fixture
def announcement(site_tree):
    """Its recipients are ada, rosa and zoe."""
    mailing(mails_per_second=500)
    for name in ("ada", "rosa", "zoe"):
        subscriber(name)
    announcement = announced(site_tree.updates)
    freeze(announcement)
    return announcement


def told(server) -> list[str]:
    return sorted(mail["To"].partition("@")[0] for mail in server.mails)


def states(announcement) -> dict[str, str]:
    rows = announcement.deliveries.select_related("subscriber").order_by("pk")
    return {row.subscriber.address.partition("@")[0]: row.state for row in rows}


def test_everybody_gets_it_once_and_then_it_is_sent(server, announcement):
    deliver()
    deliver()

    announcement.refresh_from_db()
    assert told(server) == ["ada", "rosa", "zoe"]
    assert (announcement.state, announcement.recipients) == ("sent", 3)


def test_who_left_paused_or_was_erased_meanwhile_gets_nothing(server, announcement):
    ada, rosa, zoe = [row.subscriber for row in announcement.deliveries.order_by("pk")]
    leaving.leave(ada)
    leaving.erase(rosa)
    type(zoe).objects.filter(pk=zoe.pk).update(is_paused=True)

    deliver()

    assert told(server) == []
    assert set(announcement.deliveries.values_list("state", flat=True)) == {"skipped"}


def test_bad_recipient_stops_no_other(server, announcement):
    server.refusals["rosa@reader.example"] = "451 Not now"

    deliver()

    assert told(server) == ["ada", "zoe"]


@pytest.mark.parametrize("answer", ["550 5.1.1 <rosa@reader.example> unknown", "550 No such user here"])
def test_mailbox_that_does_not_exist_is_believed_at_once(server, announcement, answer, caplog):
    server.refusals["rosa@reader.example"] = answer

    deliver()

    rosa = announcement.deliveries.get(state="failed").subscriber
    assert (rosa.state, Suppression.objects.get().reason) == ("suppressed", "unknown")
    assert "rosa@" not in announcement.deliveries.get(state="failed").last_error
    assert "rosa@" not in caplog.text


def test_any_other_refusal_is_believed_at_the_third_in_a_row(server, announcement):
    server.refusals["rosa@reader.example"] = "554 5.7.1 We do not like you"
    seen = []

    for _number in range(3):
        deliver()
        rosa = announcement.deliveries.filter(state="failed").last().subscriber
        seen.append(rosa.state)
        announcement.round += 1
        announcement.save(update_fields=["round"])
        freeze(announcement)

    assert seen == ["confirmed", "confirmed", "suppressed"]


def test_refusal_of_our_words_is_held_against_nobody(server, announcement):
    for _number in range(3):
        server.answers = ["554 5.7.1 This is spam"] * 3
        deliver()
        announcement.round += 1
        announcement.save(update_fields=["round"])
        freeze(announcement)

    assert set(Subscriber.objects.values_list("state", "refusals")) == {("confirmed", 0)}
    assert announcement.deliveries.filter(state="failed").count() == 9


def test_server_that_refuses_our_sender_is_in_trouble_and_no_reader_is(server, announcement):
    server.sender_refusal = "550 5.7.1 Who are you?"

    deliver()
    deliver()

    assert mail_server_trouble() is not None
    assert set(announcement.deliveries.values_list("state", flat=True)) == {"waiting"}
    assert set(Subscriber.objects.values_list("state", "refusals")) == {("confirmed", 0)}


def test_reader_who_is_erased_while_refused_ends_no_mailer(server, announcement, monkeypatch):
    server.refusals["rosa@reader.example"] = "552 5.2.2 Full"
    whole = MailServer.send

    def send(self, message):
        if message.to == ["rosa@reader.example"]:
            leaving.erase(Subscriber.objects.get(address="rosa@reader.example"))
        whole(self, message)

    monkeypatch.setattr(MailServer, "send", send)

    deliver()

    assert told(server) == ["ada", "zoe"]


@pytest.mark.parametrize(
    "answer",
    [
        "550 Sender address rejected: Domain not found",
        "550 Your IP address has no valid reverse DNS; hostname not found",
        "550 5.1.8 Address of the sender is unknown",
    ],
)
def test_what_servers_say_of_us_in_answer_to_a_reader_is_held_against_no_reader(server, announcement, answer):
    server.refusals["rosa@reader.example"] = answer

    for _number in range(3):
        deliver()
        announcement.round += 1
        announcement.save(update_fields=["round"])
        freeze(announcement)

    rosa = Subscriber.objects.get(address="rosa@reader.example")
    assert (rosa.state, rosa.refusals) == ("confirmed", 0)


def test_trouble_that_staff_can_read_quotes_no_address(server, announcement):
    server.refusals |= {
        f"{name}@reader.example": f"421 <{name.upper()}@reader.example> too busy" for name in ("ada", "rosa")
    }

    deliver()

    assert "421" in trouble_in_words()
    assert "reader.example" not in trouble_in_words()
    assert not announcement.deliveries.filter(last_error__icontains="reader.example").exists()


def test_mail_that_makes_its_server_hang_up_at_each_attempt_fails_visibly_in_the_end(server, announcement, clock):
    Delivery.objects.update(next_attempt_at=timezone.now())
    server.refusals["rosa@reader.example"] = "421 Not you"

    for _hour in range(40):
        deliver()
        clock.shift(timedelta(hours=1))

    assert states(announcement) == {"ada": "sent", "rosa": "failed", "zoe": "sent"}
    assert mail_server_trouble() is None


def test_hundreds_who_left_meanwhile_hold_up_nobody(server, site_tree):
    mailing(mails_per_second=500)
    left = [subscriber(f"left{number}") for number in range(120)]
    subscriber("stays")
    freeze(announced(site_tree.updates))
    Subscriber.objects.filter(pk__in=[each.pk for each in left]).update(state="unsubscribed")

    deliver()

    assert told(server) == ["stays"]
    assert Delivery.objects.filter(state="skipped").count() == 120


def test_other_mail_keeps_the_pace_too(server, announcement):
    mailing(mails_per_second=4)
    for number in range(5):
        queue_mail(f"test:{number}", to=f"staff{number}@fund.example", subject="Hello", text="Hello")

    start = timezone.now()
    deliver()

    assert len(server.mails) == 8
    assert (timezone.now() - start).total_seconds() >= 7 / 4


def test_success_forgives_refusals(server, announcement):
    rosa = announcement.deliveries.get(subscriber__address__startswith="rosa").subscriber
    type(rosa).objects.filter(pk=rosa.pk).update(refusals=2)

    deliver()

    rosa.refresh_from_db()
    assert rosa.refusals == 0


def test_recipient_that_is_put_off_is_tried_for_a_day_and_then_failed_visibly(server, announcement, clock):
    Delivery.objects.update(next_attempt_at=timezone.now())
    server.refusals["rosa@reader.example"] = "451 Not now"
    waits = []

    while announcement.deliveries.filter(state="waiting").exists():
        deliver()
        rosa = announcement.deliveries.get(subscriber__address__startswith="rosa")
        if rosa.next_attempt_at:
            waits.append(round((rosa.next_attempt_at - timezone.now()).total_seconds() / 60))
            clock.move_to(rosa.next_attempt_at, tick=False)
    deliver()

    announcement.refresh_from_db()
    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert 24 <= sum(waits) / 60 < 26
    assert (rosa.state, rosa.last_error) == ("failed", "451 Not now")
    assert announcement.state == "sent"


def test_server_that_is_away_costs_nobody_an_attempt_and_staff_can_see_it(server, announcement, settings, clock):
    Delivery.objects.update(next_attempt_at=timezone.now())
    use_server(settings, free_port())

    waits = []
    for _attempt in range(5):
        deliver()
        waits.append(round((mail_server_trouble().next_attempt_at - timezone.now()).total_seconds() / 60))
        clock.move_to(mail_server_trouble().next_attempt_at, tick=False)
    attempts = set(announcement.deliveries.values_list("attempts", flat=True))
    use_server(settings, server.port)
    deliver()

    assert waits == [1, 5, 15, 60, 60]
    assert attempts == {0}
    assert told(server) == ["ada", "rosa", "zoe"]
    assert mail_server_trouble() is None


@pytest.mark.parametrize("answer", ["421 Too much", "hang up"])
def test_server_that_drops_one_mail_after_the_other_is_left_alone(server, announcement, answer):
    server.answers = [answer] * 5

    deliver()

    assert len(server.answers) == 3
    assert mail_server_trouble() is not None
    assert told(server) == []


def test_server_that_drops_all_mail_is_left_alone_longer_each_time(server, announcement, clock):
    Delivery.objects.update(next_attempt_at=timezone.now())
    server.answers = ["421 Too much"] * 20
    waits = []

    for _round in range(4):
        deliver()
        waits.append(round((mail_server_trouble().next_attempt_at - timezone.now()).total_seconds() / 60))
        clock.move_to(mail_server_trouble().next_attempt_at, tick=False)

    assert waits == [1, 5, 15, 60]


def test_time_in_which_the_server_was_away_is_not_the_readers(server, announcement, settings, clock):
    Delivery.objects.update(next_attempt_at=timezone.now())
    use_server(settings, free_port())
    deliver()
    use_server(settings, server.port)
    server.refusals = {f"{name}@reader.example": "451 Not now" for name in ("ada", "rosa", "zoe")}

    clock.shift(timedelta(hours=30))
    deliver()

    assert set(states(announcement).values()) == {"waiting"}


def test_letter_that_cannot_be_written_stops_no_other(server, announcement, monkeypatch, caplog):
    from subscriptions.services import delivering

    whole = delivering.letter_to

    def letter_to(delivery):
        if delivery.subscriber.address.startswith("ada"):
            raise RuntimeError(f"no words for {delivery.subscriber.address}")
        return whole(delivery)

    monkeypatch.setattr(delivering, "letter_to", letter_to)

    deliver()

    assert told(server) == ["rosa", "zoe"]
    assert "cannot be written: RuntimeError" in caplog.text
    assert "ada@" not in caplog.text


def test_pause_and_stop_take_effect_on_what_has_not_left(server, announcement):
    staff = UserFactory()
    server_letters = letters()
    next(server_letters)
    pause(announcement, staff)

    deliver()
    paused = told(server)
    resume(announcement, staff)
    stop(announcement, staff)
    deliver()

    assert (paused, told(server)) == ([], [])
    assert announcement.state == "stopped"


def test_page_taken_back_while_it_is_sent_is_told_to_nobody_more(server, announcement):
    announcement.page.specific.unpublish()

    deliver()

    assert told(server) == []
    assert set(announcement.deliveries.values_list("state", flat=True)) == {"skipped"}


def test_mail_of_a_mailer_that_died_is_sent_again_with_the_same_message_id(server, announcement, clock):
    Delivery.objects.update(next_attempt_at=timezone.now())
    lost = next(letters())
    message_id = lost.message().extra_headers["Message-ID"]

    deliver()
    before = told(server)
    clock.shift(claim_time() + timedelta(seconds=1))
    deliver()

    assert before == ["rosa", "zoe"]
    assert [mail["Message-ID"] for mail in server.mails if mail["To"].startswith("ada")] == [message_id]


def test_other_mail_does_not_wait_for_an_announcement(server, announcement):
    queue_mail("test:staff", to="staff@fund.example", subject="Hello", text="Hello")

    deliver()

    assert [mail["To"].partition("@")[0] for mail in server.mails].index("staff") <= 1


def test_rate_of_the_settings_is_never_passed(server, announcement):
    mailing(mails_per_second=4)
    for number in range(5):
        subscriber(f"more{number}")
    freeze(announcement)

    start = timezone.now()
    deliver()

    assert len(server.mails) == 8
    assert (timezone.now() - start).total_seconds() >= 7 / 4


def test_no_second_holds_one_mail_too_many_though_some_take_longer_to_write(server, site_tree, monkeypatch):
    from subscriptions.services import delivering

    whole, times = delivering.letter_to, []

    def letter_to(delivery):
        time.sleep(0.05 * (len(times) % 2))
        return whole(delivery)

    mailing(mails_per_second=10)
    for number in range(15):
        subscriber(f"reader{number}")
    freeze(announced(site_tree.updates))
    monkeypatch.setattr(delivering, "letter_to", letter_to)

    deliver(lambda: times.append(time.monotonic()))

    assert len(times) == 15
    assert all(later - earlier >= 1 for earlier, later in zip(times, times[10:], strict=False))


def test_slowest_rate_keeps_a_lone_mailer_going(server, announcement):
    mailing(mails_per_second=1)

    deliver()

    assert told(server) == ["ada", "rosa", "zoe"]


def test_freezing_twice_writes_nobody_down_twice(announcement):
    freeze(announcement)

    assert announcement.deliveries.count() == 3
    assert announcement.recipients == 3


def test_announcement_that_reached_nobody_has_failed(server, announcement):
    for name in ("ada", "rosa", "zoe"):
        server.refusals[f"{name}@reader.example"] = "550 5.1.1 unknown"

    deliver()
    deliver()

    assert Announcement.objects.get().state == "failed"
    assert states(announcement) == {"ada": "failed", "rosa": "failed", "zoe": "failed"}
