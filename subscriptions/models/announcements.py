from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from subscriptions.models.subscribers import Subscriber


class Announcement(models.Model):
    """Word of a new update or report, or a digest of several, to all who asked for it: made once, for ever."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        REPORT = "report", _("Report")
        WEEKLY = "weekly", _("Weekly digest")
        MONTHLY = "monthly", _("Monthly digest")

    class State(models.TextChoices):
        ASKING = "asking", _("Waits for a decision")
        UPCOMING = "upcoming", _("Upcoming")
        SENDING = "sending", _("Sending")
        PAUSED = "paused", _("Paused")
        SENT = "sent", _("Sent")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # One for each page, once ever, however often it is published; the row outlives its page.
    page = models.OneToOneField(Page, null=True, on_delete=models.SET_NULL, related_name="announcement")
    title = models.CharField(_("title"), max_length=255)
    # Of digests: what was opened in [from, until) is told.
    period_from = models.DateTimeField(null=True)
    period_until = models.DateTimeField(null=True)
    # Of digests whose recipients are fixed: what they tell of.
    told = models.ManyToManyField("self", symmetrical=False, related_name="digests")
    # Sent again by staff: 1, 2, …; each subscriber gets each number once.
    round = models.PositiveSmallIntegerField(default=0)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPCOMING, db_index=True)
    # Why it waits, stopped or failed, in words.
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    send_at = models.DateTimeField(_("to be sent"), db_index=True)
    # When its recipients were first fixed, and anew if no digest has told of it: the next digest after that does.
    opened_at = models.DateTimeField(null=True, db_index=True)
    # Since when the recipients of this round are fixed: afterwards rows of Delivery tell all.
    frozen_at = models.DateTimeField(_("recipients fixed"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    recipients = models.PositiveIntegerField(_("recipients"), default=0)
    # What is left of deliveries whose rows are erased: how many there were of each kind.
    kept_sent = models.PositiveIntegerField(default=0)
    kept_skipped = models.PositiveIntegerField(default=0)
    kept_failed = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-send_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "period_from"], name="one_digest_for_each_period")]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One mail of one announcement to one subscriber."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Not wanted any more")
        FAILED = "failed", _("Failed")

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="deliveries")
    # Empty when the subscriber was erased: what was sent to how many stays true.
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    round = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    # Empty when nothing more is to be tried. Claimed by a mailer: when its claim runs out.
    next_attempt_at = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "subscriber", "round"], name="one_delivery_for_each_round")
        ]
        indexes = [
            models.Index(
                fields=["announcement", "next_attempt_at", "id"],
                condition=models.Q(state="waiting"),
                name="deliveries_that_wait",
            ),
            models.Index(fields=["announcement", "state"], name="deliveries_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Pace(models.Model):
    """When the next mail may leave: one row, shared by all mailers, so that together they keep to the rate."""

    name = models.CharField(max_length=20, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
