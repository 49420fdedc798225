from django.conf import settings
from django.core.management import BaseCommand, CommandError

from site_core.cdn_backends import PurgeRefused, forget_pages
from site_core.generation import next_generation


class Command(BaseCommand):
    help = "Makes the site and the CDN forget all pages they keep: after a change past Django, or to try CDN_URL out."

    def handle(self, *args, **options):
        next_generation()
        if not settings.CDN_URL:
            raise CommandError("CDN_URL is not set: only the site itself has forgotten its pages.")
        try:
            forget_pages()
        except PurgeRefused as error:
            raise CommandError(f"The CDN still has its pages: {error}.") from error
        self.stdout.write("The CDN has forgotten all pages.")
