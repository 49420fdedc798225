"""Wagtail's database search for the public site and the admin, safe for whatever people type."""

import re
from collections.abc import Callable
from importlib import import_module

from django.db import connection
from django.db.models import QuerySet
from modelsearch.backends.database import SearchBackend as stock_backend
from modelsearch.backends.database.fallback import DatabaseSearchBackend, DatabaseSearchResults
from modelsearch.query import And, Fuzzy, Or, Phrase, PlainText

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
    if isinstance(query, (And, Or)):
        parts = [part for each in query.subqueries if (part := clean_query(each, is_folded)) != ""]
        return type(query)(parts) if parts else ""
    return query


def database_backend(params: dict) -> type:
    """Wagtail's search for the current database, made to stay fast."""
    if type(stock_backend(params)) is DatabaseSearchBackend:
        return UnrankedSearchBackend
    # Not at the top: each of the modules can be imported on its own database only.
    if connection.vendor == "sqlite":
        return import_module("site_core.sqlite_search").RankedSearchBackend
    return import_module("site_core.postgres_search").PostgresSearchBackend


class KeyedResults:
    """Results that can tell their keys without loading rows."""

    get_queryset: Callable[[], QuerySet]

    def keys(self) -> list:
        """Of all matches, best first."""
        return list(dict.fromkeys(self.get_queryset().values_list("pk", flat=True)))


class UnrankedResults(KeyedResults, DatabaseSearchResults):
    """What a database without full-text search finds, by comparing texts."""


class UnrankedSearchBackend(DatabaseSearchBackend):
    """Wagtail's search on a database without full-text search."""

    results_class = UnrankedResults


class CleanedQueries:
    """Cleans every query on its way to the database, and can take its last word for the beginning of one."""

    query_compiler_class: type
    results_class: type

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        is_folded = kwargs.get("fields") is None and self.is_folded
        return super()._search(query_compiler_class, clean_query(query, is_folded), model_or_queryset, **kwargs)

    @property
    def is_folded(self) -> bool:
        # With `fields`, PostgreSQL looks into the fields themselves, where the words stand as they were written.
        return not isinstance(self, DatabaseSearchBackend)

    def keys(self, words: str, rows: QuerySet, is_begun: bool = False, order_by_relevance: bool = True) -> list:
        """Of all these rows that have the words, best first, in one question; rows may be chosen by any field."""
        query = clean_query(words, self.is_folded)
        if not query:
            return []
        compiler_class = self.begun_compiler_class if is_begun else self.query_compiler_class
        return self.results_class(self, compiler_class(rows, query, order_by_relevance=order_by_relevance)).keys()

    @property
    def begun_compiler_class(self) -> type:
        return type("BegunQueryCompiler", (self.query_compiler_class,), {"LAST_TERM_IS_PREFIX": True})


def SearchBackend(params: dict):
    """The backend for the current database; Wagtail asks for it by this name."""
    return type("CleanedSearchBackend", (CleanedQueries, database_backend(params)), {})(params)
