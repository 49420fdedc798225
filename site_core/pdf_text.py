"""Prints the text of a PDF; runs as a process of its own, because a PDF can ask its reader for any time and memory.

What was printed before a limit is reached, or the reader fails, counts as the text.
"""

import os
import re
import resource
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module

MAX_PAGES = 1000
MAX_CHARACTERS = 500_000
MAX_MEMORY = 1_000_000_000
# Of the processor, which may be busy: asked between pages, and for a page that does not end.
SECONDS, SECONDS_AT_MOST = 15, 20
# By the clock.
SECONDS_WAITED = 60
# A word that goes on in the next line.
BROKEN_WORD = re.compile(r"(?<=\w)[-\u00ad]\n(?=[a-z\u00df-\u00ff])")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u2028\u2029\ud800-\udfff]")


def text_of_pdf(path: str) -> str:
    """The words of the file, in one line; none where it is damaged, locked or has no words."""
    command = [sys.executable, "-I", __file__, path]
    try:
        output = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_WAITED, check=False
        ).stdout
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
    return output.decode(errors="ignore")[:MAX_CHARACTERS].strip()


def limit_this_process() -> None:
    os.nice(10)
    for limit, most in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, SECONDS_AT_MOST)):
        with suppress(ValueError, OSError):  # some systems know no such limit
            resource.setrlimit(limit, (most, most))


def pages_of(path: str) -> Iterator[str]:
    # Not at the top: only this process needs it, not those that start it.
    pypdf = import_module("pypdf")
    ends_at, left = time.process_time() + SECONDS, MAX_CHARACTERS
    for number, page in enumerate(pypdf.PdfReader(path).pages):
        if number == MAX_PAGES or left <= 0 or time.process_time() > ends_at:
            return
        text = clean(page.extract_text())
        yield text[:left]
        left -= len(text)


def clean(text: str) -> str:
    """In whole words, with "fi" for the one sign that is printed for it, and without line breaks."""
    text = BROKEN_WORD.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(UNPRINTABLE.sub(" ", text).split())


if __name__ == "__main__":
    limit_this_process()
    for words in pages_of(sys.argv[1]):
        sys.stdout.buffer.write(words.encode(errors="ignore") + b" ")
        sys.stdout.buffer.flush()
