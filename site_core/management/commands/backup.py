import errno
import signal
import sys

from django.core.management import BaseCommand, CommandError
from django.db import Error

from site_core.backup.making import make_backup
from site_core.backup.manifest import Manifest
from site_core.backup.progress import Progress
from site_core.backup.refusals import BackupError

SHOWN_FILES = 20
STOPPED = 130


class Command(BaseCommand):
    help = "Writes database and files of the site into one archive, while the site works."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="The archive to make; - for standard output.")
        parser.add_argument("--overwrite", action="store_true", help="Replace a file of that name.")
        parser.add_argument("--quiet", action="store_true", help="Say nothing where all went well.")

    def handle(self, *args, file: str, overwrite: bool, quiet: bool, **options):
        for signal_number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, signal.default_int_handler)
        progress = Progress(not quiet)
        try:
            manifest = make_backup(file, may_replace=overwrite, show=progress.show)
        except KeyboardInterrupt:
            raise CommandError("Stopped. No backup was made, and nothing is left behind.", returncode=STOPPED) from None
        except (BackupError, Error) as error:
            raise CommandError(f"No backup was made. {error}".strip()) from error
        except OSError as error:
            raise CommandError(f"No backup was made. {words_of(error)}") from error
        finally:
            progress.clear()
        self.tell(file, manifest, quiet)

    def tell(self, file: str, manifest: Manifest, quiet: bool) -> None:
        """To standard error: the archive itself may be on its way through standard output."""
        if not quiet:
            rows = sum(manifest.tables.values())
            print(f"{file}: {len(manifest.files):,} files, {rows:,} rows.", file=sys.stderr)
        if manifest.missing:
            print(f"{len(manifest.missing):,} files are missing, so the archive is without them:", file=sys.stderr)
            for name, reason in list(manifest.missing.items())[:SHOWN_FILES]:
                print(f"  {name}: {reason}", file=sys.stderr)
            if len(manifest.missing) > SHOWN_FILES:
                print("  and others, which the manifest names.", file=sys.stderr)


def words_of(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full. Nothing is left behind."
    if error.errno == errno.EPIPE:
        return "The program that the archive was handed to has ended."
    return f"{error.strerror or type(error).__name__}{f': {error.filename}' if error.filename else ''}."
