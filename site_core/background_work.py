"""What the site does by itself, and whether it may: a restored copy does nothing until somebody says so.

Pages may have gone live and mails have left since the backup was made; doing it all again cannot be undone.
"""

import logging
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from site_core.health import Finding, register_check
from site_core.models import BackgroundWork
from site_core.zones import named_time

logger = logging.getLogger(__name__)

RESUME = "site_core.resume"
WORDS = (
    "This site was restored from a backup: nothing is published at a set time, no mail is sent and no other site is "
    "asked, until a site manager switches it on in the admin or somebody runs `manage.py resume`."
)


def is_held() -> bool:
    return not BackgroundWork.objects.filter(is_allowed=True).exists()


def hold(copied_at: datetime) -> BackgroundWork:
    """What a restored copy begins with."""
    facts = {"is_allowed": False, "copied_at": copied_at, "restored_at": timezone.now()}
    return BackgroundWork.objects.update_or_create(name="site", defaults=facts)[0]


def resume() -> bool:
    """Switches on what the site does by itself; says whether it was off."""
    if not is_held():
        return False
    BackgroundWork.objects.update_or_create(name="site", defaults={"is_allowed": True})
    logger.warning("Publishing at set times, sending and asking other sites are switched on")
    return True


def origin_in_words() -> str:
    """For staff: what this site is a copy of."""
    work = BackgroundWork.objects.filter(copied_at__isnull=False).first()
    if work is None or work.copied_at is None:
        return _("This site was restored from a backup.")
    return _("This site was restored from a backup that was made on %(time)s.") % {"time": named_time(work.copied_at)}


def look_at_background_work() -> Finding:
    return Finding("off, restored from a backup", is_well=False) if is_held() else Finding("on")


register_check(
    "background work",
    look_at_background_work,
    gettext_lazy("Publishing and sending by itself"),
    gettext_lazy("This is a copy. When it may publish and send, say so on the dashboard, or with manage.py resume."),
)


class Hold:
    """Asked again and again by a process; says in its log when the hold begins and ends, and not each time."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.was_held = False

    def is_on(self) -> bool:
        held = is_held()
        if held and not self.was_held:
            logger.warning("The %s does nothing. %s", self.who, WORDS)
        elif self.was_held and not held:
            logger.warning("The %s goes on", self.who)
        self.was_held = held
        return held
