"""Turns the bytes of a text into words, whatever program wrote them."""

import codecs
import re

from django.utils.translation import gettext as _

from blog.importing.refusals import DocumentRefused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
KNOWN = re.compile(
    r"(utf-?8|iso-?8859-?\d+|latin-?\d|windows-?125\d|cp125\d|koi8-?[ru]|shift_?jis|euc-?(jp|kr)|gb(k|2312|18030)|big5)",
    re.I,
)
HEAD_BYTES = 4096


def decode(data: bytes) -> str:
    """The text; refused where it is none, or in a script that nothing names."""
    for encoding in candidates(data):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise DocumentRefused(_("The letters of this file cannot be told. Save it again with the encoding UTF-8."))


def candidates(data: bytes) -> list[str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return [encoding]
    head = data[:HEAD_BYTES]
    if b"\x00" in data:
        return wide(head)
    declared = DECLARED.search(head)
    name = declared.group(1).decode("ascii") if declared else ""
    return ["utf-8", *([name] if KNOWN.fullmatch(name) else []), "windows-1252"]


def wide(head: bytes) -> list[str]:
    """UTF-16 without a mark: every other byte of most western text is zero. Anything else with zeros is no text."""
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = head[start::2]
        if half and half.count(0) > len(half) * 0.6 and head[1 - start :: 2].count(0) == 0:
            return [encoding]
    return []
