"""`offer`: a deal, if the market would take it (MODULE)."""

import pytest
from clock import DAY
from events import assert_logs, log
from scene import PRICE, SHOWCASE, STOCK, open_shop, plain, purchase, tokens
from scene import offer as listing_offer

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, UNLIMITED, listing_id

from .deals import FLOOR, MODULE, SIZE, UNIT, WINDOW
from helpers import assert_reverts, custom


def offered(listing, option=0, revision=1, unit_price=UNIT, size=SIZE, window=WINDOW):
    return listing, option, revision, unit_price, size, window


def test_offer__by_the_seller__is_a_deal(group_buy, scene):
    deals = group_buy.totals().deals
    receipt = group_buy.offer(*offered(scene.limited), sender=scene.seller)
    assert_logs(
        receipt,
        log(
            group_buy.DealOffered,
            deal=deals + 1,
            listing=scene.limited,
            option=0,
            revision=1,
            unitPrice=UNIT,
            size=SIZE,
            window=WINDOW,
        ),
    )
    assert plain(group_buy.deal(deals + 1)) == (scene.limited, 1, UNIT, WINDOW, SIZE, 0, False)
    assert group_buy.totals().deals == deals + 1


@pytest.mark.parametrize("unit_price", [FLOOR, PRICE])
def test_offer__at_floor_and_list_price__goes(group_buy, scene, unit_price):
    group_buy.offer(*offered(scene.escrowed, unit_price=unit_price), sender=scene.seller)
    assert group_buy.deal(group_buy.totals().deals).unitPrice == unit_price


@pytest.mark.parametrize("unit_price", [0, FLOOR - 1, PRICE + 1, 2**96 - 1])
def test_offer__below_the_floor_or_above_the_list_price__reverts(group_buy, market, scene, unit_price):
    expected = custom(
        market.PriceOutOfRange,
        listing=scene.escrowed,
        unitPrice=unit_price,
        floor=FLOOR,
        listPrice=PRICE,
    )
    wanted = offered(scene.escrowed, unit_price=unit_price)
    assert_reverts(expected, group_buy.offer, *wanted, sender=scene.seller)


@pytest.mark.parametrize("unit_price", [0, UNIT])
def test_offer__module_off_for_the_listing__reverts(group_buy, market, scene, unit_price):
    market.setFloor(scene.escrowed, group_buy, 0, sender=scene.seller)
    expected = custom(
        market.PriceOutOfRange, listing=scene.escrowed, unitPrice=unit_price, floor=0, listPrice=PRICE
    )
    wanted = offered(scene.escrowed, unit_price=unit_price)
    assert_reverts(expected, group_buy.offer, *wanted, sender=scene.seller)


def test_offer__sold_out__reverts(group_buy, market, scene):
    market.place(purchase(scene.limited, quantity=STOCK), sender=scene.buyer)
    expected = custom(market.OutOfStock, listing=scene.limited, quantity=1, available=0)
    assert_reverts(expected, group_buy.offer, *offered(scene.limited), sender=scene.seller)


def test_offer__capability_released__reverts(group_buy, market, registry, scene):
    registry.release(scene.shop, MODULE, 1, sender=scene.seller)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=group_buy, capability=MODULE)
    assert_reverts(expected, group_buy.offer, *offered(scene.escrowed), sender=scene.seller)


def test_offer__module_retired__reverts(group_buy, market, scene, operator):
    market.setModule(group_buy, 0, sender=operator)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=group_buy, capability=0)
    assert_reverts(expected, group_buy.offer, *offered(scene.escrowed), sender=scene.seller)


@pytest.mark.parametrize("revision", [0, 2])
def test_offer__of_another_revision__reverts(group_buy, market, scene, revision):
    expected = custom(market.StaleRevision, listing=scene.escrowed, given=revision, current=1)
    wanted = offered(scene.escrowed, revision=revision)
    assert_reverts(expected, group_buy.offer, *wanted, sender=scene.seller)


@pytest.mark.parametrize("option", [1, 2])
def test_offer__of_an_option_with_a_fiat_part__reverts(group_buy, market, scene, option):
    expected = custom(market.OptionHasFiatPart, listing=scene.mixed, option=option)
    wanted = offered(scene.mixed, option=option)
    assert_reverts(expected, group_buy.offer, *wanted, sender=scene.seller)


def test_offer__of_a_later_option__is_held_to_its_price(group_buy, market, catalog, scene):
    cheaper = 750 * ECOM
    catalog.revise(scene.escrowed, listing_offer(tokens(), tokens(cheaper)), sender=scene.seller)
    expected = custom(
        market.PriceOutOfRange, listing=scene.escrowed, unitPrice=UNIT, floor=FLOOR, listPrice=cheaper
    )
    wanted = offered(scene.escrowed, option=1, revision=2)
    assert_reverts(expected, group_buy.offer, *wanted, sender=scene.seller)
    wanted = offered(scene.escrowed, option=1, revision=2, unit_price=cheaper)
    group_buy.offer(*wanted, sender=scene.seller)
    assert group_buy.deal(group_buy.totals().deals).option == 1


def test_offer__of_an_unknown_option__reverts(group_buy, catalog, scene):
    expected = custom(catalog.UnknownOption, listing=scene.escrowed, option=1)
    assert_reverts(expected, group_buy.offer, *offered(scene.escrowed, option=1), sender=scene.seller)


def test_offer__of_a_delisted_listing__reverts(group_buy, catalog, scene):
    catalog.delist(scene.escrowed, sender=scene.seller)
    expected = custom(catalog.ListingDelisted, listing=scene.escrowed)
    assert_reverts(expected, group_buy.offer, *offered(scene.escrowed), sender=scene.seller)


def test_offer__of_an_unknown_listing__reverts(group_buy, catalog, scene):
    listing = listing_id(scene.shop, 99)
    expected = custom(catalog.UnknownListing, listing=listing)
    assert_reverts(expected, group_buy.offer, *offered(listing), sender=scene.seller)


def test_offer__of_an_unknown_shop__reverts(group_buy, registry, scene):
    expected = custom(registry.UnknownShop, shop=9_999)
    assert_reverts(expected, group_buy.offer, *offered(listing_id(9_999, 1)), sender=scene.seller)


def test_offer__by_anyone_but_the_seller__reverts(group_buy, stage, operator, foundation):
    scene = stage.scene
    for caller in (scene.rival, scene.stranger, scene.distributors[0], operator, foundation):
        expected = custom(group_buy.NotShopOwner, shop=scene.shop, caller=caller, owner=scene.seller)
        assert_reverts(expected, group_buy.offer, *offered(scene.escrowed), sender=caller)


def test_offer__by_a_former_owner__reverts(group_buy, registry, scene):
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(group_buy.NotShopOwner, shop=scene.shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, group_buy.offer, *offered(scene.escrowed), sender=scene.seller)
    group_buy.offer(*offered(scene.escrowed), sender=scene.rival)


def test_offer__size_out_of_range__reverts(group_buy, scene):
    least, most = group_buy.MIN_SIZE(), group_buy.MAX_SIZE()
    assert (least, most) == (2, 100)
    for size in (0, least - 1, most + 1, 255):
        expected = custom(group_buy.SizeOutOfRange, size=size, min=least, max=most)
        assert_reverts(expected, group_buy.offer, *offered(scene.escrowed, size=size), sender=scene.seller)
    for size in (least, most):
        group_buy.offer(*offered(scene.escrowed, size=size), sender=scene.seller)


def test_offer__window_out_of_range__reverts(group_buy, scene):
    least, most = group_buy.MIN_WINDOW(), group_buy.MAX_WINDOW()
    assert (least, most) == (3_600, 30 * DAY)
    for window in (0, least - 1, most + 1, 2**24 - 1):
        expected = custom(group_buy.WindowOutOfRange, window=window, min=least, max=most)
        wanted = offered(scene.escrowed, window=window)
        assert_reverts(expected, group_buy.offer, *wanted, sender=scene.seller)
    for window in (least, most):
        group_buy.offer(*offered(scene.escrowed, window=window), sender=scene.seller)


def test_offer__asleep_listing__reverts(system, group_buy, registry, catalog, scene):
    registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    slots = registry.openingSlots()
    number = catalog.listing(scene.mixed).number
    assert number >= slots
    expected = custom(catalog.ListingAsleep, listing=scene.mixed, number=number, carried=slots)
    assert_reverts(expected, group_buy.offer, *offered(scene.mixed), sender=scene.seller)


def test_offer__shop_without_the_capability__reverts(system, group_buy, market, catalog, scene):
    shop = open_shop(system, scene.stranger)
    listing = listing_id(shop, 1)
    catalog.list(shop, listing_offer(), UNLIMITED, ANY_NUMBER, sender=scene.stranger)
    market.setFloor(listing, group_buy, FLOOR, sender=scene.stranger)
    expected = custom(market.ModuleNotLive, shop=shop, module=group_buy, capability=MODULE)
    assert_reverts(expected, group_buy.offer, *offered(listing), sender=scene.stranger)


def test_deal__unknown__reverts(group_buy):
    for deal in (0, group_buy.totals().deals + 1):
        assert_reverts(custom(group_buy.UnknownDeal, deal=deal), group_buy.deal, deal)
