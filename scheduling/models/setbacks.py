from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Setback(models.Model):
    """Why something planned for a page has not happened at its time, in words, and when it is tried again."""

    class Action(models.TextChoices):
        GO_LIVE = "go_live", _("go live")
        EXPIRE = "expire", _("expire")

    class State(models.TextChoices):
        FAILED = "failed", _("failed")
        WAITING = "waiting", _("waiting for parent")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="setbacks", verbose_name=_("page"))
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    planned_at = models.DateTimeField(_("planned for"))
    reason = models.TextField(_("reason"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    since = models.DateTimeField(_("since"))
    next_attempt_at = models.DateTimeField(_("next attempt"))

    class Meta:
        verbose_name = _("setback")
        verbose_name_plural = _("setbacks")
        ordering = ["planned_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["page", "action"], name="one_setback_for_each_action")]

    def __str__(self) -> str:
        return f"{self.page}: {self.reason}"
