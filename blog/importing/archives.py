"""Packed files, read without ever unpacking more than was asked for and allowed."""

import io
import zipfile

from django.utils.translation import gettext as _

from blog.importing import limits
from blog.importing.refusals import DocumentRefused
from site_core.uploads import open_archive

IS_ENCRYPTED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Archive:
    """A packed file whose sizes were judged before anything was read; nothing is written to disk."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self.zip = open_archive(io.BytesIO(data))
        except Exception as error:  # a damaged archive makes its reader fail in any way there is
            raise damaged() from error
        self.refuse_bombs()
        self.names = set(self.zip.namelist())

    def refuse_bombs(self) -> None:
        members = self.zip.infolist()
        if any(member.flag_bits & IS_ENCRYPTED for member in members):
            raise DocumentRefused(_("This file is locked with a password. Save it without one and try again."))
        if (
            len(members) > limits.MAX_MEMBERS
            or sum(member.file_size for member in members) > limits.MAX_UNPACKED_BYTES
            or any(is_bomb(member) for member in members)
        ):
            raise DocumentRefused(
                _("This file would unpack to far more than a document needs, so it was not opened at all.")
            )

    def read(self, name: str) -> bytes:
        """One member; its declared size was judged, and never more than that is read."""
        try:
            return self.zip.read(name)
        except Exception as error:  # the same
            raise damaged() from error


def is_bomb(member: zipfile.ZipInfo) -> bool:
    swells = member.file_size > limits.MAX_RATIO * max(member.compress_size, 1)
    return (
        member.compress_type not in METHODS
        or member.file_size > limits.MAX_MEMBER_BYTES
        or (swells and member.file_size > limits.RATIO_MATTERS_FROM_BYTES)
    )


def damaged() -> DocumentRefused:
    return DocumentRefused(_("This file is damaged or cut off. Save it again and try with that."))
