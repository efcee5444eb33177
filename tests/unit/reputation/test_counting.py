"""Counted volume to the unit: every sale against an independent account of the allowance (REP-4)."""

from fractions import Fraction
from math import ceil, floor
from random import Random

import pytest
from clock import DAY, next_block_at, now
from events import log
from scene import ENOUGH, offer, purchase, tokens

from ecomchain.amounts import BPS, ECOM
from ecomchain.ids import ANY_NUMBER, SHOWCASE, UNLIMITED, listing_id

from .standing import buy_at, micro, seller_of

TICK = 65_536
UNIT = 10**15 + 7
"""Price of a unit: sales are of many units, and of no round amount."""


@pytest.fixture
def listing(system, scene):
    """At UNIT, paid at once."""
    terms = offer(tokens(UNIT), protection=0, fulfil_within=0)
    system.catalog.list(scene.shop, terms, UNLIMITED, ANY_NUMBER, sender=scene.seller)
    return listing_id(scene.shop, 7)


class Account:
    """The seller's allowance in exact fractions of a second; what is kept is in ticks, rounded up."""

    def __init__(self) -> None:
        self.used_until = 0
        self.counted = 0

    def allowance(self, time: int, lock: int, kappa: int) -> int:
        per_second = Fraction(lock * kappa, BPS * DAY)
        return floor(Fraction(time * TICK - self.since(time), TICK) * per_second)

    def since(self, time: int) -> int:
        return max(self.used_until, (time - 7 * DAY) * TICK)

    def sell(self, proceeds: int, time: int, lock: int, kappa: int, least: int = ECOM) -> int:
        """What counts of a sale."""
        counted = min(proceeds, self.allowance(time, lock, kappa)) // 10**12 * 10**12
        if proceeds < least or counted < least:
            return 0
        self.used_until = self.since(time) + ceil(counted / Fraction(lock * kappa, BPS * DAY) * TICK)
        self.counted += counted
        return counted


def sale(listing, quantity):
    return purchase(listing, quantity=quantity, unit_price=UNIT)


def counted_in(receipt, market, reputation):
    """What each ``SaleCounted`` of the transaction says, by order."""
    topic = log(reputation.SaleCounted, market=market, order=0, counted=0).topics[0]
    return {
        int.from_bytes(entry["topics"][2]): int.from_bytes(entry["data"])
        for entry in receipt.logs
        if entry["topics"][0] == topic
    }


@pytest.mark.parametrize("seed", range(3))
def test_counting__many_sales_and_changes__follows_the_account_to_the_unit(
    system, market, registry, reputation, scene, listing, operator, seed
):
    """Sales of any size at any time, while lock and kappa go up and down."""
    random, account, days = Random(seed), Account(), {}
    lock, kappa, orders = registry.locks(scene.shop).live, reputation.kappaBps(), 0
    for _ in range(25):
        match random.randrange(6):
            case 0:
                registry.acquire(scene.shop, SHOWCASE, random.randint(1, 40), ENOUGH, sender=scene.seller)
            case 1:
                spare = registry.position(scene.shop, SHOWCASE).units - 5  # which carry the listing
                if spare:
                    registry.release(scene.shop, SHOWCASE, random.randint(1, spare), sender=scene.seller)
            case 2:
                kappa = random.choice([1, 77, 500, 2_000])
                reputation.setKappa(kappa, sender=operator)
        lock = registry.locks(scene.shop).live
        time = now() + random.choice([1, 2, 977, 33_333, DAY, 5 * DAY, 9 * DAY])
        next_block_at(time)
        quantity = random.choice([999, 1_000, random.randint(1, 20_000), random.randint(1, 200_000)])
        receipt = market.place(sale(listing, quantity), sender=scene.buyer)
        proceeds = quantity * UNIT
        expected = account.sell(proceeds, time, lock, kappa)
        order = market.totals().orders
        assert counted_in(receipt, market, reputation) == ({order: expected} if expected else {})
        orders += proceeds >= ECOM
        days[time // DAY] = days.get(time // DAY, 0) + expected
        assert reputation.allowance(scene.shop) == account.allowance(time, lock, kappa)
        tally = seller_of(system, scene.shop)[0]
        assert (tally[0], tally[2], tally[4]) == (orders, micro(account.counted), account.used_until)
    assert account.counted > 0
    for day, expected in days.items():
        assert reputation.day(day).counted == expected
    assert reputation.buyer(scene.buyer).counted == micro(account.counted)


def test_counting__several_sales_in_one_block__share_one_allowance(
    system, market, registry, reputation, scene, listing
):
    """No time passes between them: what the first takes the others do not have."""
    account, quantities = Account(), [30_000, 50_000, 60_000, 900, 40_000]
    lock, kappa = registry.locks(scene.shop).live, reputation.kappaBps()
    calls = [market.place.encode_input(sale(listing, quantity)) for quantity in quantities]
    first = market.totals().orders + 1
    receipt = market.multicall(calls, sender=scene.buyer)
    expected = [account.sell(quantity * UNIT, now(), lock, kappa) for quantity in quantities]
    assert counted_in(receipt, market, reputation) == {
        first + i: amount for i, amount in enumerate(expected) if amount
    }
    assert expected[0] == 30_000 * UNIT // 10**12 * 10**12  # whole
    assert expected[2] < 60_000 * UNIT  # in part
    assert expected[3:] == [0, 0]
    # By rounding the time that each uses, less than a tick's worth for each sale.
    most = 7 * lock * kappa // BPS
    assert most - len(quantities) * 10**12 <= account.counted <= most
    assert seller_of(system, scene.shop)[0][2] == micro(account.counted)


@pytest.mark.parametrize(("more", "counts"), [(0, 0), (1, 1)])
def test_counting__allowance_around_the_least__counts_from_it_on(
    system, market, reputation, scene, listing, more, counts
):
    """One Ecom of allowance is 5,760 seconds of a lock of 300 Ecom."""
    buy_at(system, scene, 200 * ECOM)
    used_until = seller_of(system, scene.shop)[0][4]
    whole = -(-used_until // TICK) + 5_760
    next_block_at(whole - 1 + more)
    receipt = market.place(sale(listing, 2_000), sender=scene.buyer)
    amounts = list(counted_in(receipt, market, reputation).values())
    assert len(amounts) == counts
    assert all(ECOM <= amount < ECOM + 15 * ECOM // DAY for amount in amounts)


@pytest.mark.parametrize(("price", "counts"), [(ECOM - 1, 0), (ECOM, ECOM), (ECOM + 1, ECOM)])
def test_counting__sale_around_the_least__counts_from_it_on(system, market, reputation, scene, price, counts):
    receipt = buy_at(system, scene, price)
    assert list(counted_in(receipt, market, reputation).values()) == [counts] * bool(counts)


def test_counting__unused_for_longer_than_the_period__lapses(system, market, reputation, scene, listing):
    buy_at(system, scene, 50 * ECOM)
    next_block_at(now() + 30 * DAY)
    receipt = market.place(sale(listing, 500_000), sender=scene.buyer)
    (counted,) = counted_in(receipt, market, reputation).values()
    assert counted == 105 * ECOM == reputation.ALLOWANCE_PERIOD() // DAY * 15 * ECOM
    assert reputation.allowance(scene.shop) == 0


def test_counting__lock_released_after_the_sale_before_the_close__counts_by_what_is_left(
    system, market, registry, reputation, scene
):
    """The lock at the close is what stands behind it (REP-4)."""
    registry.acquire(scene.shop, SHOWCASE, 1_000, ENOUGH, sender=scene.seller)
    market.place(purchase(scene.escrowed), sender=scene.buyer)
    order = market.totals().orders
    registry.release(scene.shop, SHOWCASE, 1_000, sender=scene.seller)
    receipt = market.confirm(order, sender=scene.buyer)
    assert counted_in(receipt, market, reputation) == {order: 105 * ECOM}
