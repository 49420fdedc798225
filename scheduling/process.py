"""The scheduler's process: sleeps until something is due, and wakes for what is planned meanwhile."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.db import Error, connection
from django.utils import timezone

from scheduling.clock import Clock
from scheduling.due import Watch
from scheduling.engine import ReleaseEngine
from scheduling.heartbeat import BEAT_SECONDS, Heartbeat, forget_the_dead, last_trusted_reading
from scheduling.ledger import tell_what_was_not_told
from scheduling.notices import GRACE, catch_up, warn_of_unapproved
from site_core.background_work import Hold

logger = logging.getLogger(__name__)

# A plan made in the admin is known within so long.
LOOK_SECONDS = 0.5
# A page that somebody is at is due again in a moment.
LOCKED_SECONDS = 0.05
TIDYING_SECONDS = 10
TELLING_SECONDS = 60


class SchedulerProcess:
    """One round after the other, each telling how long to sleep."""

    def __init__(self) -> None:
        self.engine = ReleaseEngine()
        self.watch = Watch()
        self.clock: Clock | None = None
        self.heart = Heartbeat()
        # When each of the regular tasks was done last.
        self.done_at: dict[str, float] = {}
        self.caught_up_until: datetime | None = None
        self.copy_hold = Hold("scheduler")

    def round(self) -> float:
        """Seconds until the next round. A database that is away for a while is not the end."""
        try:
            return self.work()
        except Error as error:
            logger.error("The database cannot be asked what is due; next attempt in a second: %s", error)
            connection.close()
            self.watch.forget()
            return 1

    def work(self) -> float:
        if self.clock is None:
            self.clock = Clock(last_trusted_reading())
        was_holding = self.clock.is_holding
        self.clock.look()
        if self.clock.is_holding:
            return self.hold(self.clock, is_new=not was_holding)
        if self.copy_hold.is_on():
            if self.is_time("beat", BEAT_SECONDS):
                self.heart.beat(self.clock, None)
            return 1
        moment = self.watch.next_moment()
        if moment and moment <= timezone.now():
            return self.release()
        self.keep_house(moment)
        return seconds_until(moment)

    def hold(self, clock: Clock, *, is_new: bool) -> float:
        if is_new:
            logger.critical(
                "The clock leapt forward by %d seconds: nothing is published until it is right again, "
                "or somebody confirms it in the admin.",
                clock.leap,
            )
        self.heart.beat(clock, None)
        return 1

    def release(self) -> float:
        """One pass of the engine, so that this process gives signs of life and can be told to end while much is due."""
        was_tried = self.engine.run_pass()
        self.watch.forget()
        moment = self.watch.next_moment()
        self.keep_house(moment)
        if was_tried:
            return 0
        is_left = moment and moment <= timezone.now() and self.engine.is_anything_left()
        return LOCKED_SECONDS if is_left else seconds_until(moment)

    def keep_house(self, moment: datetime | None) -> None:
        if self.clock and self.is_time("beat", BEAT_SECONDS):
            self.heart.beat(self.clock, moment)
        if self.is_time("tidy", TIDYING_SECONDS):
            attempt(tell_what_was_not_told, forget_the_dead)
        if self.is_time("tell", TELLING_SECONDS):
            attempt(self.catch_up, warn_of_unapproved)

    def catch_up(self, now: datetime) -> None:
        """Looks back days at first, and then no further than it has looked."""
        catch_up(now, self.caught_up_until)
        self.caught_up_until = now - GRACE

    def is_time(self, task: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self.done_at.get(task, float("-inf")) < seconds:
            return False
        self.done_at[task] = now
        return True

    def end(self) -> None:
        try:
            self.heart.stop()
        except Error as error:
            logger.info("The database is gone before this scheduler could say that it stops: %s", error)


def attempt(*tasks: Callable[[datetime], None]) -> None:
    """What keeps the house never keeps a page from going live."""
    for task in tasks:
        try:
            task(timezone.now())
        except Error:
            raise
        except Exception:
            logger.exception("%s failed", task.__name__)


def seconds_until(moment: datetime | None) -> float:
    """At most until the next look; a moment that has passed waits for its next attempt, not for every look."""
    if moment is None:
        return LOOK_SECONDS
    seconds = (moment - timezone.now()).total_seconds()
    return min(seconds, LOOK_SECONDS) if seconds > 0 else LOOK_SECONDS
