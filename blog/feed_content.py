"""The words of works as HTML that stands alone: whole addresses, no footnote marks, no pictures."""

import re
from collections.abc import Iterator

from django.conf import settings

from blog.feed_blocks import WRITERS
from site_core.headings import levels_of
from site_core.stored_text import checked, expand_checked

# No part of a text: it is taken out of each first.
SEPARATOR = "\x1e"

NOT_FOR_FEEDS = re.compile(r"<footnote\b[^>]*>.*?</footnote>|<embed\b[^>]*/?>|\sdata-block-key=\"[^\"]*\"", re.DOTALL)
LOCAL_LINK = re.compile(r"href=\"(?=/(?!/))")
ANCHOR_LINK = re.compile(r"href=\"(?=#)")


def feed_contents(works: list, addresses: list[str]) -> list[str]:
    """The content of each work, in order."""
    return standing_alone(["".join(parts_of(work)) for work in works], addresses)


def standing_alone(texts: list[str], addresses: list[str]) -> list[str]:
    """Stored texts for readers elsewhere. Links of all are looked up at once: twenty cost no more than one."""
    texts = [NOT_FOR_FEEDS.sub("", checked(text)).replace(SEPARATOR, "") for text in texts]
    expanded = expand_checked(SEPARATOR.join(texts)).split(SEPARATOR)
    return [with_whole_addresses(text, address) for text, address in zip(expanded, addresses, strict=bool(texts))]


def with_whole_addresses(html: str, page_address: str) -> str:
    html = LOCAL_LINK.sub(f'href="{settings.SITE_URL}', html)
    return ANCHOR_LINK.sub(f'href="{page_address}', html)


def parts_of(work) -> Iterator[str]:
    """The texts of a work in its stored form, where links are still numbers: a report's abstract, an update's body."""
    if hasattr(work, "abstract"):
        yield work.abstract
    else:
        yield from parts_of_body(work.body)


def parts_of_body(body) -> Iterator[str]:
    blocks = [(block["type"], block["value"]) for block in body.raw_data]
    for (kind, value), level in zip(blocks, levels_of(blocks), strict=True):
        if (write := WRITERS.get(kind)) and value:
            yield write(value, level)
