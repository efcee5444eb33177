"""The groups that are compared: a ring that trades with itself, and honest use of the same lock."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ecomchain.errors import ArgumentError
from ecomchain.rewards.simulation.economy import Economy
from ecomchain.rewards.simulation.market import WEEK, bounded
from ecomchain.rewards.simulation.people import BUYER, DISTRIBUTOR, SELLER
from ecomchain.rewards.simulation.settings import ROLES
from ecomchain.rewards.simulation.trial import Class, Scoring, Window
from ecomchain.rewards.simulation.units import (
    ALLOWANCE_DAYS,
    CREDIT_DAYS,
    KAPPA_BPS,
    MICRO,
    POINT,
    POINT_DAYS,
    UNRATED,
    Integers,
)
from ecomchain.rewards.simulation.window import rolling

Prices = Mapping[str, tuple[int, int, int]]
"""By capability: lock and seal of a unit in Ecom, and the most units of a shop."""

CAPABILITIES: Prices = {
    "SHOP": (100, 10, 1),
    "DISTRIBUTION": (50, 5, 1_000),
    "PROMOTION": (100, 0, 1),
    "MODULE(1)": (50, 0, 1),
    "SHOWCASE": (20, 2, 10_000),
}
"""Those of deployments/parameters/example.yaml."""

EVEN_SEALS: Prices = {
    **CAPABILITIES,
    "PROMOTION": (100, 10, 1),
    "MODULE(1)": (50, 5, 1),
}
"""The proposed prices: every capability seals a tenth of what it locks."""

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
SOCIAL_POINTS = 44
"""Check-in, shares, comments, likes and posts of one account in a day, at their caps; reads come on top."""
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
    micro_sales: bool = False
    """Whether all allowance is used in sales of 1 Ecom, each rated in every direction."""
    weekly: bool = False
    """Whether shops save seven days of allowance for the weekday on which others trade least."""
    moves: bool = False
    """Whether the lock moves to another shop every seven days (release, cooldown, lock again)."""
    lent: float = 1.0
    """Live lock while selling over lock owned: above 1 only where the cooldown is shorter than seven days."""
    literal: bool = False
    """Whether points without a shop are bounded by the trade of 30 days, not by its mean day."""
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
    selling = -(-days // ALLOWANCE_DAYS) if ring.weekly or ring.moves else days
    sales = selling * ring.shops * ring.sales
    if ring.micro_sales:
        sales = days * int(ring.lock * KAPPA_BPS // 10_000)
    ratings = RATINGS * sales if ring.rates or ring.micro_sales else 0
    return opening + claims + sales * SALE_GAS + ratings * RATE_GAS


def honest(economy: Economy, window: Window, lock: int, *, typical: bool = False) -> list[Class]:
    """A shop whose allowance real customers fill, through a real distributor: seller, distributor, buyer.

    Unrated or rated 4 to 5, without points; ``typical``: with the quality, the share of linked sales and the
    points that the market has in the same days.
    """
    allowance = lock * MICRO * KAPPA_BPS // 10_000
    sold = _steady(window.days, allowance)
    classes = []
    record = economy.record
    days = slice(window.first - 1, window.last)
    for role, name in enumerate(ROLES):
        counted = np.zeros((window.days, 3), dtype=np.int64)
        points = np.zeros_like(counted)
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
            if role == SELLER:
                rate = record.owner[days].sum(axis=0) / max(record.bound[days].sum(), 1)
                points = np.floor(allowance * rate * np.ones((window.days, 1))).astype(np.int64)
            elif role == BUYER:
                rate = record.shopless[days].sum(axis=0) / max(record.counted[days, BUYER].sum(), 1)
                points = np.floor(sold[:, None] * rate).astype(np.int64)
        classes.append(Class(name, 1, counted, quality, points))
    return classes


def ring_classes(ring: Ring, window: Window, scoring: Scoring) -> list[Class]:
    """The accounts of a ring: its shops' owners, and its buyers where they own no shop."""
    each = ring.lock * MICRO // ring.shops
    allowance = each * KAPPA_BPS // 10_000
    selling = int(allowance * ring.lent)
    sold = np.zeros(window.days, dtype=np.int64)
    if ring.trades:
        sold = _bursts(window, selling) if ring.weekly or ring.moves else _steady(window.days, selling)
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

    owner_points, buyer_points = _wanted(ring, owners, buyers, sold)
    room = live
    if scoring.points_share_allowance:
        room = _room(sold, live)
    classes = [
        Class("owners", ring.shops, owners, owners * UNRATED, bounded(owner_points.T, room).T),
    ]
    if ring.shopless:
        bound = rolling(sold, POINT_DAYS) * scoring.shopless_bps // 10_000
        if not ring.literal:
            bound = bound // POINT_DAYS
        classes.append(
            Class("buyers", ring.shops, buyers, buyers * UNRATED, bounded(buyer_points.T, bound).T)
        )
    return classes


def _wanted(ring: Ring, owners: Integers, buyers: Integers, sold: Integers) -> tuple[Integers, Integers]:
    """Points before any bound, of an owner and of a buyer without a shop."""
    owner, buyer = np.zeros_like(owners), np.zeros_like(buyers)
    if ring.rates or ring.micro_sales:
        count = np.where(sold > 0, ring.sales, 0)
        if ring.micro_sales:
            count = sold // MICRO
        owner[:, SELLER] += count * POINT
        if ring.linked and ring.shops > 1:
            owner[:, DISTRIBUTOR] += count * POINT
        (buyer if ring.shopless else owner)[:, BUYER] += count * POINT * RATINGS_OF_BUYER
    if ring.social:
        owner[:, BUYER] += SOCIAL_POINTS * POINT
        buyer[:, BUYER] += SOCIAL_POINTS * POINT
    if ring.readers:
        owner[:, BUYER] += 10**6 * MICRO
        buyer[:, BUYER] += 10**6 * MICRO
    return owner, buyer


def _room(sold: Integers, live: Integers) -> Integers:
    """What points may still use where a shop's sales and points of seven days share its allowance.

    For a ring that takes all the points it is let take.
    """
    room = np.zeros_like(sold)
    for day in range(len(sold)):
        since = max(day - ALLOWANCE_DAYS + 1, 0)
        used = sold[since : day + 1].sum() + room[since:day].sum()
        room[day] = max(int(live[day]) * ALLOWANCE_DAYS - int(used), 0)
    return room


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
