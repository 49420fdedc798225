"""What the mailing list does for its keep: how long freezing takes, how fast mail leaves, and the memory of both."""

import json
import subprocess
import time
from collections.abc import Iterator

from benchmarks.processes import peak_megabytes
from benchmarks.sites import background
from benchmarks.table import Row
from tests.browser.server import RunningSite
from tests.smtp import MailSink

PART = "mail"
SENT = 10_000
LARGE = 100_000
SENT_OF_LARGE = 2_000

ADD_SUBSCRIBERS = "from benchmarks.readers import *; add_subscribers({count})"
FREEZE = "from benchmarks.readers import *; freeze_update()"


def mail_rows(site: RunningSite) -> Iterator[Row]:
    yield from rows_of_size(site, SENT, SENT)
    yield from rows_of_size(site, LARGE, SENT_OF_LARGE)


def rows_of_size(site: RunningSite, subscribers: int, mails: int) -> Iterator[Row]:
    site.shell(ADD_SUBSCRIBERS.format(count=subscribers))
    frozen = json.loads(site.shell(FREEZE).splitlines()[-1])
    to = f"to {subscribers:,} subscribers"
    yield Row(PART, f"listing {frozen['recipients']:,} recipients", f"{frozen['seconds']:.2f} s")
    yield Row(PART, f"listing {frozen['recipients']:,} recipients, more memory", f"{frozen['megabytes']:.0f} MB")
    with MailSink() as sink, background(site, "run_mailer", EMAIL_URL=sink.url) as mailer:
        started = time.monotonic()
        peak = watch(mailer, sink, mails)
        seconds = time.monotonic() - started
    yield Row(PART, f"sending {mails:,} {to}", f"{mails / seconds:.0f} mails/s")
    yield Row(PART, f"sending {mails:,} {to}, peak of memory", f"{peak:.0f} MB")


def watch(mailer: subprocess.Popen, sink: MailSink, mails: int) -> float:
    """The most memory that the mailer took until so many mails had arrived."""
    peak = 0.0
    while len(sink.mails) < mails:
        if mailer.poll() is not None:
            raise RuntimeError(f"The mailer ended after {len(sink.mails)} of {mails} mails")
        peak = max(peak, peak_megabytes(mailer.pid))
        time.sleep(0.05)
    return peak
