import pytest

from site_core.numbers import number_words, number_written


@pytest.mark.parametrize("words", ["12", "1,204", "0.25", "−3.5", "12,000,000"])
def test_what_the_site_would_write_is_a_number_and_looks_the_same(words):
    assert number_words(number_written(words)) == words


@pytest.mark.parametrize("words", ["", "2021", "12,5", "12.50", "007", "1e3", "12 %", "1 204", "NaN", "١٢", "+5"])
def test_what_would_look_otherwise_as_a_number_is_none(words):
    assert number_written(words) is None


def test_numbers_are_read_as_the_site_writes_them_whoever_reads(settings):
    settings.LANGUAGE_CODE = "de"

    assert number_written("1.204,5") is not None
    assert number_written("1,204.5") is None
