"""The market's run: what every agent gets, day by day, by the protocol's own formulas."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ecomchain.amounts import ECOM
from ecomchain.rewards import allocation, emission
from ecomchain.rewards.simulation.market import Market
from ecomchain.rewards.simulation.people import People, gather
from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.units import CREDIT_DAYS, KAPPA_BPS, MICRO, PER_MICRO, Floats, Integers
from ecomchain.rewards.simulation.votes import FactorVotes, Vote
from ecomchain.rewards.simulation.window import Window

SEALED_SHARE = 0.1
"""Seal over lock of most capabilities: what the market seals for what it holds in the end."""


@dataclass(frozen=True)
class Record:
    """Sums over all agents, one row for each day; (days, 3) where by role; micro-Ecom unless said."""

    counted: Integers
    credit: Integers
    """In tenths of micro-Ecom."""
    owner: Integers
    filling: Integers
    shopless: Integers
    """Points, as in `market.Day`."""
    bound: Integers
    """(days,): what the points of all shop owners can be."""
    lock: Integers
    """(days,)."""
    members: Integers
    """People who had credit in a role."""
    kinds: Integers
    """People who have come, by kind."""
    factors: Integers
    """s, d, b in percent."""


@dataclass(frozen=True)
class Economy:
    """The market without any ring. Amounts in 1e-18 Ecom where they are Python integers."""

    settings: Settings
    people: People
    record: Record
    emitted: list[int]
    pool: list[int]
    """At each day's end."""
    unallocated: int
    """Emitted, not allocated, at the end."""
    rewards: list[int]
    """Of each agent, all days."""
    by_role: Floats
    """(days, 3): Ecom paid for each role."""
    sealed: float
    """Ecom for capabilities and advertising."""
    votes: list[Vote]


class _Rows:
    """Collects a day's numbers into the arrays of `Record`."""

    def __init__(self, days: int) -> None:
        self._days = days
        self.arrays: dict[str, Integers] = {}

    def put(self, index: int, name: str, value: Integers | int | list[int]) -> None:
        row = np.asarray(value, dtype=np.int64)
        if name not in self.arrays:
            self.arrays[name] = np.zeros((self._days, *row.shape), dtype=np.int64)
        self.arrays[name][index] = row


def run(settings: Settings, progress: Callable[[int], None] | None = None) -> Economy:
    """Play all days; the same settings give the same result on every machine with this numpy."""
    rng = np.random.default_rng(settings.seed)
    people = gather(settings, rng)
    market = Market(settings, people, rng)
    votes = FactorVotes(settings, people, np.random.default_rng(settings.seed + 1))
    rows = _Rows(settings.days)
    credit = Window(CREDIT_DAYS, (3, settings.agents))
    rewards = [0] * settings.agents
    emitted, pools = [], []
    by_role = np.zeros((settings.days, 3))
    volumes: list[int] = []
    pool, left, sealed = emission.TOTAL, 0, 0.0
    for index in range(settings.days):
        number = index + 1
        day = market.next(number)
        factors = votes.next(number)
        credits = credit.push(day.quality)
        points = day.points

        pool += settings.top_up_on(number) * ECOM
        volumes.append(day.volume * PER_MICRO)
        amount = emission_of(number, volumes, pool)
        pool -= amount
        emitted.append(amount)
        pools.append(pool)

        terms = [
            _weights(credits[role], day.counted[role] + points[role], factors[role]) for role in range(3)
        ]
        shares = allocation.total(terms)
        paid = allocation.allocate(left + amount, shares)
        left += amount - sum(paid)
        rewards = [had + got for had, got in zip(rewards, paid, strict=True)]
        whole = sum(shares)
        if whole:
            by_role[index] = [sum(paid) / ECOM * (sum(term) / whole) for term in terms]
        sealed += settings.advertising * day.volume / MICRO

        rows.put(index, "counted", day.counted.sum(axis=1))
        rows.put(index, "credit", credits.sum(axis=1))
        for name in ("owner", "filling", "shopless"):
            rows.put(index, name, getattr(day, name).sum(axis=1))
        rows.put(index, "bound", int(day.lock.sum()) * KAPPA_BPS // 10_000)
        rows.put(index, "lock", int(day.lock.sum()))
        rows.put(index, "members", (credits > 0).sum(axis=1) * settings.people)
        active = people.kind[people.active(number)]
        rows.put(index, "kinds", np.bincount(active, minlength=3) * settings.people)
        rows.put(index, "factors", factors)
        if progress is not None:
            progress(number)
    sealed += float(rows.arrays["lock"][-1]) / MICRO * SEALED_SHARE
    return Economy(
        settings, people, Record(**rows.arrays), emitted, pools, left, rewards, by_role, sealed, votes.votes
    )


def emission_of(day: int, volumes: list[int], pool: int) -> int:
    """T of ``day``, the last of ``volumes`` (1e-18 Ecom, from day 1 on), with ``pool`` in the pool."""
    if day <= emission.PHASE_ONE_DAYS:
        return emission.daily(day)
    ends = emission.PHASE_ONE_DAYS
    reference = emission.reference(volumes[ends - emission.REFERENCE_DAYS : ends])
    return emission.phase_two(volumes[day - 1], reference, pool)


def _weights(credit: Integers, activity: Integers, factor: int) -> list[int]:
    """`allocation.weights` with the many who have neither left out: theirs are 0."""
    has = np.flatnonzero(credit + activity)
    found = allocation.weights(credit[has].tolist(), activity[has].tolist(), factor)
    result = [0] * len(credit)
    for place, weight in zip(has.tolist(), found, strict=True):
        result[place] = weight
    return result
