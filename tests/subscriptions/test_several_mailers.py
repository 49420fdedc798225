"""Several mailers look at the same sign-ups at the same time."""

import time

import pytest

from subscriptions.models import SignUp
from subscriptions.services.signing_up import sign_up
from tests.smtp import MailSink, start_mailer

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ENDS_WITHIN_SECONDS = 120
READERS = [f"reader{number}@reader.example" for number in range(40)]
ONE_MAILBOX = [f"ada+{number}@reader.example" for number in range(20)]


def test_two_mailers_mail_everybody_once_and_one_mailbox_twice():
    for address in [*ONE_MAILBOX, *READERS]:
        sign_up(address, "<p>Our terms apply.</p>")

    with MailSink() as server:
        mailers = [start_mailer(server) for _number in range(2)]
        deadline = time.monotonic() + ENDS_WITHIN_SECONDS
        while (SignUp.objects.exists() or len(server.mails) < len(READERS) + 2) and time.monotonic() < deadline:
            time.sleep(0.1)
        for mailer in mailers:
            mailer.terminate()
            mailer.communicate()

    to = sorted(mail["To"] for mail in server.mails)
    assert [address for address in to if address.startswith("reader")] == sorted(READERS)
    assert len([address for address in to if address.startswith("ada")]) == 2
