from types import SimpleNamespace

import pytest
from django.utils import translation

from blog.bylines import byline, byline_parts
from blog.models import CreditRole


def credits(*names, role=CreditRole.AUTHOR):
    return [SimpleNamespace(author=name, role=role) for name in names]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["Richard Littauer"], "By Richard Littauer"),
        (["A", "B"], "By A and B"),
        (["A", "B", "C"], "By A, B, and C"),
        (
            ["Narrira Lemos de Souza", "Luciana Ferreira", "Márcia Nóbrega", "Bruno Rigonato"],
            "By Narrira Lemos de Souza, Luciana Ferreira, Márcia Nóbrega, and Bruno Rigonato",
        ),
    ],
)
def test_byline_joins_names_as_english_does(names, expected):
    assert byline(credits(*names), "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "A, B und C"), ("fr", "A, B et C"), ("es", "A, B y C"), ("pt-br", "A, B e C"), ("en-gb", "A, B and C")],
)
def test_byline_joins_names_as_the_language_does(language, expected):
    assert byline(credits("A", "B", "C"), language).endswith(expected)


def test_byline_follows_the_language_of_the_page():
    with translation.override("de"):
        assert "A und B" in byline(credits("A", "B"))


def test_byline_names_other_roles_after_the_authors():
    people = [*credits("Tara", role=CreditRole.TRANSLATOR), *credits("Ann", "Ben")]

    assert byline(people, "en") == "By Ann and Ben. Translated by Tara"


def test_names_of_a_byline_can_be_linked():
    line = byline_parts(credits("A", "B"), "en")[0]

    assert [part.text for part in line] == ["By ", "A", " and ", "B"]
    assert [part.person for part in line] == [None, "A", None, "B"]
