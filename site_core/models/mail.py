from datetime import datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from site_core.mail_server import Failure

# Afterwards once an hour: what only waits for a mail server is never given up.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]

WORDS = ["to", "subject", "text", "html"]


def delay_after(attempts: int) -> timedelta:
    """How long to wait when it has failed that often."""
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def new_message_id() -> str:
    return make_msgid(domain=settings.SITE_HOST)


class OutgoingMail(models.Model):
    """A mail to one person: written in the transaction that has the reason for it, and sent by a mailer afterwards."""

    # What it is about, and to whom: a second one with the same key is not written.
    key = models.CharField(max_length=255, unique=True)
    # One for all attempts, so that whoever gets the mail twice sees it once.
    message_id = models.CharField(max_length=255, default=new_message_id)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    # Empty: the address that the site sends all its mail from.
    sender = models.CharField(max_length=500, blank=True)
    # Whoever reads its text could act for the recipient: nothing of it is kept when it is done with.
    is_secret = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    # Empty when nothing more is to be tried: the mail is sent, or refused for good.
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now, db_index=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.key

    def message(self) -> EmailMultiAlternatives:
        headers = {"Message-ID": self.message_id, "Auto-Submitted": "auto-generated"}
        message = EmailMultiAlternatives(self.subject, self.text, self.sender or None, [self.to], headers=headers)
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def note_claim(self, until: datetime) -> None:
        """From now until then no other mailer takes this mail; if ours is killed, another one does afterwards."""
        self.attempts += 1
        self.next_attempt_at = until
        self.save(update_fields=["attempts", "next_attempt_at"])

    def note_sent(self) -> None:
        self.sent_at = timezone.now()
        self.next_attempt_at = None
        self.last_error = ""
        self.blot_out()
        self.keep("sent_at", "next_attempt_at", "last_error", *WORDS)

    def drop(self) -> None:
        """What was queued here is always to be sent."""

    def put_back(self, until: datetime) -> None:
        """The server is away, and that is no fault of this mail."""
        self.attempts -= 1
        self.next_attempt_at = until
        self.keep("attempts", "next_attempt_at")

    def note_failure(self, failure: Failure) -> None:
        """A refusal for good is believed when it has been heard as often as there are delays, and once more."""
        is_given_up = failure.is_final and self.attempts > len(DELAYS)
        self.next_attempt_at = None if is_given_up else timezone.now() + delay_after(self.attempts)
        self.last_error = failure.reason
        if is_given_up:
            self.blot_out()
        self.keep("next_attempt_at", "last_error", *WORDS)

    def keep(self, *fields: str) -> None:
        """Whoever the mail is for may have been erased while it was under way, and the mail with them."""
        type(self).objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in fields})

    def blot_out(self) -> None:
        if self.is_secret:
            self.to = self.subject = self.text = self.html = ""


class MailServerTrouble(models.Model):
    """That the mail server is away: one row, by which all mailers wait together, and staff are told."""

    # There is one at most.
    name = models.CharField(max_length=20, unique=True, default="mail server")
    since = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.reason
