"""A file that stands while a restore is under way, and stays where one was stopped: begun, and to be begun anew."""

from pathlib import Path

from django.conf import settings

NAME = "restoring"
WORDS = (
    "A restore of this site was begun and not finished. Call `manage.py restore` with the same file again, or choose "
    f"another DATA_DIR. (The file `{NAME}` in DATA_DIR says which backup it was.)"
)


def marker() -> Path:
    return settings.DATA_DIR / NAME


def is_begun() -> bool:
    return marker().exists()


def note_beginning(archive: Path) -> None:
    marker().write_text(f"{archive}\n")


def note_end() -> None:
    marker().unlink(missing_ok=True)
