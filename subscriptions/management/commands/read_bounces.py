import imaplib
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from site_core.background_work import WORDS, is_held
from subscriptions.mailboxes import mails_in_files, mails_in_mailbox
from subscriptions.reports import read_report
from subscriptions.services.bouncing import note_report


class Command(BaseCommand):
    help = "Reads what mail servers report of mails that could not be delivered; from BOUNCES_URL, or from files."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", type=Path, help="Files or folders of mails, such as a Maildir.")

    def handle(self, *args, paths: list[Path], **options):
        if not paths and not settings.BOUNCES_URL:
            raise CommandError("There is nothing to read: name files, or set BOUNCES_URL.")
        if is_held():
            raise CommandError(WORDS)
        if missing := [path for path in paths if not path.exists()]:
            raise CommandError(f"There is no {missing[0]}.")
        seen = noted = 0
        try:
            for content in mails_in_files(paths) if paths else mails_in_mailbox(settings.BOUNCES_URL):
                report = read_report(content)
                seen += 1
                noted += bool(report and note_report(report))
        except (OSError, imaplib.IMAP4.error) as error:
            raise CommandError(f"The mails cannot be read: {type(error).__name__}") from error
        self.stdout.write(f"{seen} read, {noted} of them reports on our mails.")
