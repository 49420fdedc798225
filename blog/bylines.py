"""Who made a page, in words: one place decides, so that page, card, feed and citation agree."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.lists import format_list
from django.utils.translation import gettext, ngettext

from blog.models.credits import CreditRole
from site_core.dates import babel_locale

NAMES_ON_A_CARD = 4
PLACEHOLDER = "\ue000"


@dataclass(frozen=True)
class BylinePart:
    """A piece of a byline: a person's name, or the words between names (`person` is None)."""

    text: str
    person: object | None = None


def role_phrase(role: str) -> str:
    """The words around the names, such as "By %(names)s"."""
    return {
        CreditRole.AUTHOR: gettext("By %(names)s"),
        CreditRole.EDITOR: gettext("Edited by %(names)s"),
        CreditRole.TRANSLATOR: gettext("Translated by %(names)s"),
        CreditRole.REVIEWER: gettext("Reviewed by %(names)s"),
        CreditRole.ILLUSTRATOR: gettext("Illustrated by %(names)s"),
    }[CreditRole(role)]


def joined_parts(people: list, language: str | None = None) -> list[BylinePart]:
    """Names joined as the language joins a list: "A", "A and B", "A, B, C, and D"."""
    pattern = format_list([PLACEHOLDER] * len(people), locale=babel_locale(language)) if people else ""
    words = pattern.split(PLACEHOLDER)
    parts = [BylinePart(words[0])]
    for person, following in zip(people, words[1:], strict=True):
        parts += [BylinePart(str(person), person), BylinePart(following)]
    return [part for part in parts if part.text]


def byline_parts(credits: Iterable, language: str | None = None) -> list[list[BylinePart]]:
    """One line for each role that someone has, authors first, names in the editor's order."""
    credits = list(credits)
    lines = []
    for role in CreditRole:
        people = [credit.author for credit in credits if credit.role == role]
        if people:
            before, after = role_phrase(role).split("%(names)s")
            parts = [BylinePart(before), *joined_parts(people, language), BylinePart(after)]
            lines.append([part for part in parts if part.text])
    return lines


def byline(credits: Iterable, language: str | None = None) -> str:
    """The byline as plain words, such as "By A and B. Edited by C"."""
    return ". ".join("".join(part.text for part in line) for line in byline_parts(credits, language))


def short_byline(credits: Iterable, language: str | None = None) -> str:
    """The byline for a card: of many authors the first three are named and the others counted."""
    credits = list(credits)
    authors = [credit.author for credit in credits if credit.role == CreditRole.AUTHOR]
    if len(authors) <= NAMES_ON_A_CARD:
        return byline(credits, language)
    others = len(authors) - NAMES_ON_A_CARD + 1
    counted = ngettext("%(number)s other", "%(number)s others", others) % {"number": others}
    return role_phrase(CreditRole.AUTHOR) % {"names": joined([*authors[: NAMES_ON_A_CARD - 1], counted], language)}


def author_names(credits: Iterable, language: str | None = None) -> str:
    """The authors alone, as one list of names."""
    return joined([credit.author for credit in credits if credit.role == CreditRole.AUTHOR], language)


def joined(people: list, language: str | None = None) -> str:
    return "".join(part.text for part in joined_parts(people, language))
