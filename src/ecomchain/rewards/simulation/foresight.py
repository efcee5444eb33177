"""What timing could earn: the sales of a shop that knew beforehand how all others will trade."""

import numpy as np

from ecomchain.rewards.simulation.economy import Economy
from ecomchain.rewards.simulation.rules import Scoring
from ecomchain.rewards.simulation.trial import MarketSums, Window
from ecomchain.rewards.simulation.units import ALLOWANCE_DAYS, CREDIT_DAYS, Floats, Integers


def foreseen_sales(economy: Economy, window: Window, scoring: Scoring) -> tuple[int, ...]:
    """Allowances that a new shop sells on each day of ``window`` to earn the most by trade in all roles.

    A shop so small that what it earns is linear in what it sells.
    """
    return best_sales(_worth(economy, window, scoring))


def best_sales(worth: Floats) -> tuple[int, ...]:
    """The allowances to sell on each day whose sales are worth ``worth`` each: the most that is possible.

    On a day it sells first, then the day's allowance comes in, then it sells again. Unused allowance adds
    up to `ALLOWANCE_DAYS`, which a new shop has. Whole allowances are enough: no fractions are worth more.
    """
    states = ALLOWANCE_DAYS + 1
    ahead = np.zeros(states)  # by allowances saved: what all later days are worth
    chosen: list[list[tuple[int, int]]] = []
    options = [
        [(first + last, kept - last)
         for first in range(saved + 1)
         for kept in [min(saved - first + 1, ALLOWANCE_DAYS)]
         for last in range(kept + 1)]
        for saved in range(states)
    ]  # fmt: skip
    for value in worth[::-1]:
        earned = [[sold * value + ahead[kept] for sold, kept in choices] for choices in options]
        picks = [int(np.argmax(values)) for values in earned]
        chosen.append([choices[pick] for choices, pick in zip(options, picks, strict=True)])
        ahead = np.array([values[pick] for values, pick in zip(earned, picks, strict=True)])
    saved, result = ALLOWANCE_DAYS, []
    for choices in reversed(chosen):
        sold, saved = choices[saved]
        result.append(sold)
    return tuple(result)


def _worth(economy: Economy, window: Window, scoring: Scoring) -> Floats:
    """For each day what a unit sold on it earns in the three roles until the window's end, in any unit."""
    market = MarketSums(economy, scoring)
    days = slice(window.first - 1, window.last)
    emitted = np.array([float(amount) for amount in economy.emitted[days]])[:, None]
    factors = economy.record.factors[days] / 100
    credit = emitted * factors * 10 / np.maximum(market.credit[days], 1)  # in tenths
    activity = emitted * (1 - factors) / np.maximum(market.activity[days], 1)
    return _following(credit.sum(axis=1), CREDIT_DAYS) + _following(
        activity.sum(axis=1), scoring.activity_days
    )


def _following(values: Floats, days: int) -> Floats:
    """For each entry the sum of it and the ``days - 1`` after."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    start: Integers = np.arange(len(values))
    result: Floats = sums[np.minimum(start + days, len(values))] - sums[start]
    return result
