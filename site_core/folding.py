"""Words without accents and case, so that "Zürich" and "zurich" are one to a search."""

import re
import unicodedata

ACCENTS = re.compile(r"[\u0300-\u036f]+")
# Letters that Unicode does not take apart, but people type without their stroke or as two.
PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "ð": "d", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "þ": "th", "ŧ": "t"}
)


def fold(text: str) -> str:
    """The text as it is indexed and searched for."""
    if text.isascii():
        return text.lower()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", bare.translate(PLAIN_LETTERS))
