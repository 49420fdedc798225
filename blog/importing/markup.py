"""Tags and words of a web page, read in one pass whose time grows with the length of the page only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

NOT_FOR_READERS = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
TAG_START = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
QUOTE_OR_END = re.compile(r"[\"'>]")
ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
# What stands between these tags is no markup.
RAW = {"script", "style", "title", "textarea", "xmp", "noembed", "noframes"}


@dataclass
class Tag:
    """One tag as it stands in the page."""

    name: str
    closes: bool = False
    is_empty: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass
class Raw:
    """The contents of an element that holds no markup, such as a script."""

    name: str
    text: str


class MarkupReader:
    """Reads a page; what was looked for once and not found is never looked for again."""

    def __init__(self, text: str) -> None:
        self.text = NOT_FOR_READERS.sub("", text)
        self.missing: set[str] = set()
        self.searched_from, self.mark = 0, -1
        self.ends = {len(self.text): -1}

    def find(self, what: str, start: int) -> int:
        if what in self.missing:
            return -1
        place = self.text.find(what, start)
        if place < 0:
            self.missing.add(what)
        return place

    def __iter__(self) -> Iterator[Tag | Raw | str]:
        place, words_from = 0, 0
        while (place := self.find("<", place)) >= 0:
            match = TAG_START.match(self.text, place)
            end = self.end_of_tag(match.end()) if match else -1
            if match is None or end < 0:
                place += 1
                continue
            if words_from < place:
                yield unescape(self.text[words_from:place])
            tag = read_tag(match, self.text[match.end() : end])
            place = words_from = end + 1
            if tag.name in RAW and not tag.closes:
                raw, place = self.raw(tag.name, place)
                words_from = place
                yield raw
            else:
                yield tag
        if words_from < len(self.text):
            yield unescape(self.text[words_from:])

    def end_of_tag(self, start: int) -> int:
        """Where a tag ends; a sign of its end inside quotation marks does not count."""
        if not self.searched_from <= start <= self.mark:
            self.searched_from, self.mark = start, self.next_mark(start)
        path, mark = [], self.mark
        while mark not in self.ends:
            path.append(mark)
            mark = self.follow(mark)
        self.ends |= dict.fromkeys(path, self.ends[mark])
        return self.ends[mark]

    def next_mark(self, start: int) -> int:
        match = QUOTE_OR_END.search(self.text, start)
        return match.start() if match else len(self.text)

    def follow(self, mark: int) -> int:
        """The next mark that counts after this one; where there is none, the answer is written down."""
        if self.text[mark] == ">":
            self.ends[mark] = mark
            return mark
        closing = self.find(self.text[mark], mark + 1)
        if closing < 0:
            self.ends[mark] = self.find(">", mark + 1)
            return mark
        return self.next_mark(closing + 1)

    def raw(self, name: str, start: int) -> tuple[Raw, int]:
        match = re.compile(f"</{name}", re.IGNORECASE).search(self.text, start)
        end = match.start() if match else len(self.text)
        after = self.find(">", end)
        return Raw(name, self.text[start:end]), (after + 1 if after >= 0 else len(self.text))


def read_tag(match: re.Match, rest: str) -> Tag:
    attributes: dict[str, str] = {}
    if not match.group(1):
        for name, value in ATTRIBUTE.findall(rest):
            if value[:1] in ("'", '"'):
                value = value[1:-1]
            attributes.setdefault(name.lower(), unescape(value))
    return Tag(match.group(2).lower(), bool(match.group(1)), rest.endswith("/"), attributes)
