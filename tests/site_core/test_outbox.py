"""Mail that waits in the database, and a real server that takes it or does not."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from site_core import outbox
from site_core.models import OutgoingMail
from site_core.outbox import deliver, queue_mail
from tests.ports import free_port
from tests.smtp import MailSink

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with MailSink() as sink:
        use_server(settings, sink.port)
        yield sink


@pytest.fixture
def clock(time_machine):
    """Stands at nine o'clock until a test moves it."""
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    return time_machine


def use_server(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2


def queue(name: str, **more) -> OutgoingMail:
    words = {"to": f"{name}@fund.example", "subject": f"To {name}", "text": f"Dear {name}", **more}
    queue_mail(f"test:{name}", **words)
    return OutgoingMail.objects.get(key=f"test:{name}")


def test_mail_arrives_with_its_words_and_says_that_no_person_wrote_it(server, settings):
    mail = queue("ada", subject="Grüße: “Öffnung”", text="Liebe Ada,\n\nes ist so weit.", html="<p>Liebe Ada</p>")

    assert deliver()

    (arrived,) = server.mails
    assert (arrived["To"], arrived["Subject"]) == ("ada@fund.example", "Grüße: “Öffnung”")
    assert arrived["From"] == settings.DEFAULT_FROM_EMAIL
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Message-ID"] == mail.message_id
    assert arrived["Date"]
    assert "es ist so weit." in arrived.get_body(("plain",)).get_content()
    assert "<p>Liebe Ada</p>" in arrived.get_body(("html",)).get_content()


def test_mail_is_sent_once_and_over_one_connection(server):
    for number in range(5):
        queue(f"person{number}")

    deliver()
    deliver()

    assert sorted(server.received.values()) == [1] * 5
    assert server.connections == 1


def test_long_queue_is_sent_over_several_connections(server, monkeypatch):
    monkeypatch.setattr("site_core.mail_server.MAILS_PER_CONNECTION", 2)
    for number in range(5):
        queue(f"person{number}")

    deliver()

    assert (len(server.mails), server.connections) == (5, 3)


def test_same_matter_is_queued_once(server):
    queue("ada")
    queue("ada", text="Said again")

    assert [mail.text for mail in OutgoingMail.objects.all()] == ["Dear ada"]


def test_mail_of_a_transaction_that_is_undone_is_never_sent(server):
    with transaction.atomic():
        queue("ada")
        transaction.set_rollback(True)

    deliver()

    assert server.mails == []


def test_nothing_is_queued_where_mail_is_not_set_up(settings):
    settings.MAIL_IS_SET_UP = False

    queue_mail("test:ada", to="ada@fund.example", subject="Hello", text="Dear Ada")

    assert not OutgoingMail.objects.exists()


def test_mail_waits_while_nobody_has_set_up_a_server(server, settings):
    queue("ada")
    settings.MAIL_IS_SET_UP = False

    deliver()
    waiting = server.mails == []
    settings.MAIL_IS_SET_UP = True
    deliver()

    assert waiting and len(server.mails) == 1


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "ada@fund.example\nBcc: all@fund.example", "a@b.c, d@e.f"])
def test_what_is_no_address_gets_no_mail_and_is_not_logged(address, caplog):
    queue_mail("test:ada", to=address, subject="Hello", text="Dear Ada")

    assert not OutgoingMail.objects.exists()
    assert not address or address not in caplog.text


def test_title_with_line_breaks_cannot_add_a_header(server):
    queue("ada", subject="Live: A\r\nBcc: all@fund.example\n" + "very long " * 40)

    deliver()

    (arrived,) = server.mails
    assert arrived["Subject"].strip().startswith("Live: A Bcc: all@fund.example very long")
    assert arrived["Bcc"] is None
    assert len(arrived["Subject"].strip()) <= 255


def test_bad_recipient_stops_no_other(server, caplog):
    names = ["ada", "gone", "rosa"]
    server.refusals["gone@fund.example"] = "550 5.1.1 <gone@fund.example> unknown"
    for name in names:
        queue(name)

    assert deliver()

    gone = OutgoingMail.objects.get(key="test:gone")
    assert {mail["To"] for mail in server.mails} == {"ada@fund.example", "rosa@fund.example"}
    assert (gone.sent_at, gone.last_error) == (None, "550 5.1.1 <…> unknown")
    assert "550" in caplog.text
    assert "gone@fund.example" not in caplog.text


@pytest.mark.parametrize("answer", ["451 Try again later", "554 We think this is spam", "421 Too much", "hang up"])
def test_whatever_the_server_answers_to_one_mail_the_others_arrive(server, answer):
    server.answers = [answer]
    for name in ("first", "second", "third"):
        queue(name)

    assert deliver()

    assert {mail["To"] for mail in server.mails} == {"second@fund.example", "third@fund.example"}


def test_mail_that_fails_is_tried_after_1_5_15_and_60_minutes_and_then_each_hour(server, clock):
    mail = queue("ada")
    server.answers = ["451 Try again later"] * 6
    waits = []

    for _attempt in range(6):
        deliver()
        mail.refresh_from_db()
        waits.append((mail.next_attempt_at - timezone.now()).total_seconds() / 60)
        clock.shift(mail.next_attempt_at - timezone.now() - timedelta(seconds=1))
        deliver()  # a second too early: nothing happens
        clock.shift(timedelta(seconds=1))
    deliver()

    assert waits == [1, 5, 15, 60, 60, 60]
    assert list(server.received) == [mail.message_id]


def test_refusal_for_good_is_believed_in_the_end(server, clock):
    mail = queue("gone")
    server.refusals[mail.to] = "550 No such person"

    for _attempt in range(10):
        deliver()
        clock.shift(timedelta(hours=2))

    mail.refresh_from_db()
    assert (mail.attempts, mail.next_attempt_at, mail.sent_at) == (5, None, None)


def test_server_that_is_away_loses_nothing(server, settings, clock, caplog):
    for number in range(3):
        queue(f"person{number}")
    use_server(settings, free_port())

    was_reached = deliver()
    use_server(settings, server.port)
    clock.shift(timedelta(minutes=1))
    deliver()

    assert not was_reached
    assert sorted(server.received.values()) == [1, 1, 1]
    assert caplog.text.count("The mail server cannot be used") == 1
    assert "@fund.example" not in caplog.text


def test_cron_learns_that_the_server_is_away(server, settings):
    queue("ada")
    use_server(settings, free_port())

    with pytest.raises(CommandError, match="mail server cannot be used"):
        call_command("run_mailer", "--once")


def test_mail_of_a_mailer_that_died_is_sent_when_its_claim_has_run_out(server, clock):
    mail = queue("ada")
    next(outbox.letters())  # claimed by a mailer that is never heard of again

    deliver()
    during_the_claim = len(server.mails)
    clock.shift(outbox.claim_time())
    deliver()

    assert during_the_claim == 0
    assert list(server.received) == [mail.message_id]


def test_other_sources_of_mail_are_sent_in_turn_with_ours(server, monkeypatch):
    class OtherMail(outbox.Outbox):
        def __init__(self):
            self.waiting = [OutgoingMail(key=f"other{n}", to=f"other{n}@x.example", subject=str(n)) for n in range(3)]

        def claim(self, until):
            if self.waiting:
                mail = self.waiting.pop(0)
                mail.note_claim = mail.note_sent = lambda: None
                return mail
            return None

    monkeypatch.setattr(outbox, "SOURCES", [*outbox.SOURCES])
    outbox.register_source(OtherMail())
    queue("ada")
    queue("rosa")

    deliver()

    order = [mail["To"].partition("@")[0] for mail in server.mails]
    assert order == ["ada", "other0", "rosa", "other1", "other2"]


def test_sent_mail_is_erased_after_thirty_days_and_waiting_mail_never(server, clock):
    queue("sent")
    call_command("run_mailer", "--once")
    queue("waiting")
    OutgoingMail.objects.filter(key="test:waiting").update(next_attempt_at=timezone.now() + timedelta(days=60))

    clock.shift(timedelta(days=30, seconds=1))
    call_command("run_mailer", "--once")

    assert [mail.key for mail in OutgoingMail.objects.all()] == ["test:waiting"]


def test_mail_with_a_secret_is_blotted_out_when_it_is_sent(server):
    queue("ada", html="<p>Dear ada</p>", sender="The Fund <news@fund.example>", is_secret=True)

    deliver()

    mail = OutgoingMail.objects.get()
    assert server.mails[0]["From"] == "The Fund <news@fund.example>"
    assert (mail.to, mail.subject, mail.text, mail.html) == ("", "", "", "")
    assert mail.sent_at


def test_mail_with_a_secret_is_blotted_out_when_it_is_refused_for_good(server, clock):
    queue("nobody", is_secret=True)
    server.refusals["nobody@fund.example"] = "550 nobody@fund.example is unknown"

    for _attempt in range(5):
        deliver()
        clock.shift(timedelta(hours=1))

    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.text, mail.next_attempt_at) == ("", "", None)
    assert "550" in mail.last_error and "nobody" not in mail.last_error


def test_what_an_app_erases_is_erased_by_the_mailer(server, monkeypatch):
    asked = []
    monkeypatch.setattr(outbox, "ERASERS", [])
    outbox.register_eraser(asked.append)

    call_command("run_mailer", "--once")

    assert len(asked) == 1
