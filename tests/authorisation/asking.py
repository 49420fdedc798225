"""Asks for an address as somebody, and says in a letter what became of it."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.messages import get_messages
from django.db import connection, transaction

OUTCOMES = {
    "L": "asked to sign in",
    "R": "refused",
    "N": "not found",
    "M": "not with this method",
    "B": "not understood",
    "A": "answered",
    "S": "answered, and something was saved",
    "D": "sent on",
    "W": "sent on, and something was saved",
}
BY_STATUS = {400: "B", 403: "R", 404: "N", 405: "M"}
WRITES = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
# What Django itself notes of every visit of a person.
OF_VISITS = {"django_session"}


class Undo(Exception):
    """Takes back what an asked address did."""


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    """The tables that are written to, whatever the rows: a fingerprint that needs no second look."""
    tables: list[str] = []

    def note(execute, sql, params, many, context):
        if (match := WRITES.match(sql)) and match[1] not in OF_VISITS:
            tables.append(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def ask(client, method: str, path: str, data: dict | None = None) -> tuple[str, str]:
    """The letter, and all that the answer says: its headers, its text, and what an archive in it holds."""
    try:
        with transaction.atomic(), noting_writes() as tables:
            response = getattr(client, method)(path, data or {})
            answer = letter(response, tables), words_of(response)
            raise Undo
    except Undo:
        return answer


def letter(response, tables: list[str]) -> str:
    status = response.status_code
    if status >= 500:
        return str(status)
    outcome = letter_of_redirect(response) if 300 <= status < 400 else BY_STATUS.get(status, "A")
    if tables:
        # Who was refused has changed nothing: anything else stands out as a letter that no table has.
        return {"A": "S", "D": "W"}.get(outcome, f"{outcome} wrote {sorted(set(tables))}")
    return outcome


def letter_of_redirect(response) -> str:
    target = response.headers["Location"]
    if "/login/" in target:
        return "L"
    words = " ".join(str(message) for message in get_messages(response.wsgi_request))
    return "R" if "do not have permission" in words else "D"


def words_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(archive.read(name) for name in archive.namelist())
    return json.dumps(dict(response.headers)) + content.decode(errors="replace")
