"""`relist`: a delisted listing takes a number again."""

import pytest
from events import assert_logs, log

from ecomchain.ids import ANY_NUMBER

from helpers import assert_reverts, custom


@pytest.fixture
def down(catalog, scene):
    """Two delisted listings: numbers 1 and 5 are free."""
    catalog.delist(scene.limited, sender=scene.seller)
    catalog.delist(scene.alone, sender=scene.seller)
    return scene.alone


@pytest.mark.parametrize(("asked", "given"), [(ANY_NUMBER, 1), (1, 1), (5, 5), (7, 7)])
def test_relist__free_number__is_live_again(catalog, scene, down, asked, given):
    receipt = catalog.relist(down, asked, sender=scene.seller)
    assert_logs(receipt, log(catalog.Relisted, listing=down, revision=3, number=given))
    listing = catalog.listing(down)
    assert (listing.number, listing.revision, listing.live) == (given, 3, True)


def test_relist__number_taken__reverts(catalog, scene, down):
    expected = custom(catalog.NumberTaken, shop=scene.shop, number=0)
    assert_reverts(expected, catalog.relist, down, 0, sender=scene.seller)


def test_relist__number_not_carried__reverts(catalog, registry, scene, down):
    slots = registry.shop(scene.shop).showcase
    expected = custom(catalog.NumberNotCarried, shop=scene.shop, number=slots, carried=slots)
    assert_reverts(expected, catalog.relist, down, slots, sender=scene.seller)


def test_relist__active__reverts(catalog, scene):
    expected = custom(catalog.ListingActive, listing=scene.alone)
    assert_reverts(expected, catalog.relist, scene.alone, ANY_NUMBER, sender=scene.seller)


def test_relist__stranger__reverts(catalog, scene, down):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.relist, down, ANY_NUMBER, sender=scene.stranger)


def test_relist__unknown_listing__reverts(catalog, scene):
    expected = custom(catalog.UnknownListing, listing=scene.alone + 1)
    assert_reverts(expected, catalog.relist, scene.alone + 1, ANY_NUMBER, sender=scene.seller)
