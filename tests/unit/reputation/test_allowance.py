"""Counted volume: at most kappa of the live lock a day, adding up for seven days (REP-4)."""

import pytest
from clock import DAY, mine_at, next_block_at, now
from scene import ENOUGH, open_shop

from ecomchain.amounts import BPS, ECOM
from ecomchain.ids import PROMOTION, SHOP, SHOWCASE

from .standing import buy, buy_at, fulfilled, list_at, micro, seller_of
from helpers import assert_reverts, custom

WEEK = 7 * DAY


def a_day(system, scene) -> int:
    """The allowance of the seller's shop for a day."""
    return system.registry.locks(scene.shop).live * system.reputation.kappaBps() // BPS


def test_allowance__never_used__is_that_of_a_week(system, reputation, scene):
    assert reputation.allowance(scene.shop) == 7 * a_day(system, scene) == 105 * ECOM
    mine_at(now() + 100 * DAY)
    assert reputation.allowance(scene.shop) == 105 * ECOM


def test_sale__within_the_allowance__counts_whole(system, reputation, scene):
    buy_at(system, scene, 40 * ECOM)
    assert seller_of(system, scene.shop)[0][1:3] == (40_000_000, 40_000_000)
    left = reputation.allowance(scene.shop)
    assert 65 * ECOM - ECOM // 1_000 < left <= 65 * ECOM  # time used is rounded up


def test_sale__beyond_the_allowance__counts_in_part_and_then_not_at_all(system, reputation, scene):
    buy_at(system, scene, 200 * ECOM)
    first = seller_of(system, scene.shop)[0]
    assert first[1:3] == (200_000_000, 105_000_000)
    buy_at(system, scene, 200 * ECOM)
    second = seller_of(system, scene.shop)[0]
    assert second[1:3] == (400_000_000, 105_000_000)
    assert second[4] == first[4]  # what counts nothing uses nothing


def test_allowance__used_up__grows_by_the_second(system, reputation, scene):
    buy_at(system, scene, 200 * ECOM)
    start = now()
    for seconds in (1, 1_000, DAY, 3 * DAY, WEEK):
        mine_at(start + seconds)
        expected = a_day(system, scene) * seconds // DAY
        assert abs(reputation.allowance(scene.shop) - expected) <= a_day(system, scene) // DAY // 65_536 + 1
    mine_at(start + WEEK + 1)
    assert reputation.allowance(scene.shop) == 7 * a_day(system, scene)


def test_allowance__lock_raised_and_released__is_worth_what_it_is_now(system, registry, reputation, scene):
    before = reputation.allowance(scene.shop)
    registry.acquire(scene.shop, SHOWCASE, 15, ENOUGH, sender=scene.seller)  # 300 more
    assert reputation.allowance(scene.shop) == 2 * before
    registry.release(scene.shop, SHOWCASE, 15, sender=scene.seller)  # pending does not count
    assert reputation.allowance(scene.shop) == before


def test_allowance__no_lock__counts_nothing(system, market, registry, reputation, scene):
    order = fulfilled(system, scene)
    for capability, units in ((PROMOTION, 1), (SHOWCASE, 5), (SHOP, 1)):
        registry.release(scene.shop, capability, units, sender=scene.seller)
    assert reputation.allowance(scene.shop) == 0
    market.confirm(order, sender=scene.buyer)
    tally, _ = seller_of(system, scene.shop)
    assert (tally[0], tally[2]) == (1, 0)


def test_allowance__kappa_changed__is_worth_what_it_is_now(system, reputation, operator, scene):
    before = reputation.allowance(scene.shop)
    reputation.setKappa(2 * reputation.kappaBps(), sender=operator)
    assert reputation.allowance(scene.shop) == 2 * before


def test_sale__less_allowance_than_the_least_that_counts__keeps_it_for_the_next(system, scene):
    price = 200 * ECOM
    listing = list_at(system, scene, price)
    buy(system, scene, listing, price)
    used_until = seller_of(system, scene.shop)[0][4]
    next_block_at(now() + 3_600)  # 0.6 Ecom
    buy(system, scene, listing, price)
    assert seller_of(system, scene.shop)[0][4] == used_until
    next_block_at(now() + 3_600)
    buy(system, scene, listing, price)
    assert seller_of(system, scene.shop)[0][2] > 106_000_000


def test_farming__by_trading_with_oneself__is_bounded_by_the_lock(system, reputation, scene):
    """However many orders and buyers: in d days at most (7 + d) days' allowance counts."""
    started, price = now(), 500 * ECOM
    listing = list_at(system, scene, price)
    for i in range(12):
        next_block_at(started + (i + 1) * DAY // 2)
        buyer = (scene.buyer, scene.stranger, scene.seller)[i % 3]
        buy(system, scene, listing, price, sender=buyer)
    days = (now() - started) / DAY
    counted = seller_of(system, scene.shop)[0][2]
    assert 0 < counted <= micro(int((7 + days) * a_day(system, scene)))
    assert sum(reputation.day(started // DAY + i).counted for i in range(10)) == counted * 10**12


@pytest.mark.parametrize("bps", [0, 2_001])
def test_set_kappa__out_of_bounds__reverts(reputation, operator, bps):
    expected = custom(reputation.ParameterOutOfBounds, value=bps, min=1, max=reputation.MAX_KAPPA())
    assert_reverts(expected, reputation.setKappa, bps, sender=operator)


def test_shop__of_another__has_an_allowance_of_its_own(system, reputation, scene):
    buy_at(system, scene, 200 * ECOM)
    other = open_shop(system, scene.rival)
    assert reputation.allowance(other) == 7 * 100 * ECOM * 500 // BPS
