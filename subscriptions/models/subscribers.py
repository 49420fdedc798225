import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from site_core.languages import language_choices

HASH_LENGTH = 64


def new_link_key() -> str:
    """What a subscriber's links are signed over: 128 bits, so that a new one makes all old links void."""
    return secrets.token_urlsafe(16)


class ConsentText(models.Model):
    """What subscribers agreed to, word for word: a row for each version that somebody agreed to, never changed."""

    digest = models.CharField(max_length=HASH_LENGTH, unique=True)
    text = models.TextField(_("text"))
    made_at = models.DateTimeField(_("first used"), default=timezone.now)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class SignUp(models.Model):
    """What somebody typed into the form, until the mailer looks at it: so that the form answers everybody alike."""

    address = models.EmailField(_("email address"))
    consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class ConfirmationMail(models.Model):
    """That a mailbox was sent a mail it did not ask for as a subscriber: counted, so that nobody is pestered."""

    mailbox_hash = models.CharField(max_length=HASH_LENGTH)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["mailbox_hash", "made_at"], name="confirmation_mails_of_mailbox")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Subscriber(models.Model):
    """Somebody who asked for updates by mail, what they agreed to and what they chose."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not confirmed yet")
        CONFIRMED = "confirmed", _("Subscribed")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        SUPPRESSED = "suppressed", _("Cannot be reached")

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        WEEKLY = "weekly", _("Once a week")
        MONTHLY = "monthly", _("Once a month")

    # As it was typed, with its domain in ASCII; two that differ in case alone are one.
    address = models.EmailField(_("email address"))
    address_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PENDING)

    wants_updates = models.BooleanField(_("updates"), default=True)
    wants_reports = models.BooleanField(_("reports"), default=True)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE)
    # A digest tells of nothing that was opened before they subscribed, or while they paused.
    listening_since = models.DateTimeField(default=timezone.now)
    # Only works in this language; empty: in all of them.
    language = models.CharField(_("language"), max_length=20, choices=language_choices, blank=True)
    is_paused = models.BooleanField(_("paused"), default=False)

    made_at = models.DateTimeField(_("signed up"), default=timezone.now, db_index=True)
    # What they confirmed; and what the confirmation that was mailed last asks for, until they do.
    consent = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    consent_asked = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    # Where consent came from, in words of whoever imported it; empty: from the form.
    consent_source = models.CharField(_("consent from"), max_length=255, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    left_at = models.DateTimeField(_("left"), null=True)

    # The confirmation that was mailed last: only its hash is kept, and it holds for seven days.
    confirmation_hash = models.CharField(max_length=HASH_LENGTH, blank=True, db_index=True)
    confirmation_made_at = models.DateTimeField(null=True)
    link_key = models.CharField(max_length=40, unique=True, default=new_link_key)
    # Refusals for good in a row that do not say that there is no such mailbox.
    refusals = models.PositiveSmallIntegerField(_("refusals"), default=0)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "frequency"], name="subscribers_to_mail")]
        permissions = [
            ("import_subscriber", _("Can import subscribers")),
            ("export_subscriber", _("Can export subscribers")),
        ]

    def __str__(self) -> str:
        return self.address


class Suppression(models.Model):
    """An address that gets no mail from this site any more, known by a keyed hash alone; it outlives the subscriber."""

    class Reason(models.TextChoices):
        ERASED = "erased", _("Asked to be erased")
        UNKNOWN = "unknown", _("There is no such mailbox")
        REFUSED = "refused", _("Refused again and again")
        COMPLAINED = "complained", _("Complained of spam")
        STAFF = "staff", _("Entered by staff")

    address_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.made_at:%Y-%m-%d}"
