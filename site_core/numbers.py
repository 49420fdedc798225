"""Numbers of tables and charts: read from what is stored, and written as people write them."""

from decimal import Decimal

from django.conf import settings
from django.utils.formats import get_format, number_format
from django.utils.translation import override

# Far more than the form takes; written out, a number such as 1e99999999 would fill the memory.
MOST_DIGITS = 40


def number_in(value: object) -> Decimal | None:
    """The number that is stored; None where there is none, or something else."""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def number_words(number: Decimal | None, unit: str = "") -> str:
    """A number as people write it, without useless zeros; a dash where there is none."""
    if number is None:
        return "–"
    plain = f"{number.normalize():f}"
    words = number_format(plain, use_l10n=True, force_grouping=True).replace("-", "−")
    return f"{words}\u00a0{unit}" if unit else words


def number_written(words: str) -> Decimal | None:
    """The number that these words are, where the site writes it in the same way: years, codes and prices are words."""
    with override(settings.LANGUAGE_CODE):
        digits = words.replace("−", "-").replace(get_format("THOUSAND_SEPARATOR"), "")
        number = number_in(digits.replace(get_format("DECIMAL_SEPARATOR"), "."))
        is_the_same = number is not None and number_words(number) == words.replace("-", "−")
    return number if is_the_same else None
