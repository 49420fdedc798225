"""Mail waits in the database: written where the reason for it arises, sent by any number of mailers.

Each mail is claimed, sent and noted as sent in three steps of its own. A mailer that is killed between them leaves its
one claim behind, which another mailer takes up when it has run out, with the same Message-ID.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from site_core.background_work import is_held
from site_core.health import Finding, register_check
from site_core.mail_server import Failure, MailServer, NotSentError, ServerAwayError, code_of
from site_core.mail_trouble import is_awaited, mail_server_trouble, note_recovery, note_trouble
from site_core.models import OutgoingMail

logger = logging.getLogger(__name__)

SUBJECT_LENGTH = 255
KEPT_DAYS = 30
# A delivery is some fifteen questions and answers, and each may take as long as the time-out.
STEPS_OF_A_DELIVERY = 15
SECONDS_BETWEEN_JOBS = 1
# Mail that still waits by then waits for somebody to look.
WAITS_TOO_LONG = timedelta(minutes=15)


class Letter(Protocol):
    """One mail that a mailer has claimed: what to send, and whom to tell how it went.

    Without a message there is nothing to send any more, and the letter is dropped.
    """

    pk: int

    def message(self) -> EmailMessage | None: ...

    def drop(self) -> None: ...

    def note_sent(self) -> None: ...

    def put_back(self, until: datetime) -> None: ...

    def note_failure(self, failure: Failure) -> None: ...


class Source(Protocol):
    """A place where letters wait. An app registers its own with `register_source` when it is ready."""

    def claim(self, until: datetime) -> Letter | None: ...


class Outbox:
    """The source of all mail that was queued here."""

    def claim(self, until: datetime) -> OutgoingMail | None:
        due = OutgoingMail.objects.filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at", "pk")
        if not due.exists():  # without a transaction, which on SQLite would keep others from writing
            return None
        with transaction.atomic():
            mail = due.select_for_update(skip_locked=True).first()
            if mail:
                mail.note_claim(until)
        return mail


SOURCES: list[Source] = [Outbox()]


def register_source(source: Source) -> None:
    SOURCES.append(source)


JOBS: list[Callable[[datetime], None]] = []


def register_job(job: Callable[[datetime], None]) -> None:
    """Adds what each mailer does before it looks for letters, some once a second; several may do it at once."""
    JOBS.append(job)


def erase_old_mail(now: datetime) -> None:
    OutgoingMail.objects.filter(made_at__lt=now - timedelta(days=KEPT_DAYS), next_attempt_at=None).delete()


ERASERS: list[Callable[[datetime], None]] = [erase_old_mail]


def register_eraser(erase: Callable[[datetime], None]) -> None:
    """Adds what each mailer erases once an hour because its time is over."""
    ERASERS.append(erase)


PACES: list[Callable[[], None]] = []


def register_pace(wait: Callable[[], None]) -> None:
    """Adds what waits, before each mail, until the mail may leave."""
    PACES.append(wait)


def do_jobs() -> None:
    for job in JOBS:
        try:
            job(timezone.now())
        except Exception:  # what one of them stumbles over keeps neither the others nor the mail
            logger.exception("%s failed", job.__qualname__)


def queue_mail(
    key: str, to: str, subject: str, text: str, html: str = "", sender: str = "", is_secret: bool = False
) -> None:
    """Puts a mail into the outbox, once for each key; nothing where mail is not set up or the address is none.

    What is secret is blotted out as soon as it is sent. Without a sender, the mail comes from the site.
    """
    if not settings.MAIL_IS_SET_UP:
        return
    try:
        validate_email(to)
    except ValidationError:
        logger.warning("A mail was not queued, because its address is none: %s", key)
        return
    subject = Truncator(" ".join(subject.split())).chars(SUBJECT_LENGTH)
    mail = OutgoingMail(key=key, to=to, subject=subject, text=text, html=html, sender=sender, is_secret=is_secret)
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)


def forget(address: str) -> None:
    """Whoever is erased gets nothing of what waits here for them alone; what staff are told is not meant."""
    OutgoingMail.objects.filter(to__iexact=address, is_secret=True).delete()


def deliver(is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """Sends all that is due; says whether the mail server could be reached."""
    if not settings.MAIL_IS_SET_UP or is_held():
        return True
    do_jobs()
    if is_awaited(timezone.now()):
        return False
    did_jobs_at = time.monotonic()
    with MailServer() as server:
        for letter in letters():
            try:
                send(letter, server)
            except ServerAwayError as error:
                logger.error("The mail server cannot be used: %s", code_of(error.__cause__ or error))
                letter.put_back(note_trouble(str(error)))
                return False
            if is_stopping():
                break
            # Ten thousand letters take a while, in which others sign up or have something to tell.
            if time.monotonic() - did_jobs_at > SECONDS_BETWEEN_JOBS:
                do_jobs()
                did_jobs_at = time.monotonic()
    return True


def letters() -> Iterator[Letter]:
    """What is due, claimed one by one and from each source in turn, so that none of them holds up another."""
    is_more = True
    while is_more:
        is_more = False
        for source in SOURCES:
            if letter := source.claim(until=timezone.now() + claim_time()):
                is_more = True
                yield letter


def claim_time() -> timedelta:
    return timedelta(seconds=STEPS_OF_A_DELIVERY * settings.EMAIL_TIMEOUT)


def send(letter: Letter, server: MailServer) -> None:
    try:
        message = message_of(letter)
        if message is None:
            letter.drop()
            return
        for wait in PACES:
            wait()
        server.send(message)
    except NotSentError as error:
        logger.warning("%s %s was not sent: %s", type(letter).__name__, letter.pk, code_of(error.__cause__ or error))
        letter.note_failure(error.failure)
    else:
        letter.note_sent()
    if server.is_well:
        note_recovery()


def message_of(letter: Letter) -> EmailMessage | None:
    """Raises NotSentError where the message cannot be made: that must not keep the others from being sent."""
    try:
        return letter.message()
    except Exception as error:
        # No traceback: what an exception says may name a person's address.
        logger.error("%s %s cannot be written: %s", type(letter).__name__, letter.pk, type(error).__name__)
        raise NotSentError(Failure(f"{type(error).__name__}: {error}")) from error


def erase_old() -> None:
    for erase in ERASERS:
        erase(timezone.now())


def look_at_outbox() -> Finding:
    """What waits in the outbox: a mail that waits for long tells that no mailer runs, or that the server is away."""
    if not settings.MAIL_IS_SET_UP:
        return Finding("not set up")
    mails = OutgoingMail.objects.filter(sent_at=None)
    waiting = mails.filter(next_attempt_at__isnull=False).aggregate(count=Count("pk"), oldest=Min("made_at"))
    refused = mails.filter(next_attempt_at=None).count()
    words, is_well = "none waiting", True
    if waiting["count"]:
        age = timezone.now() - waiting["oldest"]
        words, is_well = f"{waiting['count']} waiting, oldest {round(age.total_seconds())} s", age < WAITS_TOO_LONG
    if refused:
        words = f"{words}, {refused} refused"
    if trouble := mail_server_trouble():
        return Finding(f"{words}, server away since {trouble.since:%Y-%m-%d %H:%M} UTC", is_well=False)
    return Finding(words, is_well)


register_check(
    "mail",
    look_at_outbox,
    _("Mail"),
    _("See that a mailer runs (manage.py run_mailer), and what manage.py check_mail says of the mail server."),
)
