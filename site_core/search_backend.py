"""Wagtail's database search for the public site and the admin, safe for whatever people type."""

import re
from importlib import import_module

from django.db import connection
from modelsearch.backends.database import SearchBackend as stock_backend
from modelsearch.backends.database.fallback import DatabaseSearchBackend
from modelsearch.query import Fuzzy, Phrase, PlainText

# A double quote or a NUL in a query is a syntax error for SQLite's full-text search (Wagtail 8.0.1).
UNSAFE_CHARACTERS = re.compile(r'["\x00-\x1f\x7f\ud800-\udfff]')
MAX_QUERY_LENGTH = 200


def clean_query_string(text: str) -> str:
    """The words of a query without characters that a database's query language would trip over."""
    words = UNSAFE_CHARACTERS.sub(" ", text[:MAX_QUERY_LENGTH]).split()
    return " ".join(word for word in words if any(character.isalnum() for character in word))


def clean_query(query):
    """The query with its words cleaned; an empty string, which finds nothing, where no words are left."""
    if isinstance(query, str):
        return clean_query_string(query)
    if isinstance(query, (PlainText, Phrase, Fuzzy)):
        query.query_string = clean_query_string(query.query_string)
        return query if query.query_string else ""
    return query


def database_backend(params: dict) -> type:
    """Wagtail's search for the current database; on SQLite the one that stays fast."""
    stock = type(stock_backend(params))
    if connection.vendor == "sqlite" and stock is not DatabaseSearchBackend:
        # Not at the top: the module can be imported on SQLite only.
        return import_module("site_core.sqlite_search").RankedSearchBackend
    return stock


class CleanedQueries:
    """Cleans every query on its way to the database."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        return super()._search(query_compiler_class, clean_query(query), model_or_queryset, **kwargs)


def SearchBackend(params: dict):
    """The backend for the current database; Wagtail asks for it by this name."""
    return type("CleanedSearchBackend", (CleanedQueries, database_backend(params)), {})(params)
