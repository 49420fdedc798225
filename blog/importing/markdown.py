"""Reads Markdown, with tables, footnotes and the facts at its head, as a web page."""

import re

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from blog.importing import limits
from blog.importing.refusals import DocumentRefused

HEAD = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FACT = re.compile(r"^([A-Za-z][\w -]{0,40}):[ \t]*(.*)$")


def read_markdown(text: str) -> tuple[str, dict[str, str]]:
    """The text as a web page, and the facts at its head by their names."""
    if len(text) > limits.MAX_MARKDOWN_CHARACTERS:
        raise DocumentRefused(_("This text is longer than a page can hold. Divide it first."))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = HEAD.match(text)
    facts = read_facts(head.group(1)) if head else {}
    if facts and head:
        text = text[head.end() :]
    return parser().render(text), facts


class LinkKeepingMarkdown(MarkdownIt):
    """Leaves it to the cleaning to judge a link: there its words are kept, and not its brackets."""

    def validateLink(self, url: str) -> bool:
        return True


def parser() -> MarkdownIt:
    return LinkKeepingMarkdown("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)


def read_facts(head: str) -> dict[str, str]:
    """Lines such as `title: Rivers`; what is more complicated is left out."""
    matches = (FACT.match(line) for line in head.split("\n"))
    return {match.group(1).strip().lower(): unquoted(match.group(2).strip()) for match in matches if match}


def unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
