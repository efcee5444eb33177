"""What a day allocates (RWD-1), and what its epoch has allocated with it (DST-1).

Pure: no chain, no files.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ecomchain.rewards import allocation
from ecomchain.rewards.actions.batch import Bytes
from ecomchain.rewards.scores import Scores
from ecomchain.rewards.social import find


@dataclass(frozen=True)
class Amounts:
    """Accounts in ascending order of address, and an amount in 1e-18 Ecom for each."""

    accounts: Bytes
    """(n, 20)."""
    amounts: list[int]

    @property
    def total(self) -> int:
        """Their sum."""
        return sum(self.amounts)

    def of(self, accounts: Bytes) -> list[int]:
        """The amounts of other accounts; 0 for one that is not here."""
        place = find(self.accounts, accounts).tolist()
        return [self.amounts[i] if i >= 0 else 0 for i in place]

    def plus(self, other: "Amounts") -> "Amounts":
        """Both added up; accounts with nothing are left out."""
        both = np.concatenate([self.accounts, other.accounts])
        accounts = np.unique(both.view("S20").reshape(-1)).view(np.uint8).reshape(-1, 20)
        sums = [a + b for a, b in zip(self.of(accounts), other.of(accounts), strict=True)]
        if all(sums):
            return Amounts(accounts, sums)
        return Amounts(accounts[np.array([amount > 0 for amount in sums])], [a for a in sums if a])


NOTHING = Amounts(np.zeros((0, 20), np.uint8), [])


@dataclass(frozen=True)
class Allocation:
    """A day's result: u of each account scored, and what it was given."""

    weights: list[int]
    given: Amounts


def allocate(
    scores: Scores, factors: dict[str, int], budget: int, excluded: Bytes, *, skipped: bool
) -> Allocation:
    """UT of a day: ``budget`` is B in 1e-18 Ecom.

    ``excluded`` accounts (n, 20) have u = 0; ``skipped`` gives nothing.
    """
    parts = [
        allocation.weights(scores.credit[i].tolist(), scores.activity[i].tolist(), factors[name])
        for i, name in enumerate(("s", "d", "b"))
    ]
    weights = allocation.total(parts)
    order = np.unique(np.ascontiguousarray(excluded).view("S20").reshape(-1)).view(np.uint8).reshape(-1, 20)
    for i in np.flatnonzero(find(order, scores.accounts) >= 0).tolist():
        weights[i] = 0
    amounts = [0] * len(weights) if skipped else allocation.allocate(budget, weights)
    return Allocation(weights, Amounts(scores.accounts, amounts))


def merged(*counters: Counter[str]) -> dict[str, int]:
    """Counts by reason, added up."""
    return dict(sorted(sum(counters, Counter()).items()))
