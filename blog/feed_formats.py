"""RSS 2.0, Atom and JSON Feed 1.1, each written from the same `blog.feeds.Feed`."""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils.html import escape, format_html

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ILLEGAL_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ElementTree.register_namespace("atom", ATOM)
ElementTree.register_namespace("content", CONTENT)
ElementTree.register_namespace("dc", DC)
ElementTree.register_namespace("media", MEDIA)


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """A child with this text; characters that XML has no way to write are left out."""
    child = SubElement(parent, name, {key: ILLEGAL_IN_XML.sub("", value) for key, value in attributes.items()})
    child.text = ILLEGAL_IN_XML.sub("", text) or None
    return child


def with_image(item) -> str:
    """The content below its picture; where there is no content the summary stands for it."""
    if item.image is None or not item.content:
        return item.content
    image = item.image
    picture = format_html(
        '<p><img src="{}" width="{}" height="{}" alt="{}"></p>', image.url, image.width, image.height, image.alt
    )
    return picture + item.content


def add_image(element: Element, item) -> None:
    """Media RSS, which readers of RSS and Atom know, for the picture beside a title."""
    if image := item.image:
        size = {"width": str(image.width), "height": str(image.height)}
        add(element, f"{{{MEDIA}}}content", url=image.url, medium="image", type="image/jpeg", **size)


def to_bytes(root: Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


# RSS


def write_rss(feed) -> bytes:
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.url)
    add(channel, "description", feed.description)
    add(channel, "language", feed.language)
    add(channel, "lastBuildDate", rss_date(feed.updated))
    add(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.self_url)
    for relation, address in feed.parts.items():
        add(channel, f"{{{ATOM}}}link", rel=relation, type="application/rss+xml", href=address)
    for item in feed.items:
        add_rss_item(channel, item)
    return to_bytes(root)


def add_rss_item(channel: Element, item) -> None:
    element = SubElement(channel, "item")
    add(element, "title", item.title)
    add(element, "link", item.url)
    add(element, "guid", item.id, isPermaLink="false")
    add(element, "pubDate", rss_date(item.published))
    add(element, f"{{{ATOM}}}updated", iso_date(item.updated))
    for person in item.authors:
        add(element, f"{{{DC}}}creator", person.name)
    for person in item.contributors:
        add(element, f"{{{DC}}}contributor", person.name)
    for tag in item.tags:
        add(element, "category", tag)
    # RSS reads a description as HTML.
    add(element, "description", escape(item.summary))
    if content := with_image(item):
        add(element, f"{{{CONTENT}}}encoded", content)
    add_image(element, item)


def rss_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


# Atom


def write_atom(feed) -> bytes:
    root = Element("feed", {"xmlns": ATOM, XML_LANGUAGE: feed.language})
    add(root, "id", feed.first_url)
    add(root, "title", feed.title)
    add(root, "subtitle", feed.description)
    add(root, "updated", iso_date(feed.updated))
    add(root, "link", rel="self", type="application/atom+xml", href=feed.self_url)
    for relation, address in feed.parts.items():
        add(root, "link", rel=relation, type="application/atom+xml", href=address)
    add(root, "link", rel="alternate", type="text/html", href=feed.url)
    add_atom_person(root, "author", feed.publisher)
    for item in feed.items:
        add_atom_entry(root, item)
    return to_bytes(root)


def add_atom_person(parent: Element, part: str, person) -> None:
    element = add(parent, part)
    add(element, "name", person.name)
    add(element, "uri", person.url)


def add_atom_entry(root: Element, item) -> None:
    entry = add(root, "entry")
    add(entry, "id", item.id)
    add(entry, "title", item.title)
    add(entry, "link", rel="alternate", type="text/html", href=item.url)
    add(entry, "published", iso_date(item.published))
    add(entry, "updated", iso_date(item.updated))
    for person in item.authors:
        add_atom_person(entry, "author", person)
    for person in item.contributors:
        add_atom_person(entry, "contributor", person)
    for tag in item.tags:
        add(entry, "category", term=tag)
    add(entry, "summary", item.summary)
    if content := with_image(item):
        add(entry, "content", content, type="html")
    add_image(entry, item)


def iso_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# JSON Feed


def write_json(feed) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.url,
        "feed_url": feed.first_url,
        "language": feed.language,
        "authors": [json_person(feed.publisher)],
        "items": [json_item(item) for item in feed.items],
    }
    if "next" in feed.parts:
        document["next_url"] = feed.parts["next"]
    return json.dumps(document, indent=1).encode()


def json_item(item) -> dict:
    content = with_image(item)
    text = {"content_html": content} if content else {"content_text": item.summary}
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        **text,
        **({"image": item.image.url} if item.image else {}),
        "date_published": iso_date(item.published),
        "date_modified": iso_date(item.updated),
        "authors": [json_person(person) for person in item.authors],
        "tags": item.tags,
    }


def json_person(person) -> dict:
    return {"name": person.name, "url": person.url}


# By the last part of a feed's address.
FORMATS = {
    "": (write_rss, "application/rss+xml; charset=utf-8"),
    "atom": (write_atom, "application/atom+xml; charset=utf-8"),
    "json": (write_json, "application/feed+json; charset=utf-8"),
}
