from django.db import models
from django.utils.translation import gettext_lazy as _


class BackgroundWork(models.Model):
    """Whether the site on this database may publish at set times, send mail and ask other sites.

    A database without its one row may not. The row is left out of every backup, so that no copy begins by itself.
    """

    # There is one at most.
    name = models.CharField(max_length=20, unique=True, default="site")
    is_allowed = models.BooleanField(_("allowed"), default=False)
    # Of a copy: when its backup was made, and when it was restored from it.
    copied_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")

    def __str__(self) -> str:
        return self.name
