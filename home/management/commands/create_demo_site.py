from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from home.demo.site import DemoSite, has_other_content, is_demo_there
from site_core.backup.marker import WORDS, is_begun


class Command(BaseCommand):
    """Fills an empty site with the demo; a site that has pages is left alone."""

    help = "Fill an empty site with the demo: front page, updates, a report, people and settings."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Succeed and do nothing where the site has pages of its own, instead of refusing.",
        )

    @transaction.atomic
    def handle(self, *args, if_empty: bool = False, **options):
        if is_begun():
            raise CommandError(WORDS)
        if is_demo_there():
            self.stdout.write("The demo site is there already; nothing was changed.")
        elif not has_other_content():
            DemoSite().build()
            self.stdout.write(f"The demo site is ready at {settings.SITE_URL}/")
        elif if_empty:
            self.stdout.write("This site has pages of its own; no demo was added.")
        else:
            raise CommandError("This site has pages of its own. The demo is only made on an empty site.")
