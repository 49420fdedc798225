from django.core.management import BaseCommand, CommandError

from site_core.background_work import is_held, origin_in_words, resume
from site_core.backup.marker import WORDS, is_begun
from site_core.health import findings

YES = {"y", "yes"}


class Command(BaseCommand):
    help = "Lets a restored site publish at set times, send mail and ask other sites."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args, yes: bool, **options):
        if is_begun():
            raise CommandError(WORDS)
        if not is_held():
            self.stdout.write("Nothing is held back: this site publishes and sends.")
            return
        self.stdout.write(origin_in_words())
        for check, finding in findings():
            self.stdout.write(f"  {check.name}: {finding.words}")
        self.stdout.write(
            "What is due goes live at once, and what waits is sent, also what had gone live or was sent after the "
            "backup was made. Look at the calendar and the mailing list in the admin first."
        )
        if not yes and input("Switch it on? [y/N] ").strip().lower() not in YES:
            raise CommandError("Nothing was changed.")
        resume()
        self.stdout.write("It is on. Running processes go on within seconds.")
