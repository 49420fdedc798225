import logging
import re

# Links that only one person knows: whoever reads the log could follow them.
SECRET = re.compile(r"(?P<path>/subscribe/(?:choices|confirm|leave)/|/calendar/(?=[^/\s]+\.ics))[^/\s?\"']+")


def without_secrets(text: str) -> str:
    return SECRET.sub(r"\g<path>…", text)


class DiscreetFormatter(logging.Formatter):
    """Writes a record, its traceback included, without the part of a link that makes it somebody's own."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
