from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections

from site_core.migration_lock import one_at_a_time


class Command(DjangoCommand):
    """Takes the place of Django's command of this name: of two deploys at once, one fails there."""

    def handle(self, *args, **options):
        with one_at_a_time(connections[options["database"]], say=self.stdout.write):
            return super().handle(*args, **options)
