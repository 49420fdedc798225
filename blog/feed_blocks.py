"""The blocks of a text, in their stored form, as HTML for feed readers: words, tables and links, nothing that acts."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import escape, format_html, format_html_join

from site_core.links import web_address
from site_core.numbers import number_in, number_words


def text(value: str, level: int) -> str:
    return value


def heading(value: dict, level: int) -> str:
    return title(value.get("text"), level)


def title(words: str | None, level: int) -> str:
    return format_html("<h{}>{}</h{}>", level, words, level) if words else ""


def quote(value: dict, level: int) -> str:
    source = ", ".join(escape(value[key]) for key in ("person", "source") if value.get(key))
    words = format_html("<p>{}</p>", value.get("quote") or "")
    return f"<blockquote>{words}{f'<p>{source}</p>' if source else ''}</blockquote>"


def titled_text(value: dict, level: int) -> str:
    """A text with its heading: a callout, or a text beside a picture."""
    return title(value.get("heading"), level) + (value.get("text") or "")


def figures(value: dict, level: int) -> str:
    figures = ((row.get("number") or "", row.get("label") or "") for row in rows_of(value.get("figures")))
    return title(value.get("heading"), level) + format_html(
        "<ul>{}</ul>", format_html_join("", "<li>{} {}</li>", figures)
    )


def accordion(value: dict, level: int) -> str:
    return "".join(title(row.get("title"), level) + (row.get("text") or "") for row in rows_of(value.get("items")))


def code(value: dict, level: int) -> str:
    return paragraph(value.get("caption")) + format_html("<pre><code>{}</code></pre>", value.get("code") or "")


def embed(value: dict, level: int) -> str:
    """A link: a feed reader shows no player of ours."""
    address = web_address(value.get("url"))
    link = format_html('<p><a href="{}">{}</a></p>', address, value.get("title") or address) if address else ""
    return link + paragraph(value.get("caption"))


def timeline(value: dict, level: int) -> str:
    events = "".join(
        format_html("<dt>{}: {}</dt>", row.get("date") or "", row.get("title") or "") + definition(row.get("text"))
        for row in rows_of(value.get("events"))
    )
    return title(value.get("heading"), level) + (f"<dl>{events}</dl>" if events else "")


def definition(words: str | None) -> str:
    return f"<dd>{words}</dd>" if words else ""


def table(value: dict, level: int) -> str:
    return cells(value.get("table"), value.get("caption")) + paragraph(value.get("source"))


def chart(value: dict, level: int) -> str:
    """What it shows in words, and its numbers."""
    words = title(value.get("title"), level) + paragraph(value.get("description"))
    return words + cells(value.get("table"), value.get("unit")) + paragraph(value.get("source"))


def cells(table: dict | None, caption: str | None) -> str:
    columns, rows = (table or {}).get("columns") or [], (table or {}).get("rows") or []
    kinds = [column.get("type") for column in columns]
    head = format_html_join("", "<th>{}</th>", ((column.get("heading") or "",) for column in columns))
    body = "".join(
        "".join(["<tr>", *(f"<td>{cell(*pair)}</td>" for pair in zip(kinds, row["values"], strict=False)), "</tr>"])
        for row in rows
    )
    above = format_html("<caption>{}</caption>", caption) if caption else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""


def cell(kind: str, value: Any) -> str:
    if kind == "number":
        return escape(number_words(number_in(value)))
    return (value or "") if kind == "text" else escape(value or "")


def paragraph(words: str | None) -> str:
    return format_html("<p>{}</p>", words) if words else ""


def rows_of(items: Iterable[dict] | None) -> Iterable[dict]:
    """The rows of a list, each with its identity or, from older days, without."""
    return ((item["value"] if item.get("type") == "item" else item) or {} for item in items or [])


# Pictures, people, buttons and files are for the page itself, and a pull quote says what the text says already.
WRITERS: dict[str, Callable[[Any, int], str]] = {
    "accordion": accordion,
    "callout": titled_text,
    "chart": chart,
    "code": code,
    "embed": embed,
    "figures": figures,
    "heading": heading,
    "quote": quote,
    "table": table,
    "text": text,
    "text_image": titled_text,
    "timeline": timeline,
}
