"""What a day of phase one emits (EMI-1), and the epochs of claims (DST-1). Days are reward days, from 1."""

from functools import cache
from itertools import accumulate

TOTAL = 25 * 10**8 * 10**18
"""The community's 25 %."""

LAST_DAY = 1_095
EPOCH_DAYS = 28


@cache
def _squares() -> list[int]:
    """The sum of the squares of 0 to each day."""
    return list(accumulate(day * day for day in range(LAST_DAY + 1)))


def cumulative(day: int) -> int:
    """What is emitted in all when ``day`` is over: every day in proportion to its square, rounded down."""
    return TOTAL * _squares()[day] // _squares()[LAST_DAY]


LAST_AMOUNT = TOTAL - cumulative(LAST_DAY - 1)
"""What day 1095 emits."""


@cache
def _ends(phase_two: bool) -> tuple[int, ...]:
    """The last days of epochs: of all of phase one, or of a century more."""
    first = tuple(range(EPOCH_DAYS, LAST_DAY, EPOCH_DAYS))
    second = range(LAST_DAY + EPOCH_DAYS, LAST_DAY + 36_500, EPOCH_DAYS)
    return (*first, LAST_DAY, *second) if phase_two else (*first, LAST_DAY)


def epoch_of(day: int) -> int:
    """The epoch of a day, from 1: 28 days each, but that day 1095 ends one."""
    ends = _ends(day > LAST_DAY)
    return 1 + sum(end < day for end in ends)


def last_day_of(epoch: int) -> int:
    """The last day of an epoch."""
    return _ends(phase_two=True)[epoch - 1]
