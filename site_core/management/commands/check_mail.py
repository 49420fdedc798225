from django.core.management import BaseCommand, CommandError

from site_core.mail_checks import check_mail
from site_core.mail_trouble import note_recovery


class Command(BaseCommand):
    help = "Says what keeps mail from being sent or believed; ends with an error where none can be sent."

    def add_arguments(self, parser):
        words = "Send a test mail to this address; when it is taken, mailers that wait for the server go on."
        parser.add_argument("--to", default="", metavar="ADDRESS", help=words)

    def handle(self, *args, to: str, **options):
        findings = check_mail(to)
        for finding in findings:
            self.stdout.write(f"{'✗' if finding.stops_mail else '·'} {finding.words}")
        if any(finding.stops_mail for finding in findings):
            raise CommandError("No mail can be sent.")
        if to:  # the server took a mail: nobody need wait for it any longer
            note_recovery()
