import logging
import signal
import threading
import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import Error, connection

from site_core.background_work import WORDS, Hold, is_held
from site_core.cdn_purging import CdnPurger
from site_core.document_text import read_documents
from site_core.link_checks.background import LinkChecker
from site_core.outbox import deliver, erase_old
from site_core.pictures.background import PictureMaker
from site_core.pictures.making import make_all

logger = logging.getLogger(__name__)

ROUND_SECONDS = 1
ERASES_EVERY_SECONDS = 3600


class Command(BaseCommand):
    help = "Sends the mail that waits in the database, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Send what is due now and end; for cron.")

    def handle(self, *args, once: bool, **options):
        if once:
            if is_held():
                raise CommandError(WORDS)
            erase_old()
            is_delivered = deliver()
            read_documents()
            make_all()
            if not is_delivered:
                raise CommandError("The mail server cannot be used; the log says why. The mail waits.")
            return
        stopping = threading.Event()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: stopping.set())
        if settings.MAIL_IS_SET_UP:
            logger.info("The mailer looks for mail to send")
        else:
            logger.info("The mailer sends no mail, because EMAIL_URL is not set; it reads documents and makes pictures")
        LinkChecker(stopping).start()
        PictureMaker(stopping).start()
        if settings.CDN_URL:
            CdnPurger(stopping).start()
        Rounds(stopping).go()


class Rounds:
    """Round after round, with a short pause between them."""

    def __init__(self, stopping: threading.Event) -> None:
        self.stopping = stopping
        self.erased_at = float("-inf")
        self.hold = Hold("mailer")

    def go(self) -> None:
        while True:
            self.look()
            if self.stopping.wait(ROUND_SECONDS):
                return

    def look(self) -> None:
        """One round; a database that is away for a while is not the end."""
        try:
            if not self.hold.is_on():
                self.erase_and_deliver()
            read_documents(self.stopping.is_set, most=1)
        except Error as error:
            logger.error("The database cannot be asked for mail; next attempt in a second: %s", error)
            connection.close()

    def erase_and_deliver(self) -> None:
        if time.monotonic() - self.erased_at > ERASES_EVERY_SECONDS:
            erase_old()
            self.erased_at = time.monotonic()
        deliver(self.stopping.is_set)
