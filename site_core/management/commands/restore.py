import signal
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import Error

from site_core.backup.marker import WORDS, is_begun
from site_core.backup.progress import Progress
from site_core.backup.refusals import BackupError
from site_core.backup.restoring import restore
from site_core.management.commands.backup import STOPPED, words_of


class Command(BaseCommand):
    help = "Makes a site of an archive of `manage.py backup`, where there is none yet. All processes must be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="The archive.")
        parser.add_argument("--quiet", action="store_true", help="Say nothing but what to do next.")

    def handle(self, *args, file: Path, quiet: bool, **options):
        for signal_number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, signal.default_int_handler)
        progress = Progress(not quiet)
        try:
            manifest = restore(file.absolute(), say=self.say_unless(quiet), show=progress.show)
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. {what_was_left()}", returncode=STOPPED) from None
        except (BackupError, Error) as error:
            raise CommandError(f"{str(error).strip()} {what_was_left()}".strip()) from error
        except OSError as error:
            raise CommandError(f"Nothing was restored. {words_of(error)} {what_was_left()}".strip()) from error
        finally:
            progress.clear()
        self.stdout.write(
            f"Restored: the site of {manifest.made_at[:16].replace('T', ' ')} UTC, from {manifest.site}.\n"
            "Nothing is published at a set time, no mail is sent and no other site is asked, until a site manager "
            "switches it on in the admin, or you run `manage.py resume`."
        )
        if manifest.missing:
            self.stdout.write(f"{len(manifest.missing):,} files were missing when the backup was made.")

    def say_unless(self, quiet: bool):
        return (lambda words: None) if quiet else self.stdout.write


def what_was_left() -> str:
    return WORDS if is_begun() else ""
