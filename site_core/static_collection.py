import hashlib
import inspect
import os

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

STAMP = "collected"


def collect_static_files() -> bool:
    """Collects the static files if any changed since the last time; says whether it did."""
    stamp = settings.STATIC_ROOT / STAMP
    now = fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)
    return True


def fingerprint() -> str:
    """Changes when a static file, or the way they are stored, does; read from the directories alone."""
    storage_code = inspect.getfile(type(staticfiles_storage))
    digest = hashlib.sha256(f"{settings.STATIC_COMPRESS} {os.stat(storage_code).st_mtime_ns}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = os.stat(storage.path(path))
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
