"""The groups that are compared: a ring that trades with itself, and honest use of the same lock."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ecomchain.errors import ArgumentError
from ecomchain.rewards.simulation.economy import Economy
from ecomchain.rewards.simulation.market import WEEK
from ecomchain.rewards.simulation.people import BUYER, DISTRIBUTOR, SELLER
from ecomchain.rewards.simulation.rules import SHOPLESS_DAYS, Scoring, cut, left_of
from ecomchain.rewards.simulation.settings import ROLES
from ecomchain.rewards.simulation.trial import Class, Window
from ecomchain.rewards.simulation.units import (
    ALLOWANCE_DAYS,
    CREDIT_DAYS,
    KAPPA_BPS,
    MICRO,
    POINT,
    RATING,
    SOCIAL_POINTS,
    UNRATED,
    Integers,
)
from ecomchain.rewards.simulation.window import rolling

Prices = Mapping[str, tuple[int, int, int]]
"""By capability: lock and seal of a unit in Ecom, and the most units of a shop."""

CAPABILITIES: Prices = {
    "SHOP": (100, 10, 1),
    "DISTRIBUTION": (50, 5, 1_000),
    "PROMOTION": (100, 10, 1),
    "MODULE(1)": (50, 5, 1),
    "SHOWCASE": (20, 2, 10_000),
}
"""Those of deployments/parameters/example.yaml."""

UNEVEN_SEALS: Prices = {
    **CAPABILITIES,
    "PROMOTION": (100, 0, 1),
    "MODULE(1)": (50, 0, 1),
}
"""The prices as first decided, by which two capabilities sealed nothing."""

MOST_LOCK = sum(lock * units for lock, _, units in CAPABILITIES.values())
"""The most that one shop can lock."""

LEAST_LINKED = 250
"""Lock of a shop that sells through distributors and is one: SHOP, DISTRIBUTION, PROMOTION."""
LEAST_DIRECT = 100

SHOP_GAS = 200_000
UNIT_GAS = 118_000
LINK_GAS = 90_000
SALE_GAS = 150_000
RATE_GAS = 60_000
CLAIM_GAS = 62_000
EPOCH_DAYS = 28
CYCLE = (1, 1, 1, 1, 8, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
"""Allowances that count on each day of an uneven cycle: 16 in 16 days, so that none lapses.

Those of seven idle days are sold in the first moment of the day of 8, whose own goes in its last."""
RATINGS_OF_BUYER, RATINGS = 2, 4
"""Of a sale with a distributor: product and service by the buyer; payment; partner."""


@dataclass(frozen=True)
class Ring:
    """A variant of the ring. Amounts in Ecom."""

    lock: int = 100_000
    shops: int = 10
    trades: bool = True
    linked: bool = True
    """Whether its sales pay a distributor, another shop of the ring."""
    own_buyers: bool = True
    """False: outsiders buy, through a distributor of the ring."""
    sales: int = 1
    """Of each shop on each day that it sells."""
    shopless: bool = False
    """Whether other accounts than the shops' owners buy."""
    rates: bool = False
    social: bool = False
    readers: bool = False
    """Whether any number of readers without lock or trade read what the ring's accounts publish."""
    micro: float = 0.0
    """Share of the allowance that it uses in sales of 1 Ecom, each rated."""
    partners_only: bool = False
    """Whether these are rated by distributors only, not in every direction."""
    rated_after: int = 0
    """Days from a sale to its ratings; they can be given for 30."""
    weekly: bool = False
    """Whether shops save seven days of allowance for the weekday on which others trade least."""
    uneven: bool = False
    """Whether shops sell in cycles that leave the most room for points; no allowance lapses."""
    schedule: tuple[int, ...] = ()
    """Allowances that count on each day; empty: as the other fields say."""
    moves: bool = False
    """Whether the lock moves to another shop every seven days (release, cooldown, lock again)."""
    lent: float = 1.0
    """Live lock while selling over lock owned: above 1 only where the cooldown is shorter than seven days."""
    prices: Prices = field(default_factory=lambda: CAPABILITIES)

    def feasible(self) -> bool:
        """Whether each shop's lock is enough for its part, and not more than it can lock."""
        each = self.lock / self.shops
        return (LEAST_LINKED if self.shops > 1 else LEAST_DIRECT) <= each <= MOST_LOCK


def seal_of(lock: float, prices: Prices = CAPABILITIES, *, distributes: bool) -> float:
    """The least that a shop seals to hold ``lock``: what seals nothing first, showcases last.

    ArgumentError if one shop cannot hold it.
    """
    if not LEAST_DIRECT <= lock <= MOST_LOCK:
        raise ArgumentError(f"a lock of {lock} in one shop: give {LEAST_DIRECT} to {MOST_LOCK:,}")
    sealed = float(prices["SHOP"][1])
    left = lock - prices["SHOP"][0]
    units = dict.fromkeys(prices, 0)
    if distributes and left >= prices["DISTRIBUTION"][0]:
        units["DISTRIBUTION"] = 1
        left -= prices["DISTRIBUTION"][0]
        sealed += prices["DISTRIBUTION"][1]
    for name in ("PROMOTION", "MODULE(1)", "SHOWCASE", "DISTRIBUTION"):
        each, seal, most = prices[name]
        taken = min(int(left // each), most - units[name])
        left -= taken * each
        sealed += taken * seal
    return sealed


def least_shops(lock: int) -> int:
    """How many shops it takes to hold ``lock``."""
    return -(-lock // MOST_LOCK)


def honest_seal(lock: int) -> float:
    """What an honest seller seals to hold ``lock`` in as few shops as can hold it, in Ecom."""
    shops = least_shops(lock)
    return shops * seal_of(lock / shops, distributes=False)


def honest_gas(lock: int, days: int) -> int:
    """Gas of the same: shops opened, rewards claimed; the trade is what it is there for."""
    return least_shops(lock) * (SHOP_GAS + 3 * UNIT_GAS) + -(-days // EPOCH_DAYS) * CLAIM_GAS


def ring_seal(ring: Ring, days: int) -> float:
    """What a ring seals in ``days``, in Ecom."""
    each = ring.lock / ring.shops
    once = ring.shops * seal_of(each, ring.prices, distributes=ring.shops > 1)
    if not ring.moves:
        return once
    return once + (days // ALLOWANCE_DAYS) * (once - ring.shops * ring.prices["SHOP"][1])


def ring_gas(ring: Ring, days: int) -> int:
    """Units of gas that a ring burns in ``days``."""
    accounts = ring.shops * (2 if ring.shopless else 1)
    claims = -(-days // EPOCH_DAYS) * accounts * CLAIM_GAS
    opening = ring.shops * (SHOP_GAS + 3 * UNIT_GAS + LINK_GAS)
    if ring.moves:
        opening += days // ALLOWANCE_DAYS * ring.shops * 3 * UNIT_GAS
    if not ring.trades:
        return opening + claims
    selling = sum(share > 0 for share in ring.schedule) or days
    if ring.weekly or ring.moves:
        selling = -(-days // ALLOWANCE_DAYS)
    elif ring.uneven:
        selling = -(-days * sum(share > 0 for share in CYCLE) // len(CYCLE))
    sales = selling * ring.shops * ring.sales
    ratings = RATINGS * sales if ring.rates else 0
    if ring.micro:
        small = days * int(ring.lock * KAPPA_BPS * ring.micro // 10_000)
        sales += small
        ratings += small * (1 if ring.partners_only else RATINGS)
    return opening + claims + sales * SALE_GAS + ratings * RATE_GAS


def honest(economy: Economy, window: Window, lock: int, *, typical: bool = False) -> list[Class]:
    """A shop whose allowance real customers fill, through a real distributor: seller, distributor, buyer.

    Unrated or rated 4 to 5, without points; ``typical``: with the quality and the share of linked sales that
    the market has in the same days.
    """
    sold = _steady(window.days, lock * MICRO * KAPPA_BPS // 10_000)
    classes = []
    record = economy.record
    days = slice(window.first - 1, window.last)
    for role, name in enumerate(ROLES):
        counted = np.zeros((window.days, 3), dtype=np.int64)
        counted[:, role] = sold
        quality = counted * UNRATED
        if typical:
            if role == DISTRIBUTOR:
                volumes = np.maximum(record.counted[days].sum(axis=0), 1)
                linked = volumes[DISTRIBUTOR] / volumes[SELLER]
                counted[:, role] = (sold * linked).astype(np.int64)
            trailing = rolling(record.counted, CREDIT_DAYS)[days, role].sum()
            mean_quality = record.credit[days, role].sum() / max(trailing, 1)
            quality = (counted * mean_quality).astype(np.int64)
        classes.append(Class(name, 1, counted, quality, np.zeros_like(counted)))
    return classes


def ring_classes(ring: Ring, window: Window, scoring: Scoring) -> list[Class]:
    """The accounts of a ring: its shops' owners, and its buyers where they own no shop."""
    each = ring.lock * MICRO // ring.shops
    allowance = each * KAPPA_BPS // 10_000
    sold = _sold(ring, window, int(allowance * ring.lent))
    live = np.full(window.days, allowance, dtype=np.int64)
    if ring.moves:
        live = np.where(sold > 0, allowance, 0)
    owners = np.zeros((window.days, 3), dtype=np.int64)
    buyers = np.zeros_like(owners)
    owners[:, SELLER] = sold
    if ring.linked and ring.shops > 1:
        owners[:, DISTRIBUTOR] = sold
    if ring.own_buyers:
        (buyers if ring.shopless else owners)[:, BUYER] = sold

    wanted, wanted_of_buyer = _wanted(ring, owners, buyers, sold)
    if scoring.sales_days:
        room = left_of(live, scoring.activity_days, rolling(sold, scoring.sales_days))
        points = cut(rolling(wanted, scoring.activity_days).T, room).T
    else:
        points = rolling(cut(wanted.T, live).T, scoring.activity_days)
    classes = [Class("owners", ring.shops, owners, owners * UNRATED, points)]
    if ring.shopless:
        bound = rolling(sold, SHOPLESS_DAYS) * scoring.shopless_bps // 10_000 // scoring.shopless_divisor
        points = rolling(cut(wanted_of_buyer.T, bound).T, scoring.activity_days)
        classes.append(Class("buyers", ring.shops, buyers, buyers * UNRATED, points))
    return classes


def _wanted(ring: Ring, owners: Integers, buyers: Integers, sold: Integers) -> tuple[Integers, Integers]:
    """Points before any bound, of an owner and of a buyer without a shop."""
    owner, buyer = np.zeros_like(owners), np.zeros_like(buyers)
    if ring.rates or ring.micro:
        count = (
            (sold * ring.micro).astype(np.int64) // MICRO if ring.micro else np.where(sold > 0, ring.sales, 0)
        )
        rated = np.zeros_like(count)
        rated[ring.rated_after :] = count[: len(count) - ring.rated_after]
        if ring.linked and ring.shops > 1:
            owner[:, DISTRIBUTOR] += rated * RATING
        if not ring.partners_only:
            owner[:, SELLER] += rated * RATING
            (buyer if ring.shopless else owner)[:, BUYER] += rated * RATING * RATINGS_OF_BUYER
    if ring.social:
        owner[:, BUYER] += SOCIAL_POINTS * POINT
        buyer[:, BUYER] += SOCIAL_POINTS * POINT
    if ring.readers:
        owner[:, BUYER] += 10**6 * MICRO
        buyer[:, BUYER] += 10**6 * MICRO
    return owner, buyer


def _sold(ring: Ring, window: Window, allowance: int) -> Integers:
    """What counts of a shop's sales on each day."""
    if not ring.trades:
        return np.zeros(window.days, dtype=np.int64)
    if ring.schedule:
        return np.array(ring.schedule, dtype=np.int64) * allowance
    if ring.weekly or ring.moves:
        return _bursts(window, allowance)
    return _uneven(window.days, allowance) if ring.uneven else _steady(window.days, allowance)


def _steady(days: int, allowance: int) -> Integers:
    """The allowance of every day; on the first that of seven, which a new shop has."""
    sold = np.full(days, allowance, dtype=np.int64)
    sold[0] = allowance * ALLOWANCE_DAYS
    return sold


def _bursts(window: Window, allowance: int) -> Integers:
    """Seven days' allowance at once: on the first day, then on every weekday of least trade."""
    quiet = int(np.argmin(WEEK))
    sold = np.zeros(window.days, dtype=np.int64)
    last = 0
    sold[0] = allowance * ALLOWANCE_DAYS
    for index in range(1, window.days):
        if (window.first + index) % ALLOWANCE_DAYS == quiet:
            sold[index] = allowance * (index - last)
            last = index
    return sold


def _uneven(days: int, allowance: int) -> Integers:
    """`CYCLE` over and over; the first burst is of what a new shop has."""
    sold = np.resize(np.array(CYCLE, dtype=np.int64) * allowance, days)
    burst = CYCLE.index(max(CYCLE))
    sold[burst : burst + 1] = allowance * ALLOWANCE_DAYS
    return sold
