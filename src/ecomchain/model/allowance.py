"""How much of a shop's sales count (REP-4): an allowance that grows by the second."""

from dataclasses import dataclass
from fractions import Fraction

from ecomchain.model.context import DAY

PERIOD = 7 * DAY
TICKS = 65_536
"""Of a second: the precision to which time is kept as used."""


@dataclass
class Allowance:
    """``used_until`` is a time in seconds: what lies behind it is used, what lies between it and now is free.

    Free time is worth what the rate is now, and lapses after ``PERIOD``.
    """

    used_until: Fraction = Fraction(0)

    def free_from(self, now: int) -> Fraction:
        """Where the free time begins."""
        return max(self.used_until, Fraction(now - PERIOD))

    def available(self, now: int, per_day: Fraction) -> int:
        """What the free time is worth, at ``per_day`` a day."""
        return ((now - self.free_from(now)) * per_day / DAY).__floor__()

    def spend(self, now: int, amount: int, per_day: Fraction) -> None:
        """Use up the time that ``amount`` is worth, rounded up to the next tick: against the seller."""
        until = self.free_from(now) + amount * DAY / per_day
        self.used_until = Fraction((until * TICKS).__ceil__(), TICKS)

    @property
    def ticks(self) -> int:
        """``used_until`` as ``IReputation`` has it."""
        return int(self.used_until * TICKS)
