"""The emission of phase one (EMI-1) and the epochs (DST-1), in plain Python."""

from fractions import Fraction
from math import floor

from ecomchain.amounts import ECOM

TF = 2_500_000_000 * ECOM
"""The community's 25 %."""

LAST_DAY = 1_095


def emitted_by(day: int) -> int:
    """What days 1 to ``day`` of phase one have emitted, rounded down once."""
    squares = sum(d * d for d in range(1, LAST_DAY + 1))
    return floor(Fraction(TF * sum(d * d for d in range(1, day + 1)), squares))


def last_days(epochs: int) -> list[int]:
    """The last day of each epoch from the first: 28 days each, but the 40th ends with day 1095."""
    days = [min(28 * epoch, LAST_DAY) for epoch in range(1, min(epochs, 40) + 1)]
    return days + [LAST_DAY + 28 * more for more in range(1, epochs - 40 + 1)]
