"""Turns any web page into a small clean tree: known elements, no looks, no scripts, whatever the page was made with."""

from html import unescape

from django.utils.translation import gettext as _

from blog.importing import limits
from blog.importing.appearance import (
    GOOGLE_LIST,
    LEFT_OUT,
    QUOTES,
    ROLES,
    WORD_LIST,
    StyleSheet,
    classes,
    is_bold,
    is_hidden,
    is_italic,
)
from blog.importing.findings import Findings
from blog.importing.markup import MarkupReader, Raw, Tag
from blog.importing.refusals import DocumentRefused
from blog.importing.tree import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
EMPTY = {"img", "br", "hr"}
VOID = EMPTY | {
    "area",
    "base",
    "basefont",
    "col",
    "embed",
    "frame",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "wbr",
}
INLINE = {"a", "b", "i", "sup", "sub", "q", "cite"}
BLOCKS = {
    "p", *HEADINGS, "ul", "ol", "li", "table", "caption", "tr", "th", "td", "blockquote", "pre", "figure",
    "figcaption", "div",
}  # fmt: skip
RENAMED = {
    "strong": "b", "em": "i", "dt": "p", "dd": "p", "listing": "pre", "menu": "ul", "dir": "ul",
    "section": "div", "article": "div", "aside": "div", "main": "div", "body": "div", "header": "div", "footer": "div",
    "center": "div", "address": "div", "dl": "div", "form": "div", "fieldset": "div", "details": "div",
    "summary": "div",
}  # fmt: skip
# Elements that go with all they hold, and what is said of them.
DROPPED = {
    "script": "scripts", "style": "", "template": "", "noscript": "", "nav": "", "xml": "", "math": "",
    "iframe": "embedded", "frame": "embedded", "frameset": "embedded", "object": "embedded", "embed": "embedded",
    "applet": "embedded", "audio": "embedded", "video": "embedded", "canvas": "embedded", "svg": "unknown pictures",
    "button": "embedded", "select": "embedded", "textarea": "embedded", "map": "", "del": "deletions",
    "comment": "comments",
    "noembed": "", "noframes": "", "xmp": "", "title": "",
}  # fmt: skip
# What the end of an element ends with it, and where that stops.
ENDED_BY = {
    "li": ({"li"}, {"ul", "ol"}),
    "tr": ({"tr"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
}
ROOMS = {"td", "th", "li", "caption", "figcaption", "blockquote", "div", "table", "ul", "ol"}
KEPT_ATTRIBUTES = {"a": ("href",), "img": ("src", "alt"), "ol": ("start",), "td": ("colspan", "rowspan")}
KEPT_ATTRIBUTES["th"] = KEPT_ATTRIBUTES["td"]


class Cleaner:
    """Builds the clean tree of a page while its tags go by."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.style_sheet = StyleSheet()
        self.root = Element("div")
        # Each entry: the name of the tag in the page, and the element that it became (the same as its parent's: none).
        self.open: list[tuple[str, Element]] = [("", self.root)]
        self.dropping: list[str] = []
        self.title = ""
        self.tags = self.characters = 0
        # The paragraph whose bullet or number is being read: Word writes it out among the words.
        self.numbered: Element | None = None

    def clean(self, text: str) -> Element:
        for part in MarkupReader(text):
            if isinstance(part, str):
                self.add_words(part)
            elif isinstance(part, Raw):
                self.add_raw(part)
            elif part.closes:
                self.end(part.name)
            else:
                self.start(part)
        return self.root

    @property
    def place(self) -> Element:
        return self.open[-1][1]

    def add_words(self, words: str) -> None:
        self.characters += len(words)
        if self.characters > limits.MAX_WORD_CHARACTERS:
            raise DocumentRefused(_("This text is longer than a page can hold. Divide it first."))
        if not self.dropping:
            self.place.append(words)
        elif self.numbered is not None:
            self.numbered.attributes["marker"] = self.numbered.attributes.get("marker", "") + words.strip()

    def add_raw(self, raw: Raw) -> None:
        if raw.name == "title" and not self.title:
            self.title = " ".join(unescape(raw.text).split())
        elif raw.name == "style":
            self.style_sheet.read(raw.text)
        elif reason := DROPPED.get(raw.name):
            self.findings.add(reason)

    # Tags

    def start(self, tag: Tag) -> None:
        self.tags += 1
        if self.tags > limits.MAX_TAGS:
            raise DocumentRefused(_("This document has more parts than a page can hold. Divide it first."))
        if self.dropping:
            if tag.name == self.dropping[-1] and tag.name not in VOID:
                self.dropping.append(tag.name)
            return
        looks = self.style_sheet.looks(tag.attributes)
        self.findings.add("scripts", sum(name.startswith("on") for name in tag.attributes))
        if self.is_dropped(tag, looks):
            self.findings.add(DROPPED.get(tag.name, ""))
            self.findings.counts["contents"] |= is_contents(tag)
            if tag.name not in VOID and not tag.is_empty:
                self.dropping.append(tag.name)
                if looks.get("mso-list") == "ignore":
                    self.numbered = self.place
            return
        self.place_element(tag, looks)

    def is_dropped(self, tag: Tag, looks: dict[str, str]) -> bool:
        names = classes(tag.attributes)
        return (
            tag.name in DROPPED
            or is_hidden(looks)
            or bool(LEFT_OUT.intersection(names))
            or is_contents(tag)
            or (tag.name == "div" and tag.attributes.get("title") in ("header", "footer"))
            or looks.get("mso-list") == "ignore"
        )

    def place_element(self, tag: Tag, looks: dict[str, str]) -> None:
        name = self.clean_name(tag, looks)
        if name in VOID and name not in EMPTY:
            return
        if name in BLOCKS:
            self.end_implied(name)
        element = self.place
        if name == "code" and element.name == "pre" and (language := language_of(tag)):
            element.attributes["language"] = language
        if name in BLOCKS or name in INLINE or name in EMPTY:
            element = Element(name, kept_attributes(name, tag))
            self.place.append(element)
            if tag.name == "dt":
                looks = {**looks, "font-weight": "bold"}
        elif identity := tag.attributes.get("id") or tag.attributes.get("name"):
            element = Element("span", {"id": identity})
            self.place.append(element)
        if name in EMPTY:
            return
        element = self.mark(element, name, looks)
        if tag.is_empty and name != "li":
            return
        self.open.append((tag.name, element))
        if len(self.open) > limits.MAX_DEPTH:
            raise DocumentRefused(
                _("The parts of this document are nested too deeply to be a text. Save it anew as .docx and try that.")
            )

    def clean_name(self, tag: Tag, looks: dict[str, str]) -> str:
        name = RENAMED.get(tag.name, tag.name)
        if name == "b" and is_bold(looks) is False:
            return "span"
        if name == "i" and is_italic(looks) is False:
            return "span"
        if name == "p" and QUOTES.intersection(classes(tag.attributes)):
            return "blockquote"
        return name

    def mark(self, element: Element, name: str, looks: dict[str, str]) -> Element:
        """Bold and italic that only the looks of an inline element tell become elements."""
        if name in BLOCKS and name != "p":
            return element
        for mark, is_meant in (
            ("b", is_bold(looks)),
            ("i", is_italic(looks)),
            ("sup", looks.get("vertical-align") == "super"),
        ):
            if is_meant and name != mark:
                inner = Element(mark)
                element.append(inner)
                element = inner
        return element

    def end_implied(self, name: str) -> None:
        """A new block ends the paragraph before it, a new row the row before it, as browsers have it."""
        if name in ENDED_BY:
            ended, borders = ENDED_BY[name]
            for depth in range(len(self.open) - 1, 0, -1):
                if self.open[depth][1].name in ended:
                    del self.open[depth:]
                    break
                if self.open[depth][1].name in borders:
                    break
            return
        for depth in range(len(self.open) - 1, 0, -1):
            open_name = self.open[depth][1].name
            if open_name == "p" or (open_name in HEADINGS and name in HEADINGS):
                del self.open[depth:]
                break
            if open_name in ROOMS or open_name in HEADINGS:
                break

    def end(self, name: str) -> None:
        if self.dropping:
            if name == self.dropping[-1]:
                self.dropping.pop()
            if not self.dropping:
                self.numbered = None
            return
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth][0] == name:
                del self.open[depth:]
                return
            if self.open[depth][0] in ("td", "th") and name not in ("tr", "table"):
                return


def is_contents(tag: Tag) -> bool:
    """A table of contents, or a line of one."""
    return (
        any(name.startswith("msotoc") for name in classes(tag.attributes))
        or tag.attributes.get("role") == "doc-toc"
        or (tag.name == "div" and tag.attributes.get("id", "").startswith("Table of Contents"))
    )


def kept_attributes(name: str, tag: Tag) -> dict[str, str]:
    """The few attributes that mean something, under names of ours where the page's are a habit of its maker."""
    given = tag.attributes
    kept = {key: given[key] for key in KEPT_ATTRIBUTES.get(name, ()) if given.get(key)}
    if identity := given.get("id") or given.get("name"):
        kept["id"] = identity
    names = classes(given)
    if role := next((ROLES[each] for each in names if each in ROLES), ""):
        kept["role"] = role
    if name in ("ul", "ol") and (match := GOOGLE_LIST.search(given.get("class", ""))):
        kept["list"], kept["level"] = match.groups()
    if name == "p" and (match := WORD_LIST.search(given.get("style", ""))):
        kept["list"], kept["level"] = match.group(1), str(int(match.group(2)) - 1)
    if name == "pre" and (language := language_of(tag)):
        kept["language"] = language
    return kept


def language_of(tag: Tag) -> str:
    """The language of a program, from a class such as language-python."""
    names = classes(tag.attributes)
    return next((name.removeprefix("language-") for name in names if name.startswith("language-")), "")
