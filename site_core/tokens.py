"""The colours and sizes of the site, read from the one style sheet that has them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"--(?P<name>[a-z0-9-]+):\s*(?P<value>[^;]+);")
PAIR = re.compile(r"light-dark\(\s*(?P<light>#[0-9a-f]{6})\s*,\s*(?P<dark>#[0-9a-f]{6})\s*\)", re.IGNORECASE)

RGB = tuple[int, ...]


@dataclass(frozen=True)
class Token:
    """A custom property of the site's style sheets."""

    name: str
    value: str


def static_file(name: str) -> Path:
    """Where a static file of the site lies, whether collected or not."""
    return settings.BASE_DIR / "static" / name


def read_tokens() -> list[Token]:
    text = COMMENT.sub("", static_file("css/tokens.css").read_text(encoding="utf-8"))
    return [Token(match["name"], " ".join(match["value"].split())) for match in DECLARATION.finditer(text)]


@lru_cache(maxsize=1)
def colour_pairs() -> dict[str, tuple[str, str]]:
    """Each colour as it is on light and on dark pages, by its name."""
    pairs = ((token.name, PAIR.fullmatch(token.value)) for token in read_tokens())
    return {name: (match["light"], match["dark"]) for name, match in pairs if match}


def rgb(colour: str) -> RGB:
    """A colour such as #14503f as three numbers up to 255."""
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours as WCAG 2 computes it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: RGB) -> float:
    shares = [part / 255 for part in colour]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
