"""`list`: a new listing takes a showcase number of its shop (CAT-1, SHOP-6)."""

import pytest
from events import assert_logs, log
from scene import CID, OTHER_CID, fiat, offer, open_shop, plain, tokens

from ecomchain.ids import ANY_NUMBER, PROMOTION, SHOP, SHOWCASE, UNLIMITED, listing_id

from helpers import assert_reverts, custom


@pytest.fixture
def slots(registry, scene):
    return registry.shop(scene.shop).showcase


@pytest.mark.parametrize("content", [CID, OTHER_CID])
def test_list__any_number__takes_the_lowest_free_one_and_keeps_the_offer(catalog, scene, content):
    offered = offer(tokens(5), fiat(), fiat(tokens=7), protection=3, fulfil_within=4, content=content)
    listing = listing_id(scene.shop, 7)
    receipt = catalog.list(scene.shop, offered, 12, ANY_NUMBER, sender=scene.seller)
    assert_logs(
        receipt,
        log(catalog.Listed, listing=listing, shop=scene.shop, offer=offered, stock=12, number=6),
    )
    assert plain(catalog.listing(listing)) == plain((offered, 1, 12, 6, 0, True))
    assert plain(catalog.counts(scene.shop)) == (7, 1)
    assert catalog.freeListingNumber(scene.shop, 0) == 7


def test_list__named_number__takes_it(catalog, scene, slots):
    catalog.list(scene.shop, offer(), UNLIMITED, slots - 1, sender=scene.seller)
    assert catalog.listing(listing_id(scene.shop, 7)).number == slots - 1
    assert catalog.freeListingNumber(scene.shop, 0) == 6


def test_list__number_taken__reverts(catalog, scene):
    expected = custom(catalog.NumberTaken, shop=scene.shop, number=5)
    assert_reverts(expected, catalog.list, scene.shop, offer(), 1, 5, sender=scene.seller)


@pytest.mark.parametrize("beyond", [0, 1])
def test_list__number_not_carried__reverts(catalog, scene, slots, beyond):
    expected = custom(catalog.NumberNotCarried, shop=scene.shop, number=slots + beyond, carried=slots)
    assert_reverts(expected, catalog.list, scene.shop, offer(), 1, slots + beyond, sender=scene.seller)


def test_list__showcase_full__reverts_until_a_slot_is_acquired(catalog, registry, scene, slots):
    for _ in range(slots - 6):
        catalog.list(scene.shop, offer(), 1, ANY_NUMBER, sender=scene.seller)
    expected = custom(catalog.NumberNotCarried, shop=scene.shop, number=slots, carried=slots)
    assert_reverts(expected, catalog.list, scene.shop, offer(), 1, ANY_NUMBER, sender=scene.seller)
    registry.acquire(scene.shop, SHOWCASE, 1, 10**24, sender=scene.seller)
    catalog.list(scene.shop, offer(), 1, ANY_NUMBER, sender=scene.seller)
    assert catalog.listing(listing_id(scene.shop, slots + 1)).number == slots


def test_list__shop_closed__reverts(system, catalog, registry, scene):
    shop = open_shop(system, scene.stranger)
    registry.release(shop, SHOP, 1, sender=scene.stranger)
    expected = custom(catalog.NumberNotCarried, shop=shop, number=0, carried=0)
    assert_reverts(expected, catalog.list, shop, offer(), 1, ANY_NUMBER, sender=scene.stranger)


def test_list__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.list, scene.shop, offer(), 1, ANY_NUMBER, sender=scene.stranger)


def test_list__approved_for_the_token__reverts(catalog, registry, scene):
    """SHOP-8: an approval can transfer a shop, never act for it."""
    registry.setApprovalForAll(scene.stranger, True, sender=scene.seller)
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.list, scene.shop, offer(), 1, ANY_NUMBER, sender=scene.stranger)


@pytest.mark.parametrize("shop", [0, 2**32 - 1])
def test_list__unknown_shop__reverts(catalog, registry, scene, shop):
    expected = custom(registry.UnknownShop, shop=shop)
    assert_reverts(expected, catalog.list, shop, offer(), 1, ANY_NUMBER, sender=scene.seller)


def test_list__without_promotion__works(catalog, registry, scene):
    """Listing needs SHOP and a slot, nothing else."""
    registry.release(scene.shop, PROMOTION, 1, sender=scene.seller)
    catalog.list(scene.shop, offer(), 1, ANY_NUMBER, sender=scene.seller)
    assert catalog.listing(listing_id(scene.shop, 7)).live
