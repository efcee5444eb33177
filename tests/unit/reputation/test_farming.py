"""Trading with oneself: what it yields is bounded by the lock behind it (REP-4, ORD-8)."""

from clock import DAY, next_block_at, now
from scene import CID, ENOUGH, L, M, actor, offer, open_shop, purchase, tokens

from ecomchain.amounts import BPS, ECOM
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, SHOWCASE, UNLIMITED, link_id, listing_id

from .standing import Direction, buy, distributor_of, list_at, micro, seller_of
from helpers import assert_reverts, custom

UNREACHABLE = (2**32 - 1, 2**56 - 1)


def bound(system, shop, days):
    """The most that can count in so many days of a shop that has not sold before, in micro-Ecom."""
    lock = system.registry.locks(shop).live
    return micro((7 + days) * lock * system.reputation.kappaBps() // BPS)


def test_farming__with_many_distributor_identities__splits_what_one_would_get(
    system, market, catalog, reputation, scene
):
    """Each paid level has its part of what counted, so many identities have no more than one."""
    price, listing = 500 * ECOM, listing_id(scene.shop, 7)
    terms = offer(tokens(price), protection=0, fulfil_within=0)
    catalog.list(scene.shop, terms, UNLIMITED, ANY_NUMBER, sender=scene.seller)
    catalog.cover(scene.task, [listing], sender=scene.seller)
    links = []
    for _ in range(4):  # all straight from the seller
        one = actor(system)
        shop = open_shop(system, one, DISTRIBUTION)
        catalog.takeLink(scene.task, 0, shop, ANY_NUMBER, sender=one)
        links.append((shop, link_id(scene.task, shop)))
    started = now()
    for i in range(16):
        next_block_at(started + (i + 1) * DAY // 4)
        market.place(purchase(listing, links[i % 4][1], unit_price=price), sender=scene.buyer)
    counted = seller_of(system, scene.shop)[0][2]
    shares = [distributor_of(system, shop)[0][3] for shop, _ in links]
    assert 0 < sum(shares) <= counted <= bound(system, scene.shop, 4)
    # Alone in its chain each gets all of what its sale counted, but the rounding to micro-Ecom.
    assert counted - sum(shares) <= 16


def test_farming__with_a_chain_of_own_shops__the_closing_one_gets_its_part(system, reputation, scene):
    """A longer chain has less for its closing shop, as with the commission."""
    for n in (1, 4):
        next_block_at(now() + 8 * DAY)
        market = system.market
        market.place(purchase(scene.instant, scene.link(n)), sender=scene.buyer)
    alone, last = (distributor_of(system, scene.shops[i])[0][3] for i in (0, 3))
    assert alone == 105 * 10**6
    commission = 105 * ECOM * L // BPS
    assert abs(last - 105 * 10**6 * M // BPS) <= 1
    assert commission > 0


def test_farming__many_orders_at_once__no_more_than_the_allowance(system, market, reputation, scene):
    """A hundred orders in one block, and as many counted orders as the allowance has Ecom at most."""
    listing = list_at(system, scene, 2 * ECOM)
    calls = [market.place.encode_input(purchase(listing, unit_price=2 * ECOM))] * 100
    market.multicall(calls, sender=scene.buyer)
    tally = seller_of(system, scene.shop)[0]
    assert tally[0] == 100
    assert micro(104 * ECOM) < tally[2] <= bound(system, scene.shop, 0) == micro(105 * ECOM)


def test_farming__by_moving_the_lock_from_shop_to_shop__takes_the_cooldown(
    system, market, registry, reputation, scene
):
    """The cooldown of the lock is as long as the allowance adds up: the same lock counts once a day.

    With a shorter cooldown it would count more often, at the price of the seals.
    """
    assert registry.cooldown() >= reputation.ALLOWANCE_PERIOD()
    one, units, counted, locks = actor(system), 400, 0, []
    started = now()
    for _ in range(3):
        shop = open_shop(system, one)
        registry.acquire(shop, SHOWCASE, units, ENOUGH, sender=one)
        locks.append(registry.locks(shop).live)
        terms = offer(tokens(10_000 * ECOM), protection=0, fulfil_within=0)
        system.catalog.list(shop, terms, UNLIMITED, ANY_NUMBER, sender=one)
        market.place(purchase(listing_id(shop, 1), unit_price=10_000 * ECOM), sender=one)
        counted += seller_of(system, shop)[0][2]
        registry.release(shop, SHOWCASE, units, sender=one)
        available_at = registry.locks(shop).availableAt
        early = custom(registry.CooldownRunning, shop=shop, availableAt=available_at, now_=now())
        assert_reverts(early, registry.withdraw, shop, sender=one)
        next_block_at(available_at)
        registry.withdraw(shop, sender=one)
    days = (now() - started) / DAY
    assert counted == sum(7 * micro(lock * 500 // BPS) for lock in locks)
    assert counted <= micro(int((7 + days) * max(locks) * 500 // BPS))


def test_farming__of_a_level__takes_the_volume_that_the_lock_allows(
    system, market, reputation, operator, scene
):
    """A level for ten orders of 10 Ecom takes a week of a lock of 300 Ecom, whatever is turned over."""
    reputation.setThresholds([(20, 150 * 10**6), *[UNREACHABLE] * 4], sender=operator)
    started, level = now(), 0
    while not level:
        next_block_at(now() + DAY // 2)
        market.place(purchase(scene.instant, scene.links[0], quantity=9), sender=scene.buyer)
        level = reputation.levelOf(scene.shops[0])
        assert now() - started < 30 * DAY
    # 105 Ecom were there at the start, 45 more take three days; 20 orders take ten.
    assert now() - started >= 10 * DAY


def test_rating_spam__by_own_refunds_and_cancellations__has_no_voice(system, market, reputation, scene):
    """What costs nothing gives no rating by or of a buyer; a missed deadline is the seller's to avoid."""
    for _ in range(3):
        market.place(purchase(scene.escrowed, scene.links[0]), sender=scene.stranger)
        order = market.totals().orders
        market.refund(order, sender=scene.seller)
        for direction, caller in (
            (Direction.PRODUCT, scene.stranger),
            (Direction.SERVICE, scene.stranger),
            (Direction.PAYMENT, scene.seller),
        ):
            expected = custom(reputation.NotRateable, market=market, order=order)
            assert_reverts(expected, reputation.rate, market, order, direction, 1, CID, sender=caller)
    assert seller_of(system, scene.shop)[1] == (0,) * 8


def test_rating_spam__by_cheap_orders__each_costs_the_least_that_counts(system, market, reputation, scene):
    """A voice costs a paid sale of `minRated`; one unit less has none."""
    for price in (reputation.minRated() - 1, reputation.minRated()):
        buy(system, scene, list_at(system, scene, price), price, sender=scene.stranger)
    order = market.totals().orders
    expected = custom(reputation.NotRateable, market=market, order=order - 1)
    assert_reverts(expected, reputation.rate, market, order - 1, 0, 1, CID, sender=scene.stranger)
    assert not reputation.rate(market, order, 0, 1, CID, sender=scene.stranger).failed
