import logging
import signal
import threading

from django.core.management import BaseCommand, CommandError

from scheduling.engine import ReleaseEngine
from scheduling.heartbeat import is_any_holding, note_single_run
from scheduling.ledger import tell_what_was_not_told
from scheduling.notices import catch_up, warn_of_unapproved
from scheduling.process import SchedulerProcess, attempt
from site_core.background_work import WORDS, is_held

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Publishes what is due and takes down what has expired, at the planned second, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due now and end; for cron.")

    def handle(self, *args, once: bool, **options):
        if once:
            run_once()
            return
        stopping = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stopping.set())
        process = SchedulerProcess()
        logger.info("The scheduler looks for what is due")
        while not stopping.wait(process.round()):
            pass
        process.end()


def run_once() -> None:
    if is_held():
        note_single_run()
        raise CommandError(WORDS)
    if is_any_holding():
        raise CommandError(
            "A scheduler of this site holds, because its clock leapt forward: confirm the time in the admin first."
        )
    note_single_run()
    is_done = ReleaseEngine().run()
    attempt(tell_what_was_not_told, catch_up, warn_of_unapproved)
    if not is_done:
        raise CommandError("Not everything that was due could be released; the log and the admin name what.")
