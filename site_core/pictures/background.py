"""Has the files of pictures made in the background, so that neither readers, editors nor the scheduler wait for them.

A thread beside the mailer sees that there is something to do, and a process of its own does it: its memory is gone
afterwards, it takes the processor only when nobody else wants it, and a picture that it dies of ends nothing else.
"""

import logging
import subprocess
import sys
import threading
import time

from django.db import Error, connection

from site_core.generation import current_generation
from site_core.pictures.making import all_unfinished, next_unfinished
from site_core.supervisor import end_when_we_are_gone

logger = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 0.5
TROUBLE_SECONDS = 60
SWEEPS_EVERY_SECONDS = 3600
# For one that cannot be made, or that another process is making.
NEXT_ATTEMPT_SECONDS = 300


class PictureMaker(threading.Thread):
    """Looks until told to stop; any number may run."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__(name="pictures", daemon=True)
        self.stopping = stopping
        self.done_with = ""
        self.sweeps_at = 0.0
        self.set_aside: dict[int, float] = {}

    def run(self) -> None:
        pause: float = 0
        while not self.stopping.wait(pause):
            pause = self.look()

    def look(self) -> float:
        """Seconds until the next look. A database that is away is not the end."""
        try:
            self.step()
            return LOOKS_EVERY_SECONDS
        except Error as error:
            logger.error("The database cannot be asked for pictures; next attempt in a minute: %s", error)
        except Exception:
            logger.exception("The files of pictures could not be made")
        finally:
            connection.close()
        return TROUBLE_SECONDS

    def step(self) -> None:
        """Has made what is unfinished. While nothing changes on the site, nothing is asked."""
        now, state = time.monotonic(), current_generation()
        self.set_aside = {pk: until for pk, until in self.set_aside.items() if until > now}
        is_sweeping = now >= self.sweeps_at
        if not is_sweeping and state and state == self.done_with:
            return
        if next_unfinished(self.set_aside):
            failed = run_command("make_renditions", "--waiting").split()
            self.set_aside |= dict.fromkeys(map(int, failed), time.monotonic() + NEXT_ATTEMPT_SECONDS)
        elif is_sweeping:
            if next(all_unfinished(), None):
                run_command("make_renditions")
            self.sweeps_at = now + SWEEPS_EVERY_SECONDS
        else:
            self.done_with = state


def run_command(*arguments: str) -> str:
    """What a command of the site prints."""
    process = subprocess.Popen([sys.executable, sys.argv[0], *arguments], stdout=subprocess.PIPE, text=True)
    end_when_we_are_gone(process)
    return process.communicate()[0]
