"""What a few accounts earn beside the market, to the unit: the market is one account, they are the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecomchain.amounts import ECOM
from ecomchain.rewards import allocation, emission
from ecomchain.rewards.simulation.economy import Economy, emission_of
from ecomchain.rewards.simulation.people import SELLER
from ecomchain.rewards.simulation.units import ALLOWANCE_DAYS, CREDIT_DAYS, PER_MICRO, Integers
from ecomchain.rewards.simulation.window import rolling


@dataclass(frozen=True)
class Scoring:
    """The rules that the study compares; the defaults are `scoring v1`."""

    activity_days: int = 1
    """Activity is that of so many days, the present one included."""
    points_share_allowance: bool = False
    """Whether sales and points of seven days together stay within the allowance of seven days."""
    shopless_bps: int = 10_000
    """What an account without a shop can earn in points, of its mean counted purchases a day."""


V1 = Scoring()
PROPOSED = Scoring(activity_days=ALLOWANCE_DAYS, points_share_allowance=True, shopless_bps=0)


@dataclass(frozen=True)
class Class:
    """Accounts that do the same; arrays are (days, 3), of one account, micro-Ecom."""

    name: str
    members: int
    counted: Integers
    quality: Integers
    """Tenths of micro-Ecom."""
    points: Integers
    """Within their bound already."""


@dataclass(frozen=True)
class Window:
    """Days of a trial: the group comes on ``first`` with no past, and is gone after ``last``."""

    name: str
    first: int
    last: int

    @property
    def days(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Outcome:
    """What the classes earned, all members of each, and what was emitted, in 1e-18 Ecom."""

    by_class: dict[str, int]
    by_day: list[int]
    """Of all classes together."""
    emitted: int

    @property
    def total(self) -> int:
        """Of all classes."""
        return sum(self.by_class.values())


def evaluate(
    economy: Economy,
    window: Window,
    classes: Sequence[Class],
    scoring: Scoring = V1,
    *,
    top_ups: bool = True,
    market_scale: float = 1.0,
    silent: range = range(0),
) -> Outcome:
    """Allocate every day of the window over the market and ``classes``.

    ``market_scale`` multiplies the market's volumes and points; on ``silent`` days it does nothing at all.
    The market counts as one account: it loses less by floors than many, by 1e-18 of a weight for each.
    """
    market = _Sums(economy, scoring, market_scale, silent)
    credit = [rolling(one.quality, CREDIT_DAYS) for one in classes]
    activity = [rolling(one.counted + one.points, scoring.activity_days) for one in classes]
    volumes = [int(volume) * PER_MICRO for volume in market.volumes]
    pool = economy.pool[window.first - 2] if window.first > 1 else emission.TOTAL
    if window.first > emission.PHASE_ONE_DAYS and not top_ups:
        pool = 0
    left, emitted, by_day = 0, 0, []
    earned = [0] * len(classes)
    for index in range(window.days):
        day = window.first + index
        own = sum(one.members * int(one.counted[index, SELLER]) for one in classes)
        volumes[day - 1] += own * PER_MICRO
        if top_ups:
            pool += economy.settings.top_up_on(day) * ECOM
        amount = emission_of(day, volumes, pool)
        pool -= amount
        emitted += amount
        factors = economy.record.factors[day - 1].tolist()
        shares = allocation.total([
            _weights(
                [one.members for one in classes],
                [int(market.credit[day - 1, role]), *(int(sums[index, role]) for sums in credit)],
                [int(market.activity[day - 1, role]), *(int(sums[index, role]) for sums in activity)],
                factors[role],
            )
            for role in range(3)
        ])  # fmt: skip
        paid = _allocate(left + amount, shares, [one.members for one in classes])
        left += amount - sum(paid)
        by_day.append(sum(paid[1:]))
        earned = [had + got for had, got in zip(earned, paid[1:], strict=True)]
    return Outcome({one.name: got for one, got in zip(classes, earned, strict=True)}, by_day, emitted)


class _Sums:
    """The market's sums under a scoring, (days, 3)."""

    def __init__(self, economy: Economy, scoring: Scoring, scale: float, silent: range) -> None:
        record = economy.record
        owner = record.filling if scoring.points_share_allowance else record.owner
        points = owner + record.shopless * scoring.shopless_bps // 10_000
        active = np.ones((len(points), 1))
        active[[day - 1 for day in silent]] = 0
        daily = ((record.counted + points) * active * scale).astype(np.int64)
        self.activity = rolling(daily, scoring.activity_days)
        self.credit = (record.credit * scale).astype(np.int64)
        self.volumes: list[int] = (record.counted[:, SELLER] * active[:, 0] * scale).astype(np.int64).tolist()


def _weights(members: list[int], credits: list[int], activities: list[int], factor: int) -> list[int]:
    """As `allocation.weights`, of the market and one account of each class; sums are over all of them."""
    counts = [1, *members]
    result = [0] * len(counts)
    for values, percent in ((credits, factor), (activities, allocation.PERCENT - factor)):
        divisor = allocation.PERCENT * sum(n * value for n, value in zip(counts, values, strict=True))
        if divisor:
            result = [
                had + value * percent * allocation.SCALE // divisor
                for had, value in zip(result, values, strict=True)
            ]
    return result


def _allocate(budget: int, shares: list[int], members: list[int]) -> list[int]:
    """As `allocation.allocate`: what all accounts of each class get together."""
    counts = [1, *members]
    whole = sum(n * share for n, share in zip(counts, shares, strict=True))
    return [n * (budget * share // whole) if whole else 0 for n, share in zip(counts, shares, strict=True)]
