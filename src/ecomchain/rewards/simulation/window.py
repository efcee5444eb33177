"""Sums over the last days, exact and in place."""

import numpy as np

from ecomchain.rewards.simulation.units import Integers


class Window:
    """The sum of the last ``days`` arrays of one shape that were pushed."""

    def __init__(self, days: int, shape: tuple[int, ...]) -> None:
        self._rows = np.zeros((days, *shape), dtype=np.int64)
        self._next = 0
        self.sum: Integers = np.zeros(shape, dtype=np.int64)

    def push(self, row: Integers) -> Integers:
        """Take a day's ``row`` in, and the oldest out; the sum, which the next push changes."""
        oldest = self._rows[self._next]
        self.sum += row - oldest
        self._rows[self._next] = row
        self._next = (self._next + 1) % len(self._rows)
        return self.sum


def rolling(values: Integers, days: int) -> Integers:
    """For each row along the first axis the sum of it and the ``days - 1`` before."""
    sums = np.cumsum(values, axis=0)
    sums[days:] -= sums[:-days].copy()
    return sums
