"""What a browser would do with an answer: two readers of HTML look for all that acts, and for where links lead."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from lxml import html as lxml_html
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from tests.hostile.values import CANARY

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
# What the URL standard has browsers take out before they look at an address.
AROUND, WITHIN = "".join(map(chr, range(0x21))), re.compile(r"[\t\n\r]")
LEADING = {
    "href", "src", "action", "formaction", "xlink:href", "data", "poster", "cite", "background", "ping", "longdesc",
    "srcset", "manifest", "codebase", "classid", "profile", "usemap", "data-embed", "values", "to", "from", "by",
}  # fmt: skip
ACTING = {
    "iframe", "object", "embed", "applet", "base", "frame", "frameset", "animate", "set", "animatetransform",
    "foreignobject", "use", "style", "math", "portal", "noscript", "plaintext", "xmp", "template", "audio", "video",
}  # fmt: skip
OWN_SCRIPT = re.compile(r"/static/[\w./-]+\.js(\?v=[\w.]+)?")
DATA = "application/ld+json"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
# Fields of JSON in which programs look for addresses.
FOLLOWED = ("url", "sameas", "item", "license", "image", "@id")


def scheme_of(address: str) -> str:
    """By the rules of browsers; nothing for an address without one."""
    match = SCHEME.match(WITHIN.sub("", address.strip(AROUND)).lower())
    return match[1] if match else ""


def faults_of_page(text: str, own: frozenset[str] = frozenset()) -> Iterator[str]:
    """What acts on a page, or leads where it must not; `own` names elements and attributes that are meant there."""
    for reader, elements in (("python", Reader(text).elements), ("lxml", read_by_lxml(text))):
        for name, attributes, inside in elements:
            yield from (f"{reader}: {fault}" for fault in faults_of_element(name, attributes, inside, own))


class Reader(HTMLParser):
    """Python's own reader: elements with their attributes and the text right behind their tag."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[list] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, name, attrs):
        # Of an attribute that stands twice browsers take the first.
        self.elements.append([name, {key: value or "" for key, value in reversed(attrs)}, ""])

    def handle_data(self, data):
        if self.elements and not self.elements[-1][2]:
            self.elements[-1][2] = data


def read_by_lxml(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    # That library reads no NUL, and takes the bytes of a page for what they are not.
    root = lxml_html.document_fromstring(f'<meta charset="utf-8">{text}'.replace("\0", "�").encode(errors="replace"))
    for element in root.iter(lxml_html.etree.Element):
        if isinstance(element.tag, str):
            yield (
                element.tag.lower(),
                {str(key).lower(): str(value) for key, value in element.items()},
                (element.text or ""),
            )


def faults_of_element(name: str, attributes: dict[str, str], inside: str, own: frozenset[str]) -> Iterator[str]:
    if name == "script":
        yield from faults_of_script(attributes, inside)
    elif name in ACTING and name not in own:
        yield f"<{name}>"
    if name == "meta" and "http-equiv" in attributes:
        yield f"<meta http-equiv={attributes['http-equiv']}>"
    if name == "form" and attributes.get("action", "/").startswith("//"):
        yield f"<form action={attributes['action']}>"
    for attribute, value in attributes.items():
        if attribute.startswith("on") or (attribute in {"style", "srcdoc"} and not own & {attribute, name}):
            yield f"{attribute} of <{name}>: {value[:80]}"
        if attribute in LEADING and (scheme := scheme_of(value)) and scheme not in SAFE_SCHEMES:
            yield f"<{name} {attribute}={value[:80]!r}>"


def faults_of_script(attributes: dict[str, str], inside: str) -> Iterator[str]:
    if attributes.get("type") == DATA:
        try:
            yield from faults_of_data(json.loads(inside))
        except ValueError:
            yield f"data that cannot be read: {inside[:80]}"
    elif inside.strip() or not OWN_SCRIPT.fullmatch(attributes.get("src", "")):
        yield f"<script src={attributes.get('src')}>{inside[:80]}"


def faults_of_data(value: Any, name: str = "") -> Iterator[str]:
    """HTML in fields called so, and addresses in those that programs follow."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from faults_of_data(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from faults_of_data(part, name)
    elif isinstance(value, str) and "html" in name.lower():
        yield from faults_of_page(value)
    elif name.lower().endswith(FOLLOWED) and scheme_of(str(value)) not in SAFE_SCHEMES | {""}:
        yield f"{name}: {str(value)[:80]!r}"


def faults_of_feed(text: str) -> Iterator[str]:
    root = ElementTree.fromstring(text)
    shown_as_html = [*root.iterfind("channel/item/description"), *root.iterfind(f"channel/item/{ENCODED}")]
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if element in shown_as_html or element.get("type") == "html":
            yield from faults_of_page(element.text or "")
        addresses = [element.text or ""] if name in {"link", "uri", "url"} else []
        addresses += [value for key, value in element.items() if key in {"href", "url", "src"}]
        yield from (f"<{name}>: {each[:80]}" for each in addresses if scheme_of(each) not in SAFE_SCHEMES | {""})


def faults_of_markdown(text: str) -> Iterator[str]:
    """As a program for GitHub's Markdown shows it that lets HTML through and judges no address."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
    reader.validateLink = lambda _address: True  # type: ignore[method-assign]  # what careless programs do
    yield from faults_of_page(f"<!doctype html>{reader.render(text)}")


def faults_of_answer(response) -> list[str]:
    """By what the answer says it is."""
    kind, text = response.headers.get("Content-Type", ""), response.content.decode()
    if "markdown" in kind:
        return list(faults_of_markdown(text))
    if "json" in kind:
        return list(faults_of_data(json.loads(text)))
    if "rss" in kind or "atom" in kind:
        return list(faults_of_feed(text))
    return list(faults_of_page(text)) if "html" in kind else []


def faults_of_screen(text: str) -> Iterator[str]:
    """A screen of Wagtail's admin, which is full of what acts: only what calls the canary is a fault."""
    for name, attributes, inside in [*Reader(text).elements, *read_by_lxml(text)]:
        if name == "script" and CANARY in inside and "json" not in attributes.get("type", ""):
            yield f"<script>{inside[:80]}"
        for attribute, value in attributes.items():
            is_script = attribute.startswith("on") and not attribute.endswith("-value")
            leads = attribute in LEADING and scheme_of(value) not in SAFE_SCHEMES | {""}
            if CANARY in value and (is_script or leads):
                yield f"<{name} {attribute}={value[:80]!r}>"
        if "srcdoc" in attributes:
            yield from faults_of_page(attributes["srcdoc"], frozenset({"style"}))
            if attributes.get("sandbox") != "":
                yield f"<{name}> that is not shut in"
