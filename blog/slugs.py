"""Addresses of people and tags in any script: the site makes plain ones, but stored ones need not be so."""

from urllib.parse import quote

from django.urls import register_converter
from django.urls.converters import SlugConverter


class AnySlugConverter(SlugConverter):
    """What Django takes for a slug, in any script."""

    regex = r"[-\w]+"


register_converter(AnySlugConverter, "any_slug")


def list_path(kind: str, slug: str) -> str:
    """Where the list of a tag or a person stands below the index of updates; there is one whatever the slug is."""
    return f"{kind}/{quote(slug, safe='')}/"
