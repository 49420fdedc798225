"""Lines of code with the parts of their language marked, for the style sheet to colour."""

import re
from functools import lru_cache
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

# The narrower kind stands before the wider.
PARTS = [
    (Comment, "comment"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
    (Name.Tag, "keyword"),
    (String, "string"),
    (Number, "number"),
    (Name.Function, "name"),
    (Name.Class, "name"),
    (Name.Attribute, "name"),
    (Name.Decorator, "name"),
    (Generic.Deleted, "deleted"),
    (Generic.Inserted, "inserted"),
    (Generic.Heading, "comment"),
    (Generic.Subheading, "comment"),
]

# The readers of some languages need minutes for what nobody writes: such code stays plain. The form takes fewer
# characters, but an importer may have stored a megabyte.
MOST_CHARACTERS, LONGEST_LINE = 40_000, 500
LONG_GAP = re.compile(r"\s{150}")


@lru_cache(maxsize=256)
def marked_code(code: str, language: str) -> SafeString:
    """The code as HTML, each part of the language in an element of its class."""
    try:
        lexer = get_lexer_by_name(language if is_like_code(code) else "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    parts = ((part_of(kind), words) for kind, words in lexer.get_tokens(code.strip("\n").replace("\r\n", "\n")))
    joined = [(part, "".join(words for _part, words in group)) for part, group in groupby(parts, key=lambda p: p[0])]
    return format_html_join("", "{}", ((element(part, words),) for part, words in joined))


def is_like_code(code: str) -> bool:
    is_short = len(code) <= MOST_CHARACTERS and all(len(line) <= LONGEST_LINE for line in code.splitlines())
    return is_short and not LONG_GAP.search(code)


def element(part: str, words: str) -> str:
    return format_html('<span class="code__{}">{}</span>', part, words) if part else words


def part_of(kind: _TokenType) -> str:
    return next((name for token, name in PARTS if kind in token), "")
