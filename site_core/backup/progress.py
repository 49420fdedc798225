import sys
import time

SECONDS_BETWEEN = 0.2


class Progress:
    """Says on a terminal how far a long task has come; elsewhere, such as in a log of cron, it is silent."""

    def __init__(self, is_wanted: bool = True) -> None:
        self.is_shown = is_wanted and sys.stderr.isatty()
        self.said_at = 0.0

    def show(self, words: str) -> None:
        if self.is_shown and time.monotonic() - self.said_at > SECONDS_BETWEEN:
            self.said_at = time.monotonic()
            self.write(words)

    def clear(self) -> None:
        if self.is_shown:
            self.write("")

    def write(self, words: str) -> None:
        # Back to the beginning of the line, and away with what stood there.
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()
