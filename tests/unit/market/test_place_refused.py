"""Why `place` refuses; nothing is half-done (CAT-2, CAT-3, ORD-1)."""

import pytest
from clock import mine_at, now
from scene import PRICE, L, M, offer, purchase, shares, tokens

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION, NO_LINK, PROMOTION, SHOWCASE, UNLIMITED, link_id, task_id

from helpers import assert_reverts, custom


@pytest.mark.parametrize("given", [0, 2, 2**32 - 1])
def test_place__stale_revision__reverts(market, scene, given):
    expected = custom(market.StaleRevision, listing=scene.escrowed, given=given, current=1)
    assert_reverts(expected, market.place, purchase(scene.escrowed, revision=given), sender=scene.buyer)


@pytest.mark.parametrize("given", [0, PRICE - 1, PRICE + 1])
@pytest.mark.parametrize("listing", ["escrowed", "instant"])
def test_place__wrong_price__reverts(market, scene, listing, given):
    listing = getattr(scene, listing)
    expected = custom(market.WrongPrice, listing=listing, given=given, current=PRICE)
    assert_reverts(expected, market.place, purchase(listing, unit_price=given), sender=scene.buyer)


@pytest.mark.parametrize(("option", "price"), [(1, 0), (2, PRICE)])
def test_place__option_with_a_fiat_part__reverts(market, scene, option, price):
    expected = custom(market.OptionHasFiatPart, listing=scene.mixed, option=option)
    wanted = purchase(scene.mixed, option=option, unit_price=price)
    assert_reverts(expected, market.place, wanted, sender=scene.buyer)


@pytest.mark.parametrize("quantity", [0, MAX_SUPPLY // PRICE + 1, 2**24 - 1])
def test_place__quantity_out_of_range__reverts(market, scene, quantity):
    expected = custom(market.QuantityOutOfRange, quantity=quantity, unitPrice=PRICE)
    assert_reverts(expected, market.place, purchase(scene.escrowed, quantity=quantity), sender=scene.buyer)


def test_place__largest_quantity__is_only_a_matter_of_money(token, market, scene):
    quantity = MAX_SUPPLY // PRICE
    expected = custom(
        market.PaymentFailed,
        payer=scene.buyer,
        amount=quantity * PRICE,
        balance=token.balanceOf(scene.buyer),
        allowance=token.allowance(scene.buyer, market),
    )
    assert_reverts(expected, market.place, purchase(scene.escrowed, quantity=quantity), sender=scene.buyer)


def test_place__two_units_at_the_highest_price__reverts(market, catalog, scene):
    catalog.revise(scene.escrowed, offer(tokens(MAX_SUPPLY)), sender=scene.seller)
    expected = custom(market.QuantityOutOfRange, quantity=2, unitPrice=MAX_SUPPLY)
    wanted = purchase(scene.escrowed, revision=2, quantity=2, unit_price=MAX_SUPPLY)
    assert_reverts(expected, market.place, wanted, sender=scene.buyer)


@pytest.mark.parametrize(("listing", "available"), [("limited", 10 - 3), ("instant_limited", 5)])
def test_place__more_than_in_stock__reverts(market, scene, listing, available):
    listing = getattr(scene, listing)
    for quantity in (available + 1, 1_000_000):
        expected = custom(market.OutOfStock, listing=listing, quantity=quantity, available=available)
        assert_reverts(expected, market.place, purchase(listing, quantity=quantity), sender=scene.buyer)


@pytest.mark.parametrize("allowance", [0, PRICE - 1])
def test_place__missing_allowance__reverts_with_what_there_is(token, market, scene, allowance):
    token.approve(market, allowance, sender=scene.buyer)
    balance = token.balanceOf(scene.buyer)
    values = {"payer": scene.buyer, "balance": balance, "allowance": allowance}
    expected = custom(market.PaymentFailed, amount=PRICE, **values)
    for listing in (scene.escrowed, scene.instant):
        assert_reverts(expected, market.place, purchase(listing), sender=scene.buyer)


def test_place__missing_balance__reverts_with_what_there_is(token, market, scene):
    balance = token.balanceOf(scene.buyer)
    token.transfer(scene.stranger, balance - PRICE + 1, sender=scene.buyer)
    allowed = token.allowance(scene.buyer, market)
    expected = custom(
        market.PaymentFailed, payer=scene.buyer, amount=PRICE, balance=PRICE - 1, allowance=allowed
    )
    for listing in (scene.escrowed, scene.instant):
        assert_reverts(expected, market.place, purchase(listing), sender=scene.buyer)


def test_place__instant_allowance_for_a_part__pays_nobody(token, market, scene):
    """The seller's part fits, the first distributor's does not."""
    first = shares(PRICE, [True] * 3)
    token.approve(market, first.seller + 1, sender=scene.buyer)
    balance = token.balanceOf(scene.buyer)
    wanted = purchase(scene.instant, scene.links[2])
    expected = custom(
        market.PaymentFailed,
        payer=scene.buyer,
        amount=first.upper,
        balance=balance - first.seller,
        allowance=1,
    )
    assert_reverts(expected, market.place, wanted, sender=scene.buyer)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_place__paused__reverts_until_its_end(market, scene, guardian, seconds):
    market.pause(100, sender=guardian)
    until = market.totals().pausedUntil
    assert until == now() + 100
    mine_at(until + seconds)
    for listing in (scene.escrowed, scene.instant):
        if seconds < 0:
            expected = custom(market.PausedUntil, until=until, now_=until - 1)
            assert_reverts(expected, market.place, purchase(listing), sender=scene.buyer)
        else:
            market.place(purchase(listing), sender=scene.buyer)


def test_place__unknown_listing_or_option__reverts(market, catalog, scene):
    expected = custom(catalog.UnknownListing, listing=0)
    assert_reverts(expected, market.place, purchase(0), sender=scene.buyer)
    expected = custom(catalog.UnknownOption, listing=scene.escrowed, option=1)
    assert_reverts(expected, market.place, purchase(scene.escrowed, option=1), sender=scene.buyer)


def test_place__delisted__reverts(market, catalog, scene):
    catalog.delist(scene.escrowed, sender=scene.seller)
    expected = custom(catalog.ListingDelisted, listing=scene.escrowed)
    assert_reverts(expected, market.place, purchase(scene.escrowed, revision=2), sender=scene.buyer)


def test_place__listing_asleep__reverts(market, catalog, registry, scene):
    registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    expected = custom(catalog.ListingAsleep, listing=scene.mixed, number=4, carried=3)
    assert_reverts(expected, market.place, purchase(scene.mixed), sender=scene.buyer)


def test_place__uncovered_listing_through_a_link__reverts(market, catalog, scene):
    expected = custom(catalog.ListingNotCovered, task=scene.task, listing=scene.alone)
    assert_reverts(expected, market.place, purchase(scene.alone, scene.links[0]), sender=scene.buyer)
    market.place(purchase(scene.alone), sender=scene.buyer)


def test_place__another_shops_link__reverts(market, catalog, scene):
    link = link_id(scene.rival_task, scene.shops[0])
    expected = custom(catalog.ListingNotCovered, task=scene.rival_task, listing=scene.escrowed)
    assert_reverts(expected, market.place, purchase(scene.escrowed, link), sender=scene.buyer)


def test_place__closed_task__sells_only_straight(market, catalog, scene):
    catalog.closeTask(scene.task, sender=scene.seller)
    expected = custom(catalog.TaskNotOpen, task=scene.task)
    assert_reverts(expected, market.place, purchase(scene.escrowed, scene.links[2]), sender=scene.buyer)
    market.place(purchase(scene.escrowed), sender=scene.buyer)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_place__around_the_tasks_expiry__sells_only_before(market, catalog, scene, seconds):
    expiry, task = now() + 1_000, task_id(scene.shop, 2)
    catalog.publishTask(scene.shop, (L, M, 1, expiry), [scene.alone], sender=scene.seller)
    catalog.takeLink(task, NO_LINK, scene.rival_shop, 0, sender=scene.rival)
    wanted = purchase(scene.alone, link_id(task, scene.rival_shop))
    mine_at(expiry + seconds)
    if seconds < 0:
        assert market.place.call(wanted, sender=scene.buyer) == market.totals().orders + 1
    else:
        assert_reverts(custom(catalog.TaskNotOpen, task=task), market.place, wanted, sender=scene.buyer)


def test_place__promotion_released__sells_only_straight(market, catalog, registry, scene):
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    expected = custom(catalog.PromotionNotLive, shop=scene.shop)
    assert_reverts(expected, market.place, purchase(scene.escrowed, scene.links[0]), sender=scene.buyer)
    market.place(purchase(scene.escrowed), sender=scene.buyer)


def test_place__dormant_closing_link__reverts(market, catalog, registry, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    expected = custom(catalog.LinkIsDropped, link=scene.links[1])
    assert_reverts(expected, market.place, purchase(scene.escrowed, scene.links[1]), sender=scene.buyer)
    registry.release(scene.shops[2], DISTRIBUTION, 1, sender=scene.distributors[2])
    expected = custom(catalog.LinkAsleep, link=scene.links[2], number=0, carried=0)
    assert_reverts(expected, market.place, purchase(scene.escrowed, scene.links[2]), sender=scene.buyer)


def test_place__unlimited_stock__never_runs_out(market, scene):
    assert (market.available(scene.escrowed), market.sold(scene.escrowed)) == (UNLIMITED, 0)
    market.place(purchase(scene.escrowed), sender=scene.buyer)
    assert (market.available(scene.escrowed), market.sold(scene.escrowed)) == (UNLIMITED, 0)
