"""The mail server as a mailer meets it: one connection for many mails, and two ways to fail."""

import logging
import re
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)

# Servers end a connection that brings too much, and a mail that was cut off would come later than need be.
MAILS_PER_CONNECTION = 50
# One mail may be what a server stumbles over; the next one tells.
DROPS_OF_A_SERVER_IN_TROUBLE = 2
SERVICE_NOT_AVAILABLE = 421
# What servers say of whoever sends, also in answer to the name of a recipient.
WORDS_OF_OURSELVES = re.compile(
    r"\b(sender|from|client|host|hostname|ip|dns|helo|ehlo|spf|dkim|dmarc)\b", re.IGNORECASE
)
ENHANCED_STATUS = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")


class ServerAwayError(Exception):
    """No mail can be sent now: the server does not answer, or does not let us in."""


@dataclass(frozen=True)
class Failure:
    """Why a mail was not taken: the server's words, its code (RFC 5321) and its status (RFC 3463), if it gave any."""

    reason: str
    is_final: bool = False
    code: int = 0
    status: str = ""
    # Otherwise about the words or the sender, which the recipient cannot help.
    is_about_recipient: bool = False
    # No answer about this mail at all: the server hung up, or did not take the sender.
    is_about_server: bool = False


class NotSentError(Exception):
    """This one mail was not taken; others may be."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class MailServer:
    """Keeps its connection from mail to mail; within `with`, so that it is closed at the end."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None
        self.count = 0
        self.drops = 0

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    @property
    def is_well(self) -> bool:
        """Whether it answered the last mail, be it with a refusal."""
        return self.count > 0 and self.drops == 0

    def send(self, message: EmailMessage) -> None:
        if self.count >= MAILS_PER_CONNECTION:
            self.close()
        connection = self.connection or self.open()
        self.count += 1
        try:
            connection.send_messages([message])
        except Exception as error:
            # Whatever one mail or the server's answer to it raises: the next one begins anew.
            self.close()
            self.drops = self.drops + 1 if is_drop(error) else 0
            failure = failure_of(error, message.to)
            if self.drops >= DROPS_OF_A_SERVER_IN_TROUBLE:
                raise ServerAwayError(failure.reason) from error
            raise NotSentError(failure) from error
        self.drops = 0

    def open(self) -> BaseEmailBackend:
        connection = get_connection()
        try:
            connection.open()
        except (OSError, ValueError) as error:  # SMTPException is an OSError
            raise ServerAwayError(words_of(error)) from error
        self.connection, self.count = connection, 0
        return connection

    def close(self) -> None:
        if self.connection is None:
            return
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException) as error:
            logger.info("The mail server did not say goodbye: %s", type(error).__name__)
        self.connection = None


def answer_of(error: BaseException) -> tuple[int, str] | None:
    """The server's code and words, if it gave any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return text_of(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return text_of(error.smtp_code, error.smtp_error)
    return None


def text_of(code: int, words: bytes | str) -> tuple[int, str]:
    return code, words.decode(errors="replace") if isinstance(words, bytes) else words


def code_of(error: BaseException) -> str:
    """What may be logged: an answer's words may name a person's address."""
    answer = answer_of(error)
    return f"{type(error).__name__} {answer[0]}" if answer else type(error).__name__


def words_of(error: BaseException, recipients: Iterable[str] = ()) -> str:
    """What staff may read: the server's words, but for the addresses that it quotes."""
    answer = answer_of(error)
    return without(recipients, f"{answer[0]} {answer[1]}" if answer else f"{type(error).__name__}: {error}")


def without(addresses: Iterable[str], words: str) -> str:
    """Words of a server that quote nobody's address."""
    for address in addresses:
        words = re.sub(re.escape(address), "…", words, flags=re.IGNORECASE)
    return words


def failure_of(error: BaseException, recipients: Iterable[str]) -> Failure:
    code, words = answer_of(error) or (0, "")
    reason = words_of(error, recipients)
    if is_drop(error):
        return Failure(reason, code=code, is_about_server=True)
    found = ENHANCED_STATUS.match(words)
    status = found[1] if found else ""
    # Without an answer, the mail could not even be put into words that a server takes.
    is_final = code >= 500 if code else isinstance(error, ValueError)
    return Failure(reason, is_final, code, status, is_about_recipient(error, status, reason))


def is_about_recipient(error: BaseException, status: str, words: str) -> bool:
    """RFC 3463: x.1.x is about an address, but 7 and 8 about the sender's; x.2.x is about the mailbox."""
    if status.startswith(("5.1.", "5.2.")):
        return status not in {"5.1.7", "5.1.8"}
    return isinstance(error, smtplib.SMTPRecipientsRefused) and not WORDS_OF_OURSELVES.search(words)


def is_drop(error: BaseException) -> bool:
    """Whether it tells of the server: no answer, a broken connection, a server that closes or refuses our sender."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return True
    answer = answer_of(error)
    return answer[0] == SERVICE_NOT_AVAILABLE if answer else isinstance(error, OSError)
