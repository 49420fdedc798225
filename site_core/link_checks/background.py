"""The checker of links: a thread beside the mailer, which waits for servers elsewhere so that no mail has to."""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from site_core.background_work import is_held
from site_core.link_checks.checking import check_next
from site_core.link_checks.collecting import collect_next, note_all
from site_core.link_checks.judging import judge_all
from site_core.models import LinkChange, LinkRound

logger = logging.getLogger(__name__)

STARTS_AFTER_SECONDS = 5
IDLE_SECONDS = 5
BUSY_SECONDS = 0.05
TROUBLE_SECONDS = 60
ROUND_EVERY = timedelta(days=1)


class LinkChecker(threading.Thread):
    """Works until told to stop, in short steps of which each may be the last; any number may run."""

    def __init__(self, stopping: threading.Event) -> None:
        # A daemon: a process that is told to end does not wait for a server elsewhere.
        super().__init__(name="links", daemon=True)
        self.stopping = stopping

    def run(self) -> None:
        pause: float = STARTS_AFTER_SECONDS
        while not self.stopping.wait(pause):
            pause = self.look()

    def look(self) -> float:
        """Seconds until the next step. Neither a database that is away nor an odd link is the end."""
        try:
            return BUSY_SECONDS if step() else IDLE_SECONDS
        except Error as error:
            logger.error("The database cannot be asked for links; next attempt in a minute: %s", error)
        except Exception:
            logger.exception("A link could not be checked")
        finally:
            connection.close()
        return TROUBLE_SECONDS


def step() -> bool:
    """One short piece of work; says whether there was any."""
    now = timezone.now()
    if LinkRound.take(now, now + ROUND_EVERY):
        note_all()
        return True
    return collect_next() or judge_again() or (settings.CHECK_LINKS and not is_held() and check_next())


def judge_again() -> bool:
    """Once for all that links lead to and that has changed."""
    changes = list(LinkChange.objects.filter(content_type=None).values_list("pk", flat=True))
    if not changes:
        return False
    judge_all()
    LinkChange.objects.filter(pk__in=changes).delete()
    return True
