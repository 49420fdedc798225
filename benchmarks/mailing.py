"""What the mailing list does for its keep: how long freezing takes, how fast mail leaves, and the memory of both."""

import subprocess
import sys
import time

from benchmarks.releases import peak_kilobytes
from tests.browser.server import RunningSite
from tests.database import ROOT
from tests.smtp import MailSink

SENT = 10_000
LARGE = 100_000
SENT_OF_LARGE = 2_000

ADD_SUBSCRIBERS = "from benchmarks.readers import *; add_subscribers({count})"
FREEZE = "from benchmarks.readers import *; freeze_update()"


def report_mailing(site: RunningSite) -> None:
    report_size(site, SENT, SENT)
    report_size(site, LARGE, SENT_OF_LARGE)


def report_size(site: RunningSite, subscribers: int, mails: int) -> None:
    site.shell(ADD_SUBSCRIBERS.format(count=subscribers))
    print(f"mailing {subscribers:7}: {site.shell(FREEZE).splitlines()[-1]}")
    with MailSink() as sink:
        mailer = start_mailer(site, sink)
        started = time.monotonic()
        peak = watch(mailer, sink, mails)
        seconds = time.monotonic() - started
        mailer.terminate()
        mailer.wait()
    print(
        f"mailing {subscribers:7}: {mails} sent in {seconds:.0f} s, {mails / seconds:.0f}/s, peak {peak / 1024:.0f} MB"
    )


def start_mailer(site: RunningSite, sink: MailSink) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "run_mailer"]
    environment = site.environment | {"EMAIL_URL": sink.url}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)


def watch(mailer: subprocess.Popen, sink: MailSink, mails: int) -> int:
    """The most memory that the mailer took until so many mails had arrived."""
    peak = 0
    while len(sink.mails) < mails and mailer.poll() is None:
        peak = max(peak, peak_kilobytes(mailer.pid))
        time.sleep(0.05)
    return peak
