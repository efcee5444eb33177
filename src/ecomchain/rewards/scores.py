"""Scoring v1 of a day (RWD-4): credit and activity of every account in its three roles, in micro-Ecom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomchain.amounts import BPS, MICRO
from ecomchain.rewards.actions.batch import Bytes
from ecomchain.rewards.points import Points, total
from ecomchain.rewards.scoring import Scoring
from ecomchain.rewards.standing import Ints, Standing

ROLES = ("seller", "distributor", "buyer")
"""In the order of s, d, b."""

_REDUCED = (2, 1, 0)
"""Roles in the order in which points above the bound are taken off: b, d, s."""


@dataclass(frozen=True)
class Scores:
    """One row for each account that has any credit or activity, in ascending order of address; int64."""

    accounts: Bytes
    """(n, 20)."""
    credit: Ints
    """(3, n), by `ROLES`."""
    activity: Ints
    """(3, n): parts and points of the last `activity_days`."""
    points: Ints
    """(3, n): what of the activity is points, in micro-Ecom, after the bound."""
    earned: Ints
    """(n,): what the points of those who own a shop would be worth without the bound."""
    bound: Ints
    """(n,): the most that an account's points can be worth."""

    def __len__(self) -> int:
        return len(self.accounts)


def score(
    standing: Standing, points: Sequence[Points], addresses: Bytes, kappa: int, scoring: Scoring
) -> Scores:
    """The scores of a day; ``addresses`` by the numbers of accounts, ``kappa`` in basis points at its end.

    ``points`` are those of the last `activity_days`, each as of its own day. What shops have goes to who owns
    them at the end of the day that is scored.
    """
    size = len(addresses)
    to_owner = _to_owner(standing.owners, size)
    credit = np.stack(
        [to_owner(standing.seller_credit), to_owner(standing.distributor_credit), standing.buyer_credit]
    )
    parts = np.stack(
        [to_owner(standing.seller_activity), to_owner(standing.distributor_activity), standing.buyer_activity]
    )
    earned = scoring.point_micro * _of_owners(points, standing.owners, addresses)
    bound = _bounds(standing, to_owner, scoring.activity_days * kappa)
    counted = _reduce(earned, bound)
    whole = parts + counted
    rows = np.flatnonzero((credit != 0).any(axis=0) | (whole != 0).any(axis=0))
    texts = np.ascontiguousarray(addresses[rows]).view("S20").reshape(-1)
    rows = rows[np.argsort(texts, kind="stable")]
    return Scores(
        addresses[rows],
        credit[:, rows],
        whole[:, rows],
        counted[:, rows],
        earned.sum(axis=0)[rows],
        bound[rows],
    )


def bound_by_lock(kappa: int, micro: Ints, rest: Ints) -> Ints:
    """``floor(kappa * lock / (10_000 * 1e12))`` of locks of ``micro * 1e12 + rest``, all within 63 bits."""
    above = kappa * (micro % BPS) + kappa * rest // MICRO
    return kappa * (micro // BPS) + above // BPS


def _to_owner(owners: Ints, size: int) -> Callable[[Ints], Ints]:
    def add(by_shop: Ints) -> Ints:
        total = np.zeros(size, np.int64)
        np.add.at(total, owners[: len(by_shop)], by_shop)
        total[0] = 0  # what no shop has
        return total

    return add


def _of_owners(points: Sequence[Points], owners: Ints, addresses: Bytes) -> Ints:
    """Points of all days by account (3, n); who owns no shop has none."""
    found = np.zeros((3, len(addresses)), np.int64)
    rows = np.unique(owners[owners > 0])
    rows = rows[np.argsort(np.ascontiguousarray(addresses[rows]).view("S20").reshape(-1), kind="stable")]
    found[:, rows] = total(points, addresses[rows])
    return found


def _bounds(standing: Standing, to_owner: Callable[[Ints], Ints], kappa: int) -> Ints:
    """By account, what its shops' sales leave of their allowance; without a shop there is none."""
    micro, rest = standing.live_locks()
    locked, rests = to_owner(micro), to_owner(rest)
    allowance = bound_by_lock(kappa, locked + rests // MICRO, rests % MICRO)
    return np.maximum(allowance - to_owner(standing.sales), 0)


def _reduce(earned: Ints, bound: Ints) -> Ints:
    """Points within the bound: what is above it is taken off in the order b, d, s."""
    points = earned.copy()
    excess: npt.NDArray[np.int64] = np.maximum(earned.sum(axis=0) - bound, 0)
    for role in _REDUCED:
        cut = np.minimum(points[role], excess)
        points[role] -= cut
        excess = excess - cut
    return points
