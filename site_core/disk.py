"""Room for uploads, mails and the database: told before it is gone."""

import os
import shutil

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from site_core.health import Finding, register_check

FEWEST_BYTES = 500 * 1024**2
GIGABYTE = 1024**3


def look_at_disk() -> Finding:
    """How much room is left where the site keeps its data, and whether it may write there."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if not os.access(settings.DATA_DIR, os.W_OK):
        return Finding("cannot be written", is_well=False)
    return Finding(f"{free / GIGABYTE:.1f} GB free", is_well=free >= FEWEST_BYTES)


register_check("disk", look_at_disk, _("Room on the disk"), _("Make room, or uploads and mail will fail."))
