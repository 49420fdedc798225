"""What the looks of an element say about its meaning: the rest of its looks is left behind."""

import re

RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
MAX_STYLE_SHEET = 500_000
BOLD = re.compile(r"bold(er)?|[6-9]00")

# The names that Word, Google Docs and LibreOffice give to what a paragraph is.
ROLES = {
    "title": "title",
    "msotitle": "title",
    "msotitlecxspfirst": "title",
    "subtitle": "subtitle",
    "msosubtitle": "subtitle",
    "caption": "caption",
    "msocaption": "caption",
}
QUOTES = {"msoquote", "msointensequote", "quotations"}
LEFT_OUT = {"msoheader", "msofooter", "msocommenttext"}
GOOGLE_LIST = re.compile(r"lst-(kix_[\w-]+?|[\w]+?)-(\d)")
WORD_LIST = re.compile(r"l(\d+) level(\d)")


def declarations(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.strip() for name, _colon, value in pairs if value.strip()}


class StyleSheet:
    """The rules of a document for classes, as far as they mean something."""

    def __init__(self) -> None:
        self.rules: dict[str, dict[str, str]] = {}

    def read(self, text: str) -> None:
        for name, style in RULE.findall(text[:MAX_STYLE_SHEET]):
            self.rules.setdefault(name, {}).update(declarations(style))

    def looks(self, attributes: dict[str, str]) -> dict[str, str]:
        looks: dict[str, str] = {}
        for name in attributes.get("class", "").split():
            looks |= self.rules.get(name, {})
        return looks | declarations(attributes.get("style", ""))


def is_bold(looks: dict[str, str]) -> bool | None:
    """Whether these looks make words bold; None where they do not say."""
    weight = looks.get("font-weight", "")
    return bool(BOLD.fullmatch(weight)) if weight else None


def is_italic(looks: dict[str, str]) -> bool | None:
    style = looks.get("font-style", "")
    return style in ("italic", "oblique") if style else None


def is_hidden(looks: dict[str, str]) -> bool:
    return (
        looks.get("display") == "none"
        or looks.get("visibility") == "hidden"
        or looks.get("mso-hide") == "all"
        or looks.get("mso-element") == "comment-list"
    )


def classes(attributes: dict[str, str]) -> list[str]:
    return attributes.get("class", "").lower().split()
