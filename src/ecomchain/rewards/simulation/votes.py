"""The votes on s, d and b (VOTE-1 to VOTE-3): one live shop, one vote."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomchain.rewards.simulation.people import BUYER, DISTRIBUTOR, SELLER, People
from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.units import Integers

ROUND_DAYS = 90
ELIGIBLE_DAYS = 30
"""For so long a shop has to be live at a round's start."""
LEAST_SHOPS = 100
FLAGGED_PERCENT = 51
QUORUM_PERCENT = 10
VOTE_DAYS = 7
START = 50
"""s, d and b at first, in percent."""


@dataclass(frozen=True)
class Vote:
    """A vote that was held."""

    day: int
    """On which it closed."""
    factor: int
    """0, 1 or 2: s, d or b."""
    ballots: int
    shops: int
    result: int | None
    """Percent; none below the quorum."""


def lower_median(values: Integers, counts: Integers) -> int:
    """The ballot in the middle, the lower one of two; ``counts`` ballots for each of ``values``."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[order])
    middle = (int(reached[-1]) + 1) // 2
    return int(values[order][np.searchsorted(reached, middle)])


class FactorVotes:
    """Flags, votes and the factors in force, day by day.

    A shop's owner has a percent in mind for each factor, which drifts. In a round it flags the more likely
    the further the factor in force is from that, and once a vote is open one in four votes for it.
    """

    TURNOUT = 0.25

    def __init__(self, settings: Settings, people: People, rng: np.random.Generator) -> None:
        self._people = people
        self._size = settings.people
        self._rng = rng
        n = settings.agents
        owner = people.kind != BUYER
        self._owner = owner
        taste = rng.beta(2.5, 2.0, (3, n)) * 100
        taste[0, people.kind == SELLER] -= 10
        taste[2, people.kind == DISTRIBUTOR] += 15
        self._taste = taste
        self._flag_day = np.zeros((3, n), dtype=np.int64)
        self._open: dict[int, int] = {}
        self._due: list[tuple[int, int, int]] = []
        self._eligible: npt.NDArray[np.bool_] = np.zeros(n, dtype=bool)
        self._count = 0
        self._held: set[int] = set()
        self.factors = [START] * 3
        self.votes: list[Vote] = []

    def next(self, day: int) -> list[int]:
        """Play ``day``, and answer the factors in force on it."""
        for due in [entry for entry in self._due if entry[0] <= day]:
            self.factors[due[1]] = due[2]
            self._due.remove(due)
        if (day - 1) % ROUND_DAYS == 0:
            self._begin(day)
        for factor in range(3):
            self._flag(day, factor)
            if self._open.get(factor) == day:
                self._close(day, factor)
        return list(self.factors)

    def _begin(self, day: int) -> None:
        rng = self._rng
        self._held.clear()
        self._eligible = self._owner & (self._people.joins <= day - ELIGIBLE_DAYS)
        self._count = int(self._eligible.sum()) * self._size
        self._taste += rng.normal(0, 4, self._taste.shape) + rng.normal(0, 8, (3, 1))
        for factor in range(3):
            away = np.abs(self._taste[factor] - self.factors[factor]) / 100
            flags = rng.random(len(away)) < np.clip(2.2 * away + rng.normal(0, 0.1), 0, 1)
            self._flag_day[factor] = np.where(flags, day + rng.integers(0, ROUND_DAYS, len(away)), 0)

    def _flag(self, day: int, factor: int) -> None:
        """Open the vote of ``factor`` when enough have flagged it in this round."""
        if factor in self._open or factor in self._held or self._count < LEAST_SHOPS:
            return
        when = self._flag_day[factor]
        flags = int(((when > 0) & (when <= day) & self._eligible).sum()) * self._size
        if flags * 100 >= FLAGGED_PERCENT * self._count:
            self._open[factor] = day + VOTE_DAYS
            self._held.add(factor)

    def _close(self, day: int, factor: int) -> None:
        del self._open[factor]
        voting = self._eligible & (self._rng.random(len(self._eligible)) < self.TURNOUT)
        ballots = int(voting.sum()) * self._size
        result = None
        if ballots and ballots * 100 >= QUORUM_PERCENT * self._count:
            values = np.clip(np.round(self._taste[factor][voting]), 0, 100).astype(np.int64)
            result = lower_median(values, np.full(len(values), self._size))
            self._due.append((day + 2, factor, result))
        self.votes.append(Vote(day, factor, ballots, self._count, result))
