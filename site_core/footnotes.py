"""Notes in a text: their numbers where they are called, and their words beside them for readers with a wide screen."""

import re

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html
from wagtail_footnotes.blocks import FIND_FOOTNOTE_TAG

BETWEEN_PARAGRAPHS = re.compile(r"</p>\s*<p\b[^>]*>")
PARAGRAPH = re.compile(r"</?p\b[^>]*>")


def place_footnotes(html: str, page) -> SafeString:
    """The text with a reference for each mark; the page remembers its notes in the order they are called in."""
    notes = {str(note.uuid): note for note in page.footnotes.get_object_list()}
    called: list = page.__dict__.setdefault("footnotes_list", [])

    def reference(match: re.Match) -> str:
        note = notes.get(match[1])
        if note is None:
            return ""
        if note not in called:
            note.references, note.words = [], rich_text(expand_db_html(note.text))
            called.append(note)
        note.references.append(len(note.references) + 1)
        context = {"index": called.index(note) + 1, "reference_index": note.references[-1]}
        if len(note.references) == 1:
            context["beside"] = words_beside(note.words)
        # Without the template's last line break: it would part the number from the comma that follows.
        return render_to_string("components/footnote_reference.html", context).strip()

    return rich_text(FIND_FOOTNOTE_TAG.sub(reference, html))


def words_beside(html: str) -> SafeString:
    """A note as it stands within a line: its paragraphs joined, its links out of the keyboard's way."""
    html = PARAGRAPH.sub("", BETWEEN_PARAGRAPHS.sub("<br>", html))
    return rich_text(html.replace("<a ", '<a tabindex="-1" '))


def rich_text(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - formatted text, checked on its way out of storage
