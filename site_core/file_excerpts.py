"""For pages that were found by the words in their files: which file, and the words in it."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from site_core.document_text import open_texts
from site_core.excerpts import MOST_WORDS, WORD, Piece, excerpt

# So much of a file around a match is looked at closely.
AROUND = 2000


class Download(Protocol):
    """A file of a page, with the page's and the document's key."""

    page_id: int
    document_id: int
    label: str
    language: str


@dataclass(frozen=True)
class FileExcerpt:
    """Words of a file, where they stand, and what the file is called on its page."""

    label: str
    language: str
    pieces: list[Piece]


def add_file_excerpts(pages: list, words: str, unfinished_word: str = "") -> None:
    """Gives those pages an excerpt of a file that have none of their own; a page's model lists its `files_of`."""
    unexplained = [page for page in pages if not page.excerpt_pieces and hasattr(page, "files_of")]
    by_model: dict[Any, list] = {}
    for page in unexplained:
        by_model.setdefault(type(page), []).append(page)
    for model, found in by_model.items():
        downloads = list(model.files_of([page.pk for page in found]))
        texts = dict(open_texts().filter(pk__in={row.document_id for row in downloads}).values_list("pk", "text"))
        for page in found:
            own = [row for row in downloads if row.page_id == page.pk]
            page.file_excerpt = first_excerpt(own, texts, words, unfinished_word)


def first_excerpt(
    downloads: list[Download], texts: dict[int, str], words: str, unfinished_word: str
) -> FileExcerpt | None:
    for row in downloads:
        pieces = excerpt(part_with(texts.get(row.document_id, ""), words), words, unfinished_word)
        if pieces:
            return FileExcerpt(row.label, row.language, pieces)
    return None


def part_with(text: str, words: str) -> str:
    """The surroundings of the longest of the words that is there: a whole book takes long to look at sign by sign."""
    for word in sorted(WORD.findall(words), key=len, reverse=True)[:MOST_WORDS]:
        if match := re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE):
            start = max(0, match.start() - AROUND)
            return text[start : match.end() + AROUND]
    return text[: 2 * AROUND]
