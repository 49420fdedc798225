from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision


class FirstPublication(models.Model):
    """When a page became public for the first time: written in the transaction that published it, once for ever."""

    class Way(models.TextChoices):
        """How the page came to be public."""

        SCHEDULE = "schedule", _("by schedule")
        PERSON = "person", _("by hand")
        PLACED = "placed", _("placed as a public page")

    # The row outlives its page: what was public stays on record.
    page = models.OneToOneField(
        Page, null=True, on_delete=models.SET_NULL, related_name="first_publication", verbose_name=_("page")
    )
    title = models.CharField(_("title at that time"), max_length=255)
    planned_at = models.DateTimeField(_("planned for"))
    published_at = models.DateTimeField(_("public since"), db_index=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("approved by"),
    )
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    # Empty until all who listen have been told, by whoever gets there: the process that published may have died.
    told_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("first publication")
        verbose_name_plural = _("first publications")
        ordering = ["-planned_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.planned_at):%Y-%m-%d %H:%M}"
