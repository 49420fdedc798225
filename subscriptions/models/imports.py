from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportFile(models.Model):
    """A table of addresses that somebody uploaded and has not decided on yet; there for nobody else."""

    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("uploaded addresses")
        verbose_name_plural = _("uploaded addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
