"""What a file must be to be let in. Each check raises ValidationError with words for the person who uploads."""

import os
import re
import zipfile
from collections.abc import Callable
from functools import partial
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image as PillowImage

MAX_FRAMES = 500
ANIMATED_FORMATS = {"gif", "webp"}
TAIL_BYTES = 2048
HEAD_BYTES = 4096
BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MARKUP = re.compile(rb"<(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)\b", re.IGNORECASE)


# Pictures


def check_picture(file: IO[bytes], format_name: str, max_pixels: int) -> None:
    """Decodes a picture whole, frame by frame, and stops where it becomes too large."""
    file.seek(0)
    try:
        with PillowImage.open(file, formats=[format_name.upper()]) as picture:
            decode(picture, max_pixels, MAX_FRAMES if format_name in ANIMATED_FORMATS else 1)
    except (PillowImage.DecompressionBombError, PillowImage.DecompressionBombWarning) as error:
        raise too_many_pixels(max_pixels) from error
    except ValidationError:
        raise
    except Exception as error:  # a damaged picture makes a decoder fail in any way there is
        raise ValidationError(
            _("This picture cannot be read to its end: it is damaged or cut off. Export it again and upload that."),
            code="unreadable",
        ) from error
    finally:
        file.seek(0)


def decode(picture: PillowImage.Image, max_pixels: int, max_frames: int) -> None:
    pixels = 0
    for frame in range(max_frames + 1):
        try:
            picture.seek(frame)
        except EOFError:
            return
        pixels += picture.width * picture.height
        if pixels > max_pixels:
            raise too_many_pixels(max_pixels)
        if frame == max_frames:
            break
        picture.load()
    if max_frames > 1:
        words = _("This animation has more than %(count)s frames.") % {"count": max_frames}
        raise ValidationError(words, code="frames")


def too_many_pixels(max_pixels: int) -> ValidationError:
    return ValidationError(
        _("This picture is too large: all frames together may have %(count)s million pixels. Make it smaller first.")
        % {"count": max_pixels // 1_000_000},
        code="file_too_many_pixels",
    )


# Documents


def check_document(file: IO[bytes], name: str, extensions: list[str]) -> None:
    """Compares what is in a document with what its name says."""
    extension = os.path.splitext(name)[1].lower().lstrip(".")
    if extension not in extensions:
        raise ValidationError(
            _("Files of this kind cannot be uploaded. Possible are: %(extensions)s.")
            % {"extensions": ", ".join(extensions)},
            code="invalid_extension",
        )
    file.seek(0)
    try:
        is_what_it_says = CHECKS.get(extension, is_no_web_page)(file)
    except Exception as error:  # a damaged archive makes its reader fail in any way there is
        raise mislabelled(extension) from error
    finally:
        file.seek(0)
    if not is_what_it_says:
        raise mislabelled(extension)


def mislabelled(extension: str) -> ValidationError:
    words = _(
        "This is not a whole .%(extension)s file. It may be damaged, locked with a password, "
        "or of another kind: save it again as .%(extension)s."
    )
    return ValidationError(words % {"extension": extension}, code="mislabelled")


def is_pdf(file: IO[bytes]) -> bool:
    """A PDF from its first line to its last; one with a password is a PDF too."""
    if not file.read(HEAD_BYTES).lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return False
    file.seek(max(file.seek(0, os.SEEK_END) - TAIL_BYTES, 0))
    return b"%%EOF" in file.read(TAIL_BYTES)


def is_text(file: IO[bytes]) -> bool:
    if not is_no_web_page(file):
        return False
    file.seek(0)
    while chunk := file.read(1 << 20):
        if BINARY.search(chunk):
            return False
    return True


def is_no_web_page(file: IO[bytes]) -> bool:
    head = file.read(HEAD_BYTES)
    return not head.startswith(b"%PDF-") and not MARKUP.search(head)


def is_archive(file: IO[bytes]) -> bool:
    return open_archive(file) is not None


def is_office_file(file: IO[bytes], folder: str) -> bool:
    names = open_archive(file).namelist()
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


def is_open_document(file: IO[bytes], media_type: str) -> bool:
    with open_archive(file).open("mimetype") as member:
        return member.read(100).strip() == media_type.encode()


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Nothing is unpacked, and nothing may stand before the archive: a web page could."""
    if file.read(2) != b"PK":
        raise zipfile.BadZipFile
    return zipfile.ZipFile(file)


OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
CHECKS: dict[str, Callable[[IO[bytes]], bool]] = {
    "csv": is_text,
    "docx": partial(is_office_file, folder="word/"),
    "epub": partial(is_open_document, media_type="application/epub+zip"),
    "odp": partial(is_open_document, media_type=OPEN_DOCUMENT + "presentation"),
    "ods": partial(is_open_document, media_type=OPEN_DOCUMENT + "spreadsheet"),
    "odt": partial(is_open_document, media_type=OPEN_DOCUMENT + "text"),
    "pdf": is_pdf,
    "pptx": partial(is_office_file, folder="ppt/"),
    "txt": is_text,
    "xlsx": partial(is_office_file, folder="xl/"),
    "zip": is_archive,
}
