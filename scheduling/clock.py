"""The machine's clock, held against the machine's own count of seconds: publishing early cannot be undone."""

import time
from dataclasses import dataclass
from pathlib import Path

# Clocks are set by seconds; nobody moves one this far forward while it runs and means it.
LEAP_SECONDS = 15 * 60
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot_seconds() -> float:
    """Seconds since the machine started; those in which it slept count, where the system can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


def boot_id() -> str:
    """Names this run of the machine; counts of seconds compare within one run only. Empty where it has no name."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""


@dataclass(frozen=True)
class Reading:
    """What both clocks showed at one moment, in seconds."""

    wall: float
    boot: float

    @classmethod
    def now(cls) -> "Reading":
        return cls(time.time(), boot_seconds())


class Clock:
    """Notices when the time of day leaps forward while this process runs, and holds until it is trusted again."""

    def __init__(self, trusted: Reading | None = None) -> None:
        self.trusted = trusted or Reading.now()
        self.leap = 0.0

    @property
    def is_holding(self) -> bool:
        return self.leap > 0

    def look(self) -> None:
        """Trust ends with a leap and returns when the clock does, or when somebody confirms it."""
        reading = Reading.now()
        ahead = (reading.wall - self.trusted.wall) - (reading.boot - self.trusted.boot)
        self.leap = ahead if ahead > LEAP_SECONDS else 0.0
        if not self.is_holding:
            self.trusted = reading

    def confirm(self) -> None:
        self.trusted, self.leap = Reading.now(), 0.0
