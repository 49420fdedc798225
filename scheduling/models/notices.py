from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from scheduling.models.setbacks import Setback


class Follow(models.Model):
    """Somebody who asked to be told what becomes of a page's schedule."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_schedules")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="schedule_followers")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="one_follow_for_each_page")]

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"


class Notice(models.Model):
    """A word to one member of staff about a page's schedule: shown in the admin, and mailed where mail is set up."""

    class Kind(models.TextChoices):
        WENT_LIVE = "went_live", _("Went live")
        FAILED = "failed", _("Failed")
        WAITING = "waiting", _("Waiting for parent")
        NOT_APPROVED = "not_approved", _("Due soon, not approved")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="schedule_notices")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="schedule_notices")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    action = models.CharField(max_length=10, choices=Setback.Action.choices, default=Setback.Action.GO_LIVE)
    title = models.CharField(max_length=255)
    planned_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-made_at", "-pk"]
        constraints = [
            # Told once for each plan, however many engines run and however often an attempt fails.
            models.UniqueConstraint(fields=["user", "page", "kind", "planned_at"], name="one_notice_for_each_event")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.page} {self.get_kind_display()}"


class NoticePreference(models.Model):
    """Whether somebody gets notices by mail, too; who has no row does."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference")
    by_mail = models.BooleanField(
        _("scheduling by mail"),
        default=True,
        help_text=_(
            "Receive a mail when a page of yours, or one that you approved or follow, went live, could not be"
            " published, waits for another page, or is due within a day and not approved"
        ),
    )

    def __str__(self) -> str:
        return str(self.user)


class CalendarSubscription(models.Model):
    """A secret address at which one member of staff's calendar program reads the schedule."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_subscription"
    )
    # Only the hash is kept: whoever reads the database cannot read the calendar.
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user)
