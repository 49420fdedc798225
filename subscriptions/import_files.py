"""Reads a table of addresses, whatever program wrote it, and says in words what is wrong with a line."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from blog.importing.encodings import decode
from blog.importing.refusals import DocumentRefused
from site_core.languages import language_choices
from subscriptions.addresses import address_hash, read_address
from subscriptions.models import Subscriber

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000
DELIMITERS = ",;\t"
# What the head of a column may say, in small letters.
HEADS = {
    "address": {"email", "e-mail", "email address", "e-mail address", "address", "mail"},
    "language": {"language", "lang"},
    "wants_updates": {"updates"},
    "wants_reports": {"reports"},
    "frequency": {"frequency", "how often"},
}
LANGUAGES = {code for code, _name in language_choices()}
YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


class FileRefusedError(Exception):
    """This file cannot be imported at all; says in words why."""


@dataclass
class Line:
    """One line of the file: an address with the choices that came with it, or what is wrong with it."""

    number: int
    address: str = ""
    choices: dict[str, Any] = field(default_factory=dict)
    fault: str = ""

    @cached_property
    def hash(self) -> str:
        return address_hash(self.address)


class AddressTable:
    """The lines of a file, and which of its columns are understood."""

    def __init__(self, content: bytes) -> None:
        try:
            text = decode(content)
        except DocumentRefused as error:
            raise FileRefusedError(str(error)) from error
        filled = (row for row in numbered_rows(text) if any(cell.strip() for cell in row[1]))
        # Two more than may be: the heads of the columns, and one to tell that there are too many.
        self.rows = list(islice(filled, MAX_ROWS + 2))
        if not self.rows:
            raise FileRefusedError(_("This file is empty."))
        self.columns = columns_of(self.rows[0][1])
        if self.columns:
            del self.rows[0]
        else:
            self.columns = {"address": bare_address_column(self.rows[0][1])}
        if len(self.rows) > MAX_ROWS:
            raise FileRefusedError(_("This file has more than 100,000 lines. Please split it."))

    def lines(self) -> Iterator[Line]:
        for number, row in self.rows:
            yield self.read_line(number, row)

    def read_line(self, number: int, row: list[str]) -> Line:
        values = {name: row[place].strip() for name, place in self.columns.items() if place < len(row)}
        try:
            address = read_address(values.pop("address", ""))
            choices = {name: READERS[name](value) for name, value in values.items() if value}
        except ValidationError as error:
            return Line(number, fault=" ".join(error.messages))
        return Line(number, address, choices)


def numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text[: text.find("\n")] if "\n" in text else text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        words = _("Line %(number)s is no line of a table. Is a quotation mark missing?")
        raise FileRefusedError(words % {"number": reader.line_num}) from error


def columns_of(head: list[str]) -> dict[str, int]:
    """Nothing where no column is known to hold addresses."""
    names = [cell.strip().lower() for cell in head]
    places = {column: names.index(name) for column, known in HEADS.items() for name in names if name in known}
    return places if "address" in places else {}


def bare_address_column(row: list[str]) -> int:
    """For a file without heads: where its first line has an address."""
    for place, cell in enumerate(row):
        if "@" in cell:
            return place
    raise FileRefusedError(_("No column of this file is called “email”. Please name the column with the addresses."))


def read_choice(value: str) -> bool:
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise ValidationError(_("“%(value)s” is neither yes nor no."), params={"value": value})


def read_frequency(value: str) -> str:
    for frequency in Subscriber.Frequency:
        if value.lower().replace(" ", "_") in {frequency.value, frequency.label.lower().replace(" ", "_")}:
            return frequency.value
    raise ValidationError(_("“%(value)s” is not at_once, weekly or monthly."), params={"value": value})


def read_language(value: str) -> str:
    if value.lower() in LANGUAGES:
        return value.lower()
    raise ValidationError(_("“%(value)s” is not the code of a language of this site."), params={"value": value})


READERS: dict[str, Callable[[str], Any]] = {
    "language": read_language,
    "wants_updates": read_choice,
    "wants_reports": read_choice,
    "frequency": read_frequency,
}
