"""The maker of pictures: a thread beside the mailer, so that neither readers, editors nor the scheduler wait for it."""

import logging
import os
import threading
import time
from contextlib import suppress

from django.db import Error, connection

from site_core.generation import current_generation
from site_core.pictures.making import make_all, make_files, next_unfinished

logger = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 0.5
TROUBLE_SECONDS = 60
SWEEPS_EVERY_SECONDS = 3600
# For one that cannot be made, or that another process is making.
NEXT_ATTEMPT_SECONDS = 300
NICENESS = 10


class PictureMaker(threading.Thread):
    """Works until told to stop, a picture at a time; any number may run."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__(name="pictures", daemon=True)
        self.stopping = stopping
        self.done_with = ""
        self.sweeps_at = 0.0
        self.set_aside: dict[int, float] = {}

    def run(self) -> None:
        with suppress(AttributeError, OSError):  # on Linux this is the thread's own; readers come first
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        pause: float = 0
        while not self.stopping.wait(pause):
            pause = self.look()

    def look(self) -> float:
        """Seconds until the next look. A database that is away is not the end."""
        try:
            if self.step():
                return 0
            connection.close()
            return LOOKS_EVERY_SECONDS
        except Error as error:
            logger.error("The database cannot be asked for pictures; next attempt in a minute: %s", error)
        except Exception:
            logger.exception("The files of a picture could not be made")
        connection.close()
        return TROUBLE_SECONDS

    def step(self) -> bool:
        """One picture; says whether there was any. While nothing changes on the site, nothing is asked."""
        now, state = time.monotonic(), current_generation()
        self.set_aside = {pk: until for pk, until in self.set_aside.items() if until > now}
        if state and state == self.done_with and now < self.sweeps_at:
            return False
        if found := next_unfinished(self.set_aside):
            image, specs = found
            if not specs or not make_files(image, specs):
                self.set_aside[image.pk] = now + NEXT_ATTEMPT_SECONDS
            return True
        if now >= self.sweeps_at:
            make_all(self.stopping.is_set)
            self.sweeps_at = now + SWEEPS_EVERY_SECONDS
        self.done_with = state
        return False
