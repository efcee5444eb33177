"""A valid voucher is no promise: market, catalog and budget decide as for any order (ORD-1, CAT-2)."""

import pytest
from clock import mine_at
from orders import reserve_of, vouched_purchase
from scene import BUDGET, FIAT, FIAT_BASE, MIXED, PRICE, fiat, offer, purchase, tokens
from vouchers_signing import scene_voucher, sign_voucher

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOWCASE

from helpers import assert_reverts, custom

NOBODY = "0x" + "00" * 20


@pytest.fixture
def refused(system, vouchers, scene):
    """Asserts that the seller's voucher for a purchase is refused with an error, whoever submits it."""

    def check(expected, wanted):
        voucher = scene_voucher(system, scene, wanted)
        assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)

    return check


def test_place__for_nobody__reverts(system, market, vouchers, scene, wanted):
    voucher = sign_voucher(system, scene.seller, wanted, NOBODY)
    assert_reverts(custom(market.ZeroBuyer), vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize("listing", ["mixed", "escrowed", "instant"])
def test_place__token_only_option__reverts(market, scene, refused, listing):
    """It needs no voucher, and gets no way around the escrow of commission."""
    listing = getattr(scene, listing)
    expected = custom(market.OptionHasNoFiatPart, listing=listing, option=0)
    refused(expected, purchase(listing, scene.links[0]))


def test_place__unknown_option__reverts(catalog, scene, refused):
    refused(
        custom(catalog.UnknownOption, listing=scene.mixed, option=3),
        purchase(scene.mixed, option=3, unit_price=0),
    )


def test_place__revised_in_between__reverts(system, market, catalog, vouchers, scene, wanted):
    """A seller who changes anything of the listing voids what was signed."""
    voucher = scene_voucher(system, scene, wanted)
    catalog.revise(scene.mixed, offer(tokens(), fiat(), fiat(tokens=PRICE)), sender=scene.seller)
    expected = custom(market.StaleRevision, listing=scene.mixed, given=1, current=2)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__signed_for_a_revision_to_come__reverts_until_then(system, market, vouchers, scene, wanted):
    wanted = (*wanted[:2], 2, *wanted[3:])
    voucher = scene_voucher(system, scene, wanted)
    expected = custom(market.StaleRevision, listing=scene.mixed, given=2, current=1)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


@pytest.mark.parametrize(
    ("option", "quantity"), [(FIAT, 0), (MIXED, 0), (MIXED, MAX_SUPPLY // (PRICE + FIAT_BASE) + 1)]
)
def test_place__quantity_out_of_range__reverts(market, scene, refused, option, quantity):
    """The whole price, declared value included, is at most what there is."""
    wanted = vouched_purchase(scene, option=option, quantity=quantity)
    refused(custom(market.QuantityOutOfRange, quantity=quantity, unitPrice=wanted[4]), wanted)


@pytest.mark.parametrize(("units", "fits"), [(2, True), (3, False)])
def test_place__declared_value_up_to_what_there_is__fits(
    system, market, catalog, vouchers, scene, refused, units, fits
):
    catalog.revise(scene.mixed, offer(fiat(base=MAX_SUPPLY // 2)), sender=scene.seller)
    wanted = purchase(scene.mixed, revision=2, quantity=units, unit_price=0)
    if fits:
        vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)
        assert market.order(market.totals().orders).fiat == MAX_SUPPLY
    else:
        refused(custom(market.QuantityOutOfRange, quantity=units, unitPrice=0), wanted)


def test_place__more_than_in_stock__reverts(market, catalog, scene, refused):
    catalog.setStock(scene.mixed, 2, sender=scene.seller)
    expected = custom(market.OutOfStock, listing=scene.mixed, quantity=3, available=2)
    refused(expected, vouched_purchase(scene, quantity=3))


@pytest.mark.parametrize("seconds", [-1, 0])
def test_place__market_paused__reverts_until_its_end(
    system, market, vouchers, scene, guardian, refused, wanted, seconds
):
    market.pause(100, sender=guardian)
    until = market.totals().pausedUntil
    mine_at(until + seconds)
    if seconds < 0:
        refused(custom(market.PausedUntil, until=until, now_=until - 1), wanted)
    else:
        vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)


@pytest.mark.parametrize("allowance", [0, PRICE - 1])
def test_place__submitter_without_allowance__reverts(token, market, scene, refused, wanted, allowance):
    """The buyer's allowance for the market is nobody's but the buyer's: the submitter pays."""
    token.approve(market, allowance, sender=scene.buyer)
    expected = custom(
        market.PaymentFailed,
        payer=scene.buyer,
        amount=PRICE,
        balance=token.balanceOf(scene.buyer),
        allowance=allowance,
    )
    refused(expected, wanted)


def test_place__by_a_stranger_without_allowance__never_pulls_from_buyer_or_seller(
    system, token, market, vouchers, scene, wanted
):
    token.approve(market, 0, sender=scene.stranger)
    voucher = scene_voucher(system, scene, wanted)
    expected = custom(
        market.PaymentFailed,
        payer=scene.stranger,
        amount=PRICE,
        balance=token.balanceOf(scene.stranger),
        allowance=0,
    )
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.stranger)


def test_place__without_balance__reverts(token, market, scene, refused, wanted):
    token.transfer(scene.stranger, token.balanceOf(scene.buyer) - PRICE + 1, sender=scene.buyer)
    expected = custom(
        market.PaymentFailed,
        payer=scene.buyer,
        amount=PRICE,
        balance=PRICE - 1,
        allowance=token.allowance(scene.buyer, market),
    )
    refused(expected, wanted)


@pytest.mark.parametrize("option", [FIAT, MIXED])
@pytest.mark.parametrize("n", [1, 4])
def test_place__budget_one_short__reverts_and_fits_with_it(
    system, budgets, vouchers, scene, refused, option, n
):
    wanted = vouched_purchase(scene, n, option=option)
    needed = reserve_of(wanted[4] + FIAT_BASE, n)
    budgets.withdraw(scene.shop, BUDGET - needed + 1, sender=scene.seller)
    refused(
        custom(budgets.BudgetTooLow, shop=scene.shop, amount=needed, budget=needed - 1),
        wanted,
    )
    budgets.fund(scene.shop, 1, sender=scene.stranger)
    vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)
    assert budgets.budget(scene.shop) == 0


def test_place__no_budget_and_no_link__works(system, market, budgets, vouchers, scene):
    budgets.withdraw(scene.shop, BUDGET, sender=scene.seller)
    wanted, before = vouched_purchase(scene), market.totals().orders
    vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)
    assert market.totals().orders == before + 1


def test_place__delisted__reverts(catalog, scene, refused, wanted):
    catalog.delist(scene.mixed, sender=scene.seller)
    refused(custom(catalog.ListingDelisted, listing=scene.mixed), wanted)


def test_place__listing_asleep__reverts(catalog, registry, scene, refused, wanted):
    registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    refused(custom(catalog.ListingAsleep, listing=scene.mixed, number=4, carried=3), wanted)


def test_place__task_closed__reverts(catalog, scene, refused, wanted):
    catalog.closeTask(scene.task, sender=scene.seller)
    refused(custom(catalog.TaskNotOpen, task=scene.task), wanted)


def test_place__promotion_released__reverts(catalog, registry, scene, refused, wanted):
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    refused(custom(catalog.PromotionNotLive, shop=scene.shop), wanted)


def test_place__link_dropped__reverts(catalog, scene, refused, wanted):
    """A link that is not live when the order is placed closes no sale; levels above it may sleep."""
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    refused(custom(catalog.LinkIsDropped, link=scene.links[1]), wanted)


def test_place__distribution_released__reverts(catalog, registry, scene, refused, wanted):
    registry.release(scene.shops[1], DISTRIBUTION, 1, sender=scene.distributors[1])
    number = catalog.link(scene.links[1]).number
    expected = custom(catalog.LinkAsleep, link=scene.links[1], number=number, carried=...)
    refused(expected, wanted)
