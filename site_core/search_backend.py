"""The database search of Wagtail, made safe for any words a reader or an editor may type."""

import re

from modelsearch.backends.database import SearchBackend as get_database_backend
from modelsearch.query import Fuzzy, Phrase, PlainText

# A double quote or a NUL in a query is a syntax error for SQLite's full-text search (Wagtail 8.0.1).
UNSAFE_CHARACTERS = re.compile(r'["\x00-\x1f\x7f\ud800-\udfff]')
MAX_QUERY_LENGTH = 200


def clean_query_string(text: str) -> str:
    """The words of a query without characters that a database's query language would trip over."""
    words = UNSAFE_CHARACTERS.sub(" ", text)[:MAX_QUERY_LENGTH].split()
    return " ".join(word for word in words if any(character.isalnum() for character in word))


def clean_query(query):
    if isinstance(query, str):
        return clean_query_string(query)
    if isinstance(query, (PlainText, Phrase, Fuzzy)):
        query.query_string = clean_query_string(query.query_string)
    return query


def SearchBackend(params):
    """The backend for the current database, with every query cleaned first."""
    backend_class = type(get_database_backend(params))

    class CleanedSearchBackend(backend_class):
        def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
            return super()._search(query_compiler_class, clean_query(query), model_or_queryset, **kwargs)

    return CleanedSearchBackend(params)
