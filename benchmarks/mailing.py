"""What the mailing list does for its keep: how long freezing takes, how fast mail leaves, and the memory of both."""

import time
from collections.abc import Iterator

from benchmarks.processes import peak_megabytes
from benchmarks.sites import background
from benchmarks.table import Row
from tests.browser.server import RunningSite
from tests.smtp import MailSink

SENT = 10_000
LARGE = 100_000
SENT_OF_LARGE = 2_000

ADD_SUBSCRIBERS = "from benchmarks.readers import *; add_subscribers({count})"
FREEZE = "from benchmarks.readers import *; freeze_update()"


def mail_rows(site: RunningSite) -> Iterator[Row]:
    """Freezing and sending for two sizes of the list; the rate is the same for both if nothing grows with it."""
    small = yield from rows_of_size(site, SENT, SENT)
    large = yield from rows_of_size(site, LARGE, SENT_OF_LARGE)
    name = f"sending with {LARGE:,} subscribers, against {SENT:,}"
    yield Row("mail", name, f"{large:.0f} mails/s", large / small, ">= 0.8", large >= 0.8 * small)


def rows_of_size(site: RunningSite, subscribers: int, mails: int) -> Iterator[Row]:
    """Returns the rate, in mails a second."""
    site.shell(ADD_SUBSCRIBERS.format(count=subscribers))
    yield Row("mail", f"freezing an update for {subscribers:,}", site.shell(FREEZE).splitlines()[-1])
    with MailSink() as sink, background(site, "run_mailer", EMAIL_URL=sink.url) as mailer:
        started, peak = time.monotonic(), 0.0
        while len(sink.mails) < mails and mailer.poll() is None:
            peak = max(peak, peak_megabytes(mailer.pid))
            time.sleep(0.05)
        rate = len(sink.mails) / (time.monotonic() - started)
    yield Row("mail", f"sending {mails:,} to a list of {subscribers:,}", f"{rate:.0f} mails/s, peak {peak:.0f} MB")
    return rate
