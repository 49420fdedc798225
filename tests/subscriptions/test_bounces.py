"""Mails that come back, and what anybody else may put into that mailbox."""

import imaplib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from subscriptions.message_ids import delivery_of, message_id
from subscriptions.models import Delivery, Subscriber, Suppression
from tests.subscriptions.mailing import announced, delivery

pytestmark = pytest.mark.django_db

REPORT = """From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="edge"

--edge
Content-Type: text/plain

Sorry.
--edge
Content-Type: message/{kind}

{fields}
--edge
Content-Type: {original}

Message-ID: {message_id}
Subject: A well in Turkana

--edge--
"""
BOUNCE = """Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@reader.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} <ada@reader.example> cannot be reached
"""


def bounce(name: str, *, action="failed", status="5.1.1", original="message/rfc822") -> str:
    fields = BOUNCE.format(action=action, status=status)
    return REPORT.format(kind="delivery-status", fields=fields, original=original, message_id=name)


def read(folder, *contents: str | bytes) -> str:
    for number, content in enumerate(contents):
        (folder / f"{number}.eml").write_bytes(content.encode() if isinstance(content, str) else content)
    output = StringIO()
    call_command("read_bounces", folder, stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_mailbox_that_does_not_exist_gets_no_more_mail(tmp_path, ada, sent, original):
    output = read(tmp_path, bounce(message_id(sent), original=original))

    ada.refresh_from_db()
    sent.refresh_from_db()
    assert (ada.state, sent.state) == (Subscriber.State.SUPPRESSED, Delivery.State.FAILED)
    assert Suppression.objects.get().reason == Suppression.Reason.UNKNOWN
    assert ada.address not in sent.last_error
    assert output == "1 read, 1 of them reports on our mails.\n"


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.4.7"), ("delivered", "2.0.0")])
def test_what_may_still_arrive_is_noted_and_no_more(tmp_path, ada, sent, action, status):
    read(tmp_path, bounce(message_id(sent), action=action, status=status))

    ada.refresh_from_db()
    sent.refresh_from_db()
    assert (ada.state, sent.state) == (Subscriber.State.CONFIRMED, Delivery.State.SENT)
    assert sent.last_error.startswith(status)


def test_full_mailbox_is_believed_at_the_third_mail_and_a_report_counts_once(tmp_path, ada, site_tree):
    states = []

    for _number in range(3):
        mail = delivery(announced(site_tree.updates), ada, state=Delivery.State.SENT)
        report = bounce(message_id(mail), status="5.2.2")
        read(tmp_path, report, report, report)
        ada.refresh_from_db()
        states.append(ada.state)

    assert states == [Subscriber.State.CONFIRMED, Subscriber.State.CONFIRMED, Subscriber.State.SUPPRESSED]
    assert Suppression.objects.get().reason == Suppression.Reason.REFUSED


def test_refusals_of_our_words_or_our_machine_are_held_against_no_reader(tmp_path, ada, site_tree):
    for _number in range(3):
        mail = delivery(announced(site_tree.updates), ada, state=Delivery.State.SENT)
        read(tmp_path, bounce(message_id(mail), status="5.7.1"))

    ada.refresh_from_db()
    assert ada.state == Subscriber.State.CONFIRMED
    assert Delivery.objects.filter(state=Delivery.State.FAILED).count() == 3


def test_whoever_calls_it_spam_gets_no_more_mail(tmp_path, ada, sent):
    complaint = REPORT.format(
        kind="feedback-report",
        fields="Feedback-Type: abuse\nUser-Agent: Mail/1.0\nVersion: 1\n",
        original="message/rfc822",
        message_id=message_id(sent),
    )

    read(tmp_path, complaint)

    ada.refresh_from_db()
    assert ada.state == Subscriber.State.SUPPRESSED
    assert Suppression.objects.get().reason == Suppression.Reason.COMPLAINED


def nested(depth: int) -> bytes:
    opened = b"".join(b'Content-Type: multipart/report; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return b"MIME-Version: 1.0\n" + opened


def test_what_is_forged_broken_or_huge_takes_nobody_off_the_list(tmp_path, ada, sent):
    true = bounce(message_id(sent))
    contents = [
        bounce(message_id(sent).replace(f".{sent.pk}.", f".{sent.pk + 1}.")),
        bounce(f"<{sent.announcement_id}.{sent.pk}.{'0' * 20}@fund.example>"),
        bounce("<somebody.else@mx.example>"),
        bounce(""),
        true.replace("multipart/report", "multipart/mixed"),
        true.replace("Message-ID", "X-Nothing"),
        true.replace("message/delivery-status", "text/plain"),
        b"",
        b"\xff\x00" * 5000,
        nested(3000),
        b"x" * 5_000_000 + true.encode(),
        true.encode().replace(b"--edge\n", b"--other\n"),
    ]

    output = read(tmp_path, *contents)

    ada.refresh_from_db()
    assert ada.state == Subscriber.State.CONFIRMED
    assert not Suppression.objects.exists()
    assert output == "12 read, 0 of them reports on our mails.\n"


def test_message_id_leads_to_its_delivery_and_no_other_does(sent):
    name = message_id(sent)

    assert delivery_of(name) == sent
    assert delivery_of(name.replace("<", "<1", 1)) is None


class Mailbox:
    """An IMAP server with one mail, as far as it is asked."""

    def __init__(self, content: bytes) -> None:
        self.content, self.calls = content, []

    def __call__(self, host, port, timeout):
        self.calls.append((host, port))
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.calls.append(("goodbye",))

    def login(self, user, password):
        self.calls.append((user, password))

    def select(self, name):
        return "OK", [b"1"]

    def uid(self, command, *arguments):
        self.calls.append((command, *arguments))
        return "OK", {"SEARCH": [b"7"], "FETCH": [(b"7", self.content), b")"]}.get(command, [])


def test_reports_are_taken_from_a_mailbox_and_marked_as_seen(settings, monkeypatch, ada, sent):
    mailbox = Mailbox(bounce(message_id(sent)).encode())
    monkeypatch.setattr(imaplib, "IMAP4_SSL", mailbox)
    settings.BOUNCES_URL = "imaps://bounces%40fund.example:secret@imap.fund.example/INBOX"

    call_command("read_bounces", stdout=StringIO())

    ada.refresh_from_db()
    assert ada.state == Subscriber.State.SUPPRESSED
    assert mailbox.calls[:2] == [("imap.fund.example", 993), ("bounces@fund.example", "secret")]
    assert ("STORE", "7", "+FLAGS", r"(\Seen)") in mailbox.calls


def test_operator_learns_what_is_missing(settings, tmp_path):
    settings.BOUNCES_URL = ""

    with pytest.raises(CommandError, match="set BOUNCES_URL"):
        call_command("read_bounces")
    with pytest.raises(CommandError, match="There is no"):
        call_command("read_bounces", tmp_path / "nothing")
