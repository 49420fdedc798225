import logging
import signal
import threading
import time

from django.core.management import BaseCommand, CommandError
from django.db import Error, close_old_connections

from scheduling.releases import ReleaseEngine

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Publishes what is due and takes down what has expired, once a second, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what is due now and end; for cron.")

    def handle(self, *args, once: bool, **options):
        engine = ReleaseEngine()
        if once:
            if not engine.run():
                raise CommandError("Not everything that was due could be released; the log names what.")
            return
        stopping = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stopping.set())
        logger.info("The scheduler looks for what is due")
        # On the second, because that is when editors schedule.
        while not stopping.wait(1 - time.time() % 1):
            look(engine)


def look(engine: ReleaseEngine) -> None:
    """One round; a database that is away for a while is not the end."""
    close_old_connections()
    try:
        engine.run()
    except Error as error:
        logger.error("The database cannot be asked what is due; next attempt in a second: %s", error)
    finally:
        close_old_connections()
