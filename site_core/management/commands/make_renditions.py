from django.core.management import BaseCommand, CommandError

from site_core.pictures.making import make_all, unneeded_files


class Command(BaseCommand):
    help = "Makes all files of pictures that pages need and that are not there, one picture after the other."

    def add_arguments(self, parser):
        parser.add_argument("--prune", action="store_true", help="Delete the files that no page needs any more, too.")

    def handle(self, *args, prune: bool, **options):
        failed = make_all(tell=self.stdout.write)
        if prune:
            deleted = sum(1 for rendition in unneeded_files().iterator() if rendition.delete())
            self.stdout.write(f"{deleted} files deleted that no page needs")
        if failed:
            raise CommandError(f"{failed} pictures cannot be read; upload them again.")
        self.stdout.write("All pictures are ready.")
