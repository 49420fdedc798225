"""Tells the words of a quotation from who said them."""

import re

ATTRIBUTION = re.compile(r"^\s*(?:—|–|--|―)\s*")
MAX_PERSON = 200


def quotation(lines: list[str]) -> tuple[str, str]:
    """The words, and the person where the last line names one behind a dash."""
    person = ""
    if len(lines) > 1 and ATTRIBUTION.match(lines[-1]) and len(lines[-1]) <= MAX_PERSON:
        *lines, last = lines
        person = ATTRIBUTION.sub("", last)
    return unquoted("\n\n".join(lines)), person


def unquoted(words: str) -> str:
    """A quotation without the quotation marks around all of it: the page sets them."""
    inner = words[1:-1]
    is_quoted = words[:1] in '“„«"' and words[-1:] in '”“»"' and not re.search('[“”„«»"]', inner)
    return inner.strip() if is_quoted and inner.strip() else words
