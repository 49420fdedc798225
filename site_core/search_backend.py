"""Wagtail's database search for the public site and the admin, safe for whatever people type."""

import re
from importlib import import_module
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from modelsearch.backends.database import SearchBackend as stock_backend
from modelsearch.backends.database.fallback import DatabaseSearchBackend
from modelsearch.query import Fuzzy, Phrase, PlainText

from site_core.folding import fold

# A double quote or a NUL in a query is a syntax error for SQLite's full-text search (Wagtail 8.0.1).
UNSAFE_CHARACTERS = re.compile(r'["\x00-\x1f\x7f\ud800-\udfff]')
MAX_QUERY_LENGTH = 200


def clean_query_string(text: str) -> str:
    """The words of a query without characters that a database's query language would trip over."""
    words = UNSAFE_CHARACTERS.sub(" ", text[:MAX_QUERY_LENGTH]).split()
    return " ".join(word for word in words if any(character.isalnum() for character in word))


def clean_query(query, is_folded: bool = False):
    """The query with its words cleaned; an empty string, which finds nothing, where no words are left."""
    if isinstance(query, str):
        query = query[:MAX_QUERY_LENGTH]
        return clean_query_string(fold(query) if is_folded else query)
    if isinstance(query, (PlainText, Phrase, Fuzzy)):
        query.query_string = clean_query(query.query_string, is_folded)
        return query if query.query_string else ""
    return query


class FoldedWords:
    """Folds the words of a thing on their way into the index, as those of every query are."""

    def prepare_value(self, value):
        return fold(super().prepare_value(value))


def fold_what_is_indexed(module: Any) -> None:
    """Wagtail's indexes find their indexer by its name in their module, and have no other way in."""
    if not issubclass(module.ObjectIndexer, FoldedWords):
        module.ObjectIndexer = type("FoldedIndexer", (FoldedWords, module.ObjectIndexer), {})


def database_backend(params: dict) -> type:
    """Wagtail's search for the current database; on SQLite the one that stays fast."""
    stock = type(stock_backend(params))
    if stock is DatabaseSearchBackend:
        return stock
    fold_what_is_indexed(import_module(stock.__module__))
    if connection.vendor == "sqlite":
        # Not at the top: the module can be imported on SQLite only.
        return import_module("site_core.sqlite_search").RankedSearchBackend
    return stock


class CleanedQueries:
    """Cleans every query on its way to the database, and can take its last word for the beginning of one."""

    query_compiler_class: type

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        # With `fields`, PostgreSQL looks into the fields themselves, where the words stand as they were written.
        is_folded = kwargs.get("fields") is None and not isinstance(self, DatabaseSearchBackend)
        return super()._search(query_compiler_class, clean_query(query, is_folded), model_or_queryset, **kwargs)

    def begun(self, words: str, pages: QuerySet, **kwargs):
        """Search in which the last word may be unfinished: "infra" finds "infrastructure"."""
        compiler = type("BegunQueryCompiler", (self.query_compiler_class,), {"LAST_TERM_IS_PREFIX": True})
        return self._search(compiler, words, pages, **kwargs)


def SearchBackend(params: dict):
    """The backend for the current database; Wagtail asks for it by this name."""
    return type("CleanedSearchBackend", (CleanedQueries, database_backend(params)), {})(params)
