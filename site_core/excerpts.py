"""The words around what was searched for, as results show them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from site_core.folding import fold

BEFORE, LENGTH = 80, 280
SHORT = 3
# Further down nobody is shown where a word stands, nor where the eleventh word of a query does.
LOOKED_AT, MOST_WORDS = 50_000, 10
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """Words of an excerpt; those that were searched for stand out."""

    text: str
    is_match: bool = False


def plain(text: str) -> str:
    """Without accents and case, sign for sign: the place of a word is the same in both."""
    return "".join(plain_sign(sign) for sign in text)


@lru_cache(maxsize=4096)
def plain_sign(sign: str) -> str:
    return fold(sign)[:1] or sign


def excerpt(text: str, words: str, unfinished_word: str = "") -> list[Piece]:
    """The text around the longest of the words that is in it, and all of them marked; nothing where none is."""
    begun = plain(unfinished_word)
    wanted = sorted({match[0] for match in WORD.finditer(plain(words))}, key=len, reverse=True)[:MOST_WORDS]
    found = [
        match
        for match in WORD.finditer(plain(text[:LOOKED_AT]))
        if any(is_form(match[0], word, begun) for word in wanted)
    ]
    if not found:
        return []
    longest = next(word for word in wanted if any(is_form(match[0], word, begun) for match in found))
    start, end = window(text, next(match.start() for match in found if is_form(match[0], longest, begun)))
    matches = [match.span() for match in found if match.start() >= start]
    pieces, place = [Piece("… ")] if start else [], start
    for first, last in matches:
        if last <= end:
            pieces += [Piece(text[place:first]), Piece(text[first:last], is_match=True)]
            place = last
    pieces += [Piece(text[place:end]), *([Piece(" …")] if end < len(text) else [])]
    return [piece for piece in pieces if piece.text]


def is_form(word: str, of: str, begun: str = "") -> bool:
    """As "wells" is of "well"; short words have no forms, or "the" would be found in "then", but those only begun."""
    return word.startswith(of) if len(of) > SHORT or of == begun else word == of


def window(text: str, match: int) -> tuple[int, int]:
    """From the beginning of a word to the end of one, around this place."""
    start = 0 if match <= BEFORE else text.find(" ", match - BEFORE, match) + 1 or match
    if start + LENGTH >= len(text):
        return start, len(text)
    end = text.rfind(" ", start, start + LENGTH)
    return start, end if end > match else start + LENGTH
