"""The scoring that ships, and the alternatives that docs/economics.md compares it with (RWD-4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ecomchain.rewards.simulation.people import BUYER, DISTRIBUTOR, SELLER
from ecomchain.rewards.simulation.units import ACTIVITY_DAYS, SALES_DAYS, Integers

_CUT = (BUYER, DISTRIBUTOR, SELLER)
"""Roles in the order in which points above their bound are taken off."""

SHOPLESS_DAYS = 30
"""As first decided, an account without a shop earned points by its purchases of so many days."""


@dataclass(frozen=True)
class Scoring:
    """How activity and points count; the defaults are what ships."""

    activity_days: int = ACTIVITY_DAYS
    """Activity is that of so many days, the present one included."""
    sales_days: int = SALES_DAYS
    """The points of the days of activity are bounded by the shops' allowance of as many, less their sales of
    ``sales_days``. 0: the points of each day by the allowance of that day, whatever was sold."""
    shopless_bps: int = 0
    """What an account without a shop can earn in points on a day, of ..."""
    shopless_divisor: int = SHOPLESS_DAYS
    """... its counted purchases of `SHOPLESS_DAYS` over this."""


SHIPPED = Scoring()
FIRST = Scoring(activity_days=1, sales_days=0, shopless_bps=10_000)
"""As first decided."""
ONE_WEEK = replace(SHIPPED, sales_days=ACTIVITY_DAYS)
"""What ships but for this: a week's allowance less the sales of the same week."""

ALTERNATIVES: Mapping[str, Scoring] = {
    "as first decided": FIRST,
    "first, by the letter: no divisor of 30": replace(FIRST, shopless_divisor=1),
    "first, with activity of 7 days": replace(FIRST, activity_days=ACTIVITY_DAYS),
    "first, with points within what sales leave": replace(FIRST, sales_days=1),
    "first, with no points without a shop": replace(FIRST, shopless_bps=0),
    "all three, points within what the sales of 7 days leave": ONE_WEEK,
    "all three, within what those of 14 days leave: **what ships**": SHIPPED,
    "what ships, but a tenth of the points without a shop": replace(SHIPPED, shopless_bps=1_000),
}

BOUNDS = tuple(dict.fromkeys(
    (scoring.activity_days, scoring.sales_days) for scoring in ALTERNATIVES.values() if scoring.sales_days
))  # fmt: skip
"""(days of activity, days of sales) of every scoring whose points are bounded by what sales leave."""


def cut(points: Integers, bound: Integers) -> Integers:
    """Points by role (3, n) within an account's ``bound`` (n,): the buyer's are taken off first."""
    result = points.copy()
    excess = np.maximum(points.sum(axis=0) - bound, 0)
    for role in _CUT:
        taken = np.minimum(result[role], excess)
        result[role] -= taken
        excess = excess - taken
    return result


def left_of(allowance: Integers, days: int, sold: Integers) -> Integers:
    """What ``sold`` leaves of ``days`` times the daily ``allowance``; nothing where it exceeds that."""
    return np.maximum(days * allowance - sold, 0)
