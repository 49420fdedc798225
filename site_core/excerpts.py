"""The words around what was searched for, as results show them."""

import re
from dataclasses import dataclass

from site_core.folding import fold

BEFORE, LENGTH = 80, 280
SHORT = 3
# Further down nobody is shown where a word stands, nor where the eleventh word of a query does.
LOOKED_AT, MOST_WORDS = 50_000, 10
SIGNS_KEPT = 4096
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """Words of an excerpt; those that were searched for stand out."""

    text: str
    is_match: bool = False


class PlainSigns(dict):
    """Each sign, by its number, without accent and case."""

    def __missing__(self, number: int) -> str:
        sign = chr(number)
        found = fold(sign)[:1] or sign
        if len(self) < SIGNS_KEPT:
            self[number] = found
        return found


PLAIN_SIGNS = PlainSigns()


def plain(text: str) -> str:
    """Without accents and case, sign for sign: the place of a word is the same in both."""
    return text.lower() if text.isascii() else text.translate(PLAIN_SIGNS)


def excerpt(text: str, words: str, unfinished_word: str = "") -> list[Piece]:
    """The text around the longest of the words that is in it, and all of them marked; nothing where none is."""
    begun = plain(unfinished_word)
    wanted = sorted({match[0] for match in WORD.finditer(plain(words))}, key=len, reverse=True)[:MOST_WORDS]
    found = list(forms_of(wanted, begun).finditer(plain(text[:LOOKED_AT]))) if wanted else []
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


def forms_of(words: list[str], begun: str) -> re.Pattern:
    """What finds all words of a text that are forms of these."""
    return re.compile("|".join(rf"\b{word}" + (r"\w*" if has_forms(word, begun) else r"\b") for word in words))


def has_forms(word: str, begun: str) -> bool:
    """As "wells" is of "well"; short words have no forms, or "the" would be found in "then", but those only begun."""
    return len(word) > SHORT or word == begun


def is_form(word: str, of: str, begun: str = "") -> bool:
    return word.startswith(of) if has_forms(of, begun) else word == of


def window(text: str, match: int) -> tuple[int, int]:
    """From the beginning of a word to the end of one, around this place."""
    start = 0 if match <= BEFORE else text.find(" ", match - BEFORE, match) + 1 or match
    if start + LENGTH >= len(text):
        return start, len(text)
    end = text.rfind(" ", start, start + LENGTH)
    return start, end if end > match else start + LENGTH
