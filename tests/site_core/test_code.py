from time import process_time

import pytest
from bs4 import BeautifulSoup
from pygments.lexers import get_lexer_by_name

from site_core.blocks import CodeBlock
from site_core.blocks.code import LANGUAGES
from site_core.highlighting import marked_code


def drawn(**values) -> BeautifulSoup:
    block = CodeBlock()
    return BeautifulSoup(block.render(block.to_python(values)), "html.parser")


def test_parts_of_the_language_are_marked_and_the_words_stay():
    code = 'def greet():\n    return "<b>&amp;"  # hello\n'

    shown = drawn(code=code, language="python")

    assert shown.code.get_text() == code
    assert shown.select_one(".code__keyword").get_text() == "def"
    assert shown.select_one(".code__string").get_text() == '"<b>&amp;"'
    assert not shown.select("b")


def test_code_moves_in_a_region_of_its_own_that_the_keyboard_reaches():
    region = drawn(code="x = 1", language="python", caption="A line").select_one("[role=region]")

    assert region["tabindex"] == "0"
    assert region["aria-label"] == "Code: A line"


@pytest.mark.parametrize("language", [name for name, _label in LANGUAGES])
def test_every_language_on_offer_is_known(language):
    assert get_lexer_by_name(language)


@pytest.mark.parametrize("language", ["", None, "klingon"])
def test_a_language_that_is_gone_leaves_plain_text(language):
    assert drawn(code="a < b", language=language).code.get_text(strip=True) == "a < b"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", "x = 'a' + 1\n" * 20_000),
        ("c", f"a{' ' * 5000}b"),
        ("c", f"a{chr(10) * 5000}b"),
        ("java", "a " * 5000),
    ],
)
def test_what_would_take_long_to_colour_is_shown_at_once_without(language, code):
    started = process_time()

    shown = drawn(code=code, language=language)

    assert process_time() - started < 2
    assert shown.code.get_text().strip("\n") == code.strip("\n")
    assert not shown.select("code span")


def test_the_same_code_is_coloured_once():
    marked_code.cache_clear()

    for _reader in range(3):
        drawn(code="x = 1", language="python")

    assert marked_code.cache_info().misses == 1
