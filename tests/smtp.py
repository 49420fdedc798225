"""A real mail server for tests, which remembers what it took and fails when it is told to."""

import logging
import os
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from email.message import Message
from email.policy import default

from aiosmtpd.controller import Controller

from tests.database import ROOT
from tests.ports import free_port
from tests.scheduling.processes import database_url

# It logs what it hears, and tests look for addresses in the log of the site.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class MailSink:
    """Takes mail on a port of its own; `refusals` are answers for addresses, `answers` those for the next mails."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.connections = 0
        self.refusals: dict[str, str] = {}
        self.answers: list[str] = []
        self.sender_refusal = ""
        self.seconds_each = 0.0
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "MailSink":
        self.controller.start()
        return self

    def __exit__(self, *error) -> None:
        self.controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def received(self) -> Counter[str]:
        """How often each Message-ID has arrived."""
        return Counter(mail["Message-ID"] for mail in self.mails)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_refusal:
            return self.sender_refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            answer = self.answers.pop(0)
            if answer == "hang up":
                server.transport.close()
            return answer
        time.sleep(self.seconds_each)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def start_mailer(sink: MailSink) -> subprocess.Popen:
    """A mailer as an operator runs it, on the database of the test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "site_core.settings",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": sink.url,
    }
    command = [sys.executable, "manage.py", "run_mailer"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
