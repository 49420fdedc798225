import os

from django.core.management import BaseCommand, CommandError

from site_core.pictures.making import make_all, make_waiting, unneeded_files

NICENESS = 10


class Command(BaseCommand):
    help = "Makes all files of pictures that pages need and that are not there, one picture after the other."

    def add_arguments(self, parser):
        parser.add_argument("--prune", action="store_true", help="Delete the files that no page needs any more, too.")
        parser.add_argument(
            "--waiting",
            action="store_true",
            help="Make only what is known to be unfinished, at a low priority, and print the keys of "
            "pictures that cannot be made; the mailer runs this.",
        )

    def handle(self, *args, prune: bool, waiting: bool, **options):
        if waiting:
            os.nice(NICENESS)
            for key in make_waiting():
                self.stdout.write(str(key))
            return
        failed = make_all(tell=self.stdout.write)
        if prune:
            deleted = sum(1 for rendition in unneeded_files().iterator() if rendition.delete())
            self.stdout.write(f"{deleted} files deleted that no page needs")
        if failed:
            raise CommandError(f"{failed} pictures cannot be read; upload them again.")
        self.stdout.write("All pictures are ready.")
