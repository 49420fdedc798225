from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheduler(models.Model):
    """A running process of the release engine and its last sign of life."""

    name = models.CharField(_("name"), max_length=200, unique=True, help_text=_("machine and process"))
    started_at = models.DateTimeField(_("started"))
    beat_at = models.DateTimeField(_("last sign of life"), db_index=True)
    next_due_at = models.DateTimeField(_("next due"), null=True)
    # When its clock was last trusted, and the machine's own count of seconds at that moment: by both a leap shows.
    boot_id = models.CharField(max_length=64, blank=True)
    trusted_at = models.DateTimeField()
    trusted_boot_seconds = models.FloatField()
    held_since = models.DateTimeField(_("holding since"), null=True)
    leap_seconds = models.FloatField(_("leap of the clock in seconds"), default=0)
    # Set by staff who have looked at the clock and found it right.
    is_clock_confirmed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("scheduler")
        verbose_name_plural = _("schedulers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
