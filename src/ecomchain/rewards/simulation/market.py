"""A day of trade, ratings and social actions, as `scoring v1` sees it (REP-4, RWD-4)."""

from dataclasses import dataclass

import numpy as np

from ecomchain.rewards.simulation.people import BUYER, DISTRIBUTOR, SELLER, People
from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.units import (
    ALLOWANCE_DAYS,
    KAPPA_BPS,
    MICRO,
    POINT,
    POINT_DAYS,
    QUALITY,
    UNRATED,
    Floats,
    Integers,
)
from ecomchain.rewards.simulation.window import Window

WEEK = (1.05, 1.00, 1.00, 1.05, 1.25, 0.90, 0.75)
"""Demand by weekday."""
FESTIVALS = (162, 314)
"""Days of the year with 2.5 times the demand."""
SALES = 3
"""Bundles of sales that a seller's day is drawn as."""

_GOODS = (0.12, 0.04, 0.08, 0.19, 0.57)
SCORES = (_GOODS, _GOODS, (0.02, 0.01, 0.02, 0.05, 0.90))
"""Shares of the scores 1 to 5, of product, service and payment."""


@dataclass(frozen=True)
class Day:
    """What a day brought, by role and agent; (3, agents) where by role."""

    lock: Integers
    """Live locks, micro-Ecom."""
    counted: Integers
    """Counted volume of the day, micro-Ecom."""
    quality: Integers
    """The same weighted by rating quality, in tenths of micro-Ecom: what it adds to the credit."""
    wanted: Integers
    """Points earned before any bound, micro-Ecom."""
    owner: Integers
    """Points of shop owners within the bound of v1."""
    filling: Integers
    """Points of shop owners where points and sales of seven days share one allowance (proposed)."""
    shopless: Integers
    """Points of those who own no shop, within their bound."""

    @property
    def points(self) -> Integers:
        """All points, as v1 bounds them."""
        return self.owner + self.shopless

    @property
    def volume(self) -> int:
        """S_dt in micro-Ecom."""
        return int(self.counted[SELLER].sum())


def bounded(wanted: Integers, bound: Integers) -> Integers:
    """Points by role (3, agents) scaled down, floored, where an account's exceed its ``bound``."""
    everything = wanted.sum(axis=0)
    over = everything > bound
    share = np.where(over, bound / np.maximum(everything, 1), 1.0)
    return np.where(over, np.floor(wanted * share).astype(np.int64), wanted)


class Market:
    """Goes day by day; what was sold lately is kept, for allowances and bounds."""

    def __init__(self, settings: Settings, people: People, rng: np.random.Generator) -> None:
        self.people = people
        self._settings = settings
        self._rng = rng
        n = settings.agents
        self._bank = np.full(n, -1, dtype=np.int64)  # unused allowance; -1: opens with that of 7 days
        self._purchases = Window(POINT_DAYS, (n,))
        self._sold = Window(ALLOWANCE_DAYS, (n,))
        self._filled = Window(ALLOWANCE_DAYS - 1, (n,))
        self._sellers = np.flatnonzero(people.kind == SELLER)
        self._distributors = np.flatnonzero(people.kind == DISTRIBUTOR)
        self._buyers = np.flatnonzero(people.kind == BUYER)

    def next(self, day: int) -> Day:
        """Play ``day``; days in order."""
        lock = self.people.lock(day)
        counted, quality, ratings = self._trade(day, lock)
        wanted = ratings
        wanted[BUYER] += self._socialise(day)

        owns = lock > 0
        allowance = lock * KAPPA_BPS // 10_000
        owner = bounded(np.where(owns, wanted, 0), allowance)
        room = allowance * ALLOWANCE_DAYS - self._sold.push(counted[SELLER]) - self._filled.sum
        filling = bounded(np.where(owns, wanted, 0), np.clip(room, 0, None))
        self._filled.push(filling.sum(axis=0))
        purchases = self._purchases.push(counted[BUYER])
        shopless = bounded(np.where(owns, 0, wanted), purchases // POINT_DAYS)
        return Day(lock, counted, quality, wanted, owner, filling, shopless)

    def _trade(self, day: int, lock: Integers) -> tuple[Integers, Integers, Integers]:
        rng, settings, people = self._rng, self._settings, self.people
        shape = (3, settings.agents)
        counted, quality, ratings = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        active = people.active(day)
        sellers = self._sellers[active[self._sellers]]
        buyers = self._buyers[active[self._buyers]]
        distributors = self._distributors[active[self._distributors]]
        if not len(sellers) or not len(buyers):
            return counted, quality, ratings

        bundles = self._count(day, lock, sellers)
        seller = np.repeat(sellers, SALES)
        buyer = self._draw(buyers, len(bundles))
        linked = rng.random(len(bundles)) < (settings.linked if len(distributors) else 0.0)
        two = linked & (rng.random(len(bundles)) < settings.two_levels)
        scores = [rng.choice(5, len(bundles), p=odds) + 1 for odds in SCORES]
        was_rated = [rng.random(len(bundles)) < share for share in settings.rated]
        factor = [
            np.where(rated, np.array(QUALITY)[score], UNRATED)
            for rated, score in zip(was_rated, scores, strict=True)
        ]
        self._book(counted, quality, SELLER, seller, bundles, factor[0])
        self._book(counted, quality, BUYER, buyer, bundles, factor[2])
        sales = np.round(bundles / (settings.basket * MICRO)).astype(np.int64)
        product, service, payment = (np.where(rated, sales, 0) * POINT for rated in was_rated)
        np.add.at(ratings[BUYER], buyer, product + np.where(linked, service, 0))
        np.add.at(ratings[SELLER], seller, payment)
        if len(distributors):
            nearest = self._draw(distributors, len(bundles))
            upper = self._draw(distributors, len(bundles))
            closing_part = (bundles * settings.closing).astype(np.int64)
            first = np.where(two, closing_part, bundles)
            self._book(counted, quality, DISTRIBUTOR, nearest[linked], first[linked], factor[1][linked])
            self._book(counted, quality, DISTRIBUTOR, upper[two], (bundles - first)[two], factor[1][two])
            partner = np.round(sales * settings.partner_rated).astype(np.int64) * POINT
            np.add.at(ratings[DISTRIBUTOR], nearest[linked], partner[linked])
        return counted, quality, ratings

    def _count(self, day: int, lock: Integers, sellers: Integers) -> Integers:
        """What counts of each seller's sales, in `SALES` bundles each."""
        rng = self._rng
        allowance = lock[sellers] * KAPPA_BPS // 10_000
        bank = self._bank[sellers]
        full = allowance * ALLOWANCE_DAYS
        bank = np.where(bank < 0, full, np.minimum(bank + allowance, full))
        season = WEEK[day % 7] * (2.5 if day % 365 in FESTIVALS else 1.0)
        noise = rng.lognormal(-0.125, 0.5, len(sellers))
        wanted = (allowance * self.people.demand[sellers] * season * noise).astype(np.int64)
        sold = np.minimum(wanted, bank)
        sold = np.where(sold < MICRO, 0, sold)
        self._bank[sellers] = bank - sold
        cuts = rng.dirichlet(np.ones(SALES), len(sellers))
        parts = (cuts * sold[:, None]).astype(np.int64)
        parts[:, -1] += sold - parts.sum(axis=1)
        flat: Integers = parts.reshape(-1)
        return flat

    def _draw(self, among: Integers, count: int) -> Integers:
        """``count`` of the agents ``among``, by their pull."""
        steps: Floats = np.cumsum(self.people.pull[among])
        drawn: Integers = among[np.searchsorted(steps, self._rng.random(count) * steps[-1])]
        return drawn

    def _socialise(self, day: int) -> Integers:
        """Social points, all in the role of buyer."""
        mean = np.where(self.people.active(day), self.people.social, 0.0)
        return self._rng.poisson(mean).astype(np.int64) * POINT

    @staticmethod
    def _book(
        counted: Integers, quality: Integers, role: int, who: Integers, amount: Integers, factor: Integers
    ) -> None:
        np.add.at(counted[role], who, amount)
        np.add.at(quality[role], who, amount * factor)
