"""Words of a pattern that still wait to be replaced: [in square brackets]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField, StreamField

from site_core.readiness import Finding
from site_core.stored_text import words_of_text

# Two words or more, so that [sic], [1] and […] are left in peace. No part gives back what it took (*+): with a bracket
# that is never closed, trying every way to divide a paragraph would take minutes.
PLACEHOLDER = re.compile(r"\[[^\[\]\n\w]*+\w[^\[\]\n ]*+ [^\[\]\n\w]*+\w[^\[\]\n]*+\]")
SHOWN = 3


def placeholders_left(page) -> list[str]:
    """What this page, as it is in memory, still says in brackets, each once and in its order on the form."""
    return list(dict.fromkeys(found for _place, found in places_of_placeholders(page)))


def find_placeholders(page) -> Iterator[Finding]:
    """One finding for each field that still has such words, and one where the page was made to be copied."""
    found: dict[Place, list[str]] = {}
    for place, placeholder in places_of_placeholders(page):
        found.setdefault(place, []).append(placeholder)
    for place, words in found.items():
        shown = ", ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
        yield Finding(
            "placeholder",
            _("Words in brackets wait to be replaced: %(words)s") % {"words": shown},
            _("They come from a pattern and tell the writer, not the reader, what belongs there."),
            (place.name,),
            row=place.row,
            field=place.field,
        )
    if page.is_pattern:
        yield Finding(
            "pattern",
            _("This page is a pattern."),
            _("Others begin pages with it, also while it is a draft. Publish it only if readers should see it."),
            ("is_pattern",),
        )


@dataclass(frozen=True)
class Place:
    """A field of the page, or of one row of a panel."""

    name: str
    row: int | None = None
    field: str = ""


def places_of_placeholders(page) -> Iterator[tuple[Place, str]]:
    for place, text in texts_of(page):
        for found in PLACEHOLDER.findall(text):
            yield place, found


def texts_of(page) -> Iterator[tuple[Place, str]]:
    for field in page._meta.concrete_fields:
        yield Place(field.name), text_of(field, getattr(page, field.attname))
    for relation in get_all_child_relations(page):
        if relation.related_model._meta.app_label == "wagtailcore":
            continue  # comments speak about the text
        name = relation.get_accessor_name()
        for number, row in enumerate(getattr(page, name).all()):
            for field in row._meta.concrete_fields:
                yield Place(name, number, field.name), text_of(field, getattr(row, field.attname))


def text_of(field: models.Field, value) -> str:
    if isinstance(field, StreamField):
        return "\n".join(str(part) for part in field.stream_block.get_searchable_content(value))
    if isinstance(field, RichTextField):
        return words_of_text(value or "")
    return value if isinstance(value, str) and field.editable else ""
