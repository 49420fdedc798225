"""The words of works as HTML that stands alone: whole addresses, no footnote marks, no pictures."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from wagtail.rich_text import expand_db_html

# No part of a text: it is taken out of each first.
SEPARATOR = "\x1e"

NOT_FOR_FEEDS = re.compile(r"<footnote\b[^>]*>.*?</footnote>|<embed\b[^>]*/?>|\sdata-block-key=\"[^\"]*\"", re.DOTALL)
LOCAL_LINK = re.compile(r"href=\"(?=/(?!/))")
ANCHOR_LINK = re.compile(r"href=\"(?=#)")


def feed_contents(works: list, addresses: list[str]) -> list[str]:
    """The content of each work, in order. Links of all texts are looked up at once: twenty cost no more than one."""
    texts = [NOT_FOR_FEEDS.sub("", "".join(parts_of(work))).replace(SEPARATOR, "") for work in works]
    expanded = expand_db_html(SEPARATOR.join(texts)).split(SEPARATOR)
    return [with_whole_addresses(text, address) for text, address in zip(expanded, addresses, strict=bool(works))]


def with_whole_addresses(html: str, page_address: str) -> str:
    html = LOCAL_LINK.sub(f'href="{settings.SITE_URL}', html)
    return ANCHOR_LINK.sub(f'href="{page_address}', html)


def parts_of(work) -> Iterator[str]:
    """The texts of a work in its stored form, where links are still numbers: a report's abstract, an update's body."""
    if hasattr(work, "abstract"):
        yield work.abstract
        return
    for block in work.body.raw_data:
        if write := WRITERS.get(block["type"]):
            yield write(block["value"])


def text(value: str) -> str:
    return value or ""


def heading(value: dict) -> str:
    level = value.get("level") or "2"
    return format_html("<h{}>{}</h{}>", level, value.get("text") or "", level)


def quote(value: dict) -> str:
    source = ", ".join(escape(value[key]) for key in ("person", "source") if value.get(key))
    words = format_html("<p>{}</p>", value.get("quote") or "")
    return f"<blockquote>{words}{f'<p>{source}</p>' if source else ''}</blockquote>"


def text_with_image(value: dict) -> str:
    return heading({"text": value["heading"]}) + value["text"] if value.get("heading") else value.get("text") or ""


def figures(value: dict) -> str:
    rows = [figure.get("value", figure) for figure in value.get("figures") or []]
    return format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{} {}</li>", ((row["number"], row["label"]) for row in rows))
    )


# Blocks that are words; pictures, buttons and files are for the page itself.
WRITERS: dict[str, Callable[[Any], str]] = {
    "text": text,
    "heading": heading,
    "quote": quote,
    "text_image": text_with_image,
    "figures": figures,
}
