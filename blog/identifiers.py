"""Checks for the numbers that name people and works: ORCID, DOI and ISBN."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DOI_PATTERN = re.compile(r"10\.\d{4,9}/[^\s<>\"]+")
ORCID_ADDRESS = re.compile(r"^(https?://)?(www\.)?orcid\.org/|[/?#].*$", re.IGNORECASE)


def normalise_orcid(text: str) -> str:
    """The bare "0000-0002-1825-0097" of an ORCID written as a number or an address."""
    digits = re.sub(r"[\s-]", "", ORCID_ADDRESS.sub("", text.strip())).upper()
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def validate_orcid(text: str) -> None:
    """ISO 7064 MOD 11-2, as ORCID's "Structure of the ORCID Identifier" gives it."""
    digits = normalise_orcid(text).replace("-", "")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        raise ValidationError(_("An ORCID has sixteen digits, such as 0000-0002-1825-0097."))
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        raise ValidationError(_("This ORCID has a wrong digit: its last digit does not fit the others."))


def normalise_doi(text: str) -> str:
    """The bare "10.1000/xyz" of a DOI written with "doi:" or as an address."""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE)


def validate_doi(text: str) -> None:
    if not DOI_PATTERN.fullmatch(normalise_doi(text)):
        raise ValidationError(_("A DOI begins with 10. and has a slash, such as 10.5281/zenodo.1234567."))


def validate_isbn(text: str) -> None:
    """The check digits of ISBN-13 (weights 1 and 3, modulo 10) and ISBN-10 (weights 10 to 1, modulo 11)."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        is_valid = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits)) % 10 == 0
    elif re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        is_valid = sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11 == 0
    else:
        raise ValidationError(_("An ISBN has ten or thirteen digits, such as 978-0-306-40615-7."))
    if not is_valid:
        raise ValidationError(_("This ISBN has a wrong digit: its last digit does not fit the others."))
