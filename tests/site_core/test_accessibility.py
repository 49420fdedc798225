"""The accessibility statement says what is tested, all of it, and nothing else."""

import re

from bs4 import BeautifulSoup

from home.models import StandardPage
from site_core.accessibility import CHECKS, PAGE_KINDS
from tests.database import ROOT


def checks_behind_tests() -> set[str]:
    """What the browser tests are marked with."""
    marks = [
        mark
        for file in (ROOT / "tests" / "browser").glob("test_*.py")
        for mark in re.findall(r"^@shows\(([^)]*)\)$", file.read_text(), flags=re.MULTILINE)
    ]
    return {name for mark in marks for name in re.findall(r'"([^"]+)"', mark)}


def test_every_claim_has_a_test_and_every_test_is_told():
    assert checks_behind_tests() == {check.name for check in CHECKS}


def test_criteria_are_numbered_as_in_the_guidelines():
    assert all(re.fullmatch(r"[1-4]\.\d\.\d{1,2}", number) for check in CHECKS for number in check.criteria)


def test_reader_finds_what_is_tested_on_the_accessibility_page(site_tree, client):
    site_tree.home.add_child(instance=StandardPage(title="Zugänglichkeit", slug="accessibility"))

    response = client.get("/accessibility/")

    words = response.content.decode()
    assert [check.name for check in CHECKS if str(check.words) not in words] == []
    assert [kind for kind, kind_words in PAGE_KINDS.items() if f"<li>{kind_words}</li>" not in words] == []
    assert not response.cookies


def test_statement_on_a_page_in_another_language_is_read_aloud_in_its_own(site_tree, client):
    site_tree.home.add_child(instance=StandardPage(title="إتاحة", slug="accessibility", language="ar"))

    article = BeautifulSoup(client.get("/accessibility/").text, "html.parser").article

    assert (article["lang"], article["dir"]) == ("ar", "rtl")
    statement = article.select_one(".accessibility-statement")
    assert (statement["lang"], statement["dir"]) == ("en", "ltr")


def test_other_pages_say_nothing_of_tests(site_tree, client):
    site_tree.home.add_child(instance=StandardPage(title="Privacy", slug="privacy"))

    assert "What is tested" not in client.get("/privacy/").content.decode()
