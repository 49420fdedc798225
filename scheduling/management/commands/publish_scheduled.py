from django.core.management import BaseCommand
from django.utils import timezone

from scheduling.due import due_revisions, expired_pages
from scheduling.management.commands.run_scheduler import run_once


class Command(BaseCommand):
    """Takes the place of Wagtail's command of this name, which publishes twice and loses schedules."""

    help = "Does what `run_scheduler --once` does."

    def add_arguments(self, parser):
        parser.add_argument("--dryrun", action="store_true", help="Say how much is due, and do nothing.")

    def handle(self, *args, dryrun: bool, **options):
        if not dryrun:
            run_once()
            return
        now = timezone.now()
        self.stdout.write(
            f"{expired_pages(now).count()} pages are due to expire, {due_revisions(now).count()} to go live."
        )
