"""Tells the CDN of changes: a thread beside the mailer, so that no editor waits for a server elsewhere."""

import logging
import threading
import time

from site_core.cdn import note_watch
from site_core.cdn_backends import PurgeRefused, forget_pages
from site_core.generation import board

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.25
# One act of an editor is several commits; during an import they do not end, and a CDN takes few requests.
GATHERED_SECONDS = 1.0
PAUSE_SECONDS = 5.0
# A page that was on its way to the CDN while that was told to forget it gets there afterwards.
ON_THE_WAY_SECONDS = 30.0
NOTED_EVERY_SECONDS = 15.0
NEVER = float("inf")
AGAIN_AFTER_SECONDS = (1, 5, 15, 60)


class CdnPurger(threading.Thread):
    """Makes the CDN forget all pages when it starts, a second after a change, and once more when all has arrived.

    Any number may run. What was changed while none ran, the next tells when it starts.
    """

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__(name="cdn", daemon=True)
        self.stopping = stopping
        # The state of the site of which the CDN was told, and since when there is another.
        self.told = ""
        self.changed_at = self.once_more_at = NEVER
        self.not_before = self.noted_at = -NEVER
        self.failures = 0

    def run(self) -> None:
        while not self.stopping.wait(LOOK_EVERY_SECONDS):
            try:
                self.look(time.monotonic())
            except Exception:
                logger.exception("The CDN could not be told of a change")
                self.put_off("the purger failed", time.monotonic())

    def look(self, now: float) -> None:
        state = board().read()
        # Without a name there is no telling what has changed; pages are not kept then, here or there.
        is_new = state not in {"", self.told}
        if is_new:
            self.changed_at = min(self.changed_at, now)
        if now >= max(self.not_before, min(self.changed_at + GATHERED_SECONDS, self.once_more_at)):
            self.tell(state, is_new, now)
        if self.told and not self.failures and now >= self.noted_at + NOTED_EVERY_SECONDS:
            note_watch()
            self.noted_at = now

    def tell(self, state: str, is_new: bool, now: float) -> None:
        try:
            forget_pages()
        except PurgeRefused as error:
            self.put_off(str(error), now)
            return
        if self.failures:
            logger.info("The CDN has been told of all changes")
        self.told, self.failures, self.changed_at = state, 0, NEVER
        self.not_before = now + PAUSE_SECONDS
        self.once_more_at = now + ON_THE_WAY_SECONDS if is_new else NEVER

    def put_off(self, reason: str, now: float) -> None:
        seconds = AGAIN_AFTER_SECONDS[min(self.failures, len(AGAIN_AFTER_SECONDS) - 1)]
        self.failures += 1
        self.not_before = now + seconds
        logger.error("The CDN may show what was there before: %s; next attempt in %s s", reason, seconds)
