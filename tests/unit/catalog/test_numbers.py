"""Free numbers, over a whole page of 256 (SHOP-6), listed in bulk by `multicall`."""

import pytest
from events import assert_logs, log
from scene import ENOUGH, offer

from ecomchain.ids import ANY_NUMBER, SHOWCASE, UNLIMITED, listing_id

from helpers import assert_reverts, custom


@pytest.mark.parametrize(("start", "free"), [(0, 6), (5, 6), (6, 6), (7, 7), (255, 255), (256, 256)])
def test_free_listing_number__from_a_start__is_the_next_free_one(catalog, scene, start, free):
    assert catalog.freeListingNumber(scene.shop, start) == free


def test_free_listing_number__from_the_last__is_none(catalog, scene):
    assert catalog.freeListingNumber(scene.shop, 65_535) == ANY_NUMBER


@pytest.mark.parametrize(("start", "free"), [(0, 1), (1, 1), (2, 2), (1_000, 1_000)])
def test_free_link_number__from_a_start__is_the_next_free_one(catalog, scene, start, free):
    assert catalog.freeLinkNumber(scene.shops[0], start) == free
    assert catalog.freeLinkNumber(scene.shop, start) == start


def test_free_numbers__of_no_shop__are_all(catalog):
    assert (catalog.freeListingNumber(0, 3), catalog.freeLinkNumber(0, 3)) == (3, 3)


def test_list__first_page_full__gives_one_more_and_then_asks_for_a_name(catalog, registry, scene):
    """ANY looks at the first 256 numbers only: no loops."""
    registry.acquire(scene.shop, SHOWCASE, 252, ENOUGH, sender=scene.seller)  # 260 in all
    shop, seller = scene.shop, scene.seller
    call = bytes(catalog.list.encode_input(shop, offer(), UNLIMITED, ANY_NUMBER))
    for _ in range(5):
        receipt = catalog.multicall([call] * 50, sender=seller)
    last = listing_id(shop, 256)
    assert len(receipt.logs) == 50
    assert (catalog.listing(last).number, catalog.freeListingNumber(shop, 0)) == (255, 256)

    receipt = catalog.list(shop, offer(), 1, ANY_NUMBER, sender=seller)
    assert_logs(
        receipt,
        log(catalog.Listed, listing=last + 1, shop=shop, offer=offer(), stock=1, number=256),
    )
    expected = custom(catalog.NumberTaken, shop=shop, number=256)
    assert_reverts(expected, catalog.list, shop, offer(), 1, ANY_NUMBER, sender=seller)
    free = catalog.freeListingNumber(shop, 0)
    assert free == 257
    catalog.list(shop, offer(), 1, free, sender=seller)

    catalog.delist(listing_id(shop, 100), sender=seller)
    assert catalog.list.call(shop, offer(), 1, ANY_NUMBER, sender=seller) == last + 3
    assert catalog.freeListingNumber(shop, 0) == 99


def test_multicall__several_actions__all_happen(catalog, scene):
    calls = [
        catalog.setStock.encode_input(scene.limited, 3),
        catalog.delist.encode_input(scene.alone),
        catalog.relist.encode_input(scene.alone, 7),
    ]
    receipt = catalog.multicall([bytes(call) for call in calls], sender=scene.seller)
    assert_logs(
        receipt,
        log(catalog.StockSet, listing=scene.limited, stock=3),
        log(catalog.Delisted, listing=scene.alone, revision=2),
        log(catalog.Relisted, listing=scene.alone, revision=3, number=7),
    )


def test_multicall__one_fails__reverts_with_its_error(catalog, scene):
    calls = [
        bytes(catalog.setStock.encode_input(scene.limited, 3)),
        bytes(catalog.delist.encode_input(scene.rival_listing)),
    ]
    expected = custom(catalog.NotShopOwner, shop=scene.rival_shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, catalog.multicall, calls, sender=scene.seller)
