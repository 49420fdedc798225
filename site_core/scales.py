"""Scales with round numbers: from numbers to places on a sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

TICK_COUNT = 4
STEPS = [Decimal(step) for step in ("1", "2", "2.5", "5", "10")]
# A line need not begin at zero where all its numbers are this near to each other.
FAR_FROM_ZERO = Decimal("0.6")


@dataclass(frozen=True)
class Scale:
    """From numbers to places, in percent of the sheet."""

    low: Decimal
    high: Decimal
    step: Decimal

    def place(self, number: Decimal) -> float:
        return float((number - self.low) / (self.high - self.low) * 100)

    @property
    def numbers(self) -> list[Decimal]:
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]


def scale_for(numbers: Iterable[Decimal], *, from_zero: bool = True) -> Scale:
    """A scale that covers all these numbers and begins and ends at a round one."""
    numbers = list(numbers) or [Decimal(0)]
    low, high = min(numbers), max(numbers)
    if from_zero or not is_far_from_zero(low, high):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + (abs(low) or Decimal(1))
    step = round_step((high - low) / TICK_COUNT)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    return Scale(low, high, step)


def exact_scale(numbers: Iterable[Decimal]) -> Scale:
    """A scale that begins at nothing, or at the least number, and ends at the greatest."""
    numbers = [Decimal(0), *numbers]
    low, high = min(numbers), max(numbers)
    if low == high:
        high = Decimal(1)
    return Scale(low, high, high - low)


def is_far_from_zero(low: Decimal, high: Decimal) -> bool:
    return low * high > 0 and min(abs(low), abs(high)) > FAR_FROM_ZERO * max(abs(low), abs(high))


def round_step(least: Decimal) -> Decimal:
    """The smallest round number that is not less."""
    power = Decimal(10) ** least.adjusted()
    return next(step * power for step in STEPS if step * power >= least)


def rounded(number: float) -> float:
    return round(number, 3) + 0.0
