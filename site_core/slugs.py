"""The last part of an address, made from a name in any script."""

from collections.abc import Callable
from itertools import count

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii


def slug_from(name: str, fallback: str) -> str:
    """The name in plain letters, such as "marcia-nobrega" for "Márcia Nóbrega"; the fallback where none are left."""
    return slugify(string_to_ascii(name)) or fallback


def free_slug(wanted: str, is_taken: Callable[[str], bool], max_length: int) -> str:
    """The wanted slug, or the first of its kind with a number behind that nobody has: "ada", "ada-2", "ada-3"."""
    suffixes = (f"-{number}" if number > 1 else "" for number in count(1))
    slugs = (wanted[: max_length - len(suffix)].rstrip("-") + suffix for suffix in suffixes)
    return next(slug for slug in slugs if not is_taken(slug))
