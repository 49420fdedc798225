from django.db import models
from django.utils.translation import gettext_lazy as _


class CspReport(models.Model):
    """Something that the site's policy kept from a page: what, where and how often, and not for whom."""

    directive = models.CharField(max_length=40)
    # A host, the name of a scheme, or a word such as "inline"; empty where the browser does not tell.
    blocked = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=300)
    # The file and line that the last browser named.
    source = models.CharField(max_length=300, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report of blocked content")
        verbose_name_plural = _("reports of blocked content")
        constraints = [
            models.UniqueConstraint(fields=["directive", "blocked", "page"], name="csp_report_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.directive} {self.blocked}"
