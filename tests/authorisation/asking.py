"""Asks for an address as somebody, says what became of it, and takes back what it did."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client

NOT_FOR_YOU = {403, 404, 405}
WRITES = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
# What is noted of every visit of a person, and of its end.
OF_VISITS = {"django_session", "axes_accesslog"}


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


@dataclass(frozen=True)
class Answer:
    """What became of asking: the headers and words are all that was said, an archive's included."""

    status: int
    is_refusal: bool
    written: frozenset[str]
    said: str


class Visitor:
    """Somebody at the site, who is signed in again before each address: one of them signs out."""

    def __init__(self, user):
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)
        self.cookies = self.client.cookies.copy()

    def ask(self, method: str, path: str) -> Answer:
        self.client.cookies = self.cookies.copy()
        try:
            with transaction.atomic(), noting_writes() as tables:
                response = getattr(self.client, method)(path)
                answer = Answer(response.status_code, is_refusal(response), frozenset(tables), words_of(response))
                raise Undo
        except Undo:
            return answer


def is_refusal(response) -> bool:
    """Sent to sign in, or home with a word of permission, or told no: whether there is such a thing or not."""
    if not 300 <= response.status_code < 400:
        return response.status_code in NOT_FOR_YOU
    if "/login/" in response.headers["Location"]:
        return True
    return "do not have permission" in " ".join(map(str, get_messages(response.wsgi_request)))


def words_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(archive.read(name) for name in archive.namelist())
    return json.dumps(dict(response.headers)) + content.decode(errors="replace")
