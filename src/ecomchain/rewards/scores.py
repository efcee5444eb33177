"""Scoring v1 of a day (RWD-4): credit and activity of every account in its three roles, in micro-Ecom."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomchain.amounts import BPS, MICRO
from ecomchain.rewards.actions.batch import Bytes
from ecomchain.rewards.scoring import Scoring
from ecomchain.rewards.social import Social, find
from ecomchain.rewards.standing import Activity, Ints, Standing

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
    """(3, n): parts of the day, and points."""
    points: Ints
    """(3, n): what of the activity is points, in micro-Ecom, after the bound."""
    earned: Ints
    """(n,): what the points would be worth without the bound."""
    bound: Ints
    """(n,): the most that an account's points of the day can be worth."""

    def __len__(self) -> int:
        return len(self.accounts)


def score(
    standing: Standing, activity: Activity, social: Social, addresses: Bytes, kappa: int, scoring: Scoring
) -> Scores:
    """The scores of a day; ``addresses`` by the numbers of accounts, ``kappa`` in basis points at its end.

    What shops have goes to who owns them at the end of the day, ratings that their owners gave included.
    """
    size, owners = len(addresses), standing.owners
    to_owner = _to_owner(owners, size)
    credit = np.stack(
        [to_owner(standing.seller_credit), to_owner(standing.distributor_credit), standing.buyer_credit]
    )
    parts = np.stack([to_owner(activity.seller), to_owner(activity.distributor), activity.buyer])
    given = np.stack(
        [to_owner(activity.seller_ratings), to_owner(activity.distributor_ratings), activity.buyer_ratings]
    )
    counts = scoring.rating_points * given
    _add_social(counts, social, addresses)
    earned = scoring.point_micro * counts
    bound = _bounds(standing, size, kappa, scoring)
    points = _reduce(earned, bound)
    whole = parts + points
    rows = np.flatnonzero((credit != 0).any(axis=0) | (whole != 0).any(axis=0))
    texts = np.ascontiguousarray(addresses[rows]).view("S20").reshape(-1)
    rows = rows[np.argsort(texts, kind="stable")]
    return Scores(
        addresses[rows],
        credit[:, rows],
        whole[:, rows],
        points[:, rows],
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


def _add_social(counts: Ints, social: Social, addresses: Bytes) -> None:
    """Add social points, all in the buyer's role.

    Accounts without shop and trade have a bound of 0: left out.
    """
    if len(social.accounts):
        # From the second on: there is no account 0.
        order = np.argsort(np.ascontiguousarray(addresses[1:]).view("S20").reshape(-1), kind="stable") + 1
        place = find(addresses[order], social.accounts)
        known = place >= 0
        counts[2, order[place[known]]] += social.points[known]


def _bounds(standing: Standing, size: int, kappa: int, scoring: Scoring) -> Ints:
    micro, rest = standing.live_locks()
    locked, rests, shops = (np.zeros(size, np.int64) for _ in range(3))
    np.add.at(locked, standing.owners, micro)
    np.add.at(rests, standing.owners, rest)
    np.add.at(shops, standing.owners, 1)
    by_lock = bound_by_lock(kappa, locked + rests // MICRO, rests % MICRO)
    bound: Ints = np.where(shops > 0, by_lock, standing.bought // scoring.buyer_bound_days)
    bound[0] = 0
    return bound


def _reduce(earned: Ints, bound: Ints) -> Ints:
    """Points within the bound: what is above it is taken off in the order b, d, s."""
    points = earned.copy()
    excess: npt.NDArray[np.int64] = np.maximum(earned.sum(axis=0) - bound, 0)
    for role in _REDUCED:
        cut = np.minimum(points[role], excess)
        points[role] -= cut
        excess = excess - cut
    return points
