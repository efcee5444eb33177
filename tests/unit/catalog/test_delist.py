"""`delist`: the listing is down and its number free."""

from events import assert_logs, log

from ecomchain.ids import ANY_NUMBER, SHOWCASE

from helpers import assert_reverts, custom


def test_delist__active__frees_the_number_and_raises_the_revision(catalog, scene):
    receipt = catalog.delist(scene.limited, sender=scene.seller)
    assert_logs(receipt, log(catalog.Delisted, listing=scene.limited, revision=2))
    listing = catalog.listing(scene.limited)
    assert (listing.number, listing.revision, listing.live) == (ANY_NUMBER, 2, False)
    assert listing.task == scene.task
    assert catalog.freeListingNumber(scene.shop, 0) == 1


def test_delist__twice__reverts(catalog, scene):
    catalog.delist(scene.limited, sender=scene.seller)
    expected = custom(catalog.ListingDelisted, listing=scene.limited)
    assert_reverts(expected, catalog.delist, scene.limited, sender=scene.seller)


def test_delist__asleep__works(catalog, registry, scene):
    registry.release(scene.shop, SHOWCASE, 5, sender=scene.seller)
    assert not catalog.listing(scene.alone).live
    receipt = catalog.delist(scene.alone, sender=scene.seller)
    assert_logs(receipt, log(catalog.Delisted, listing=scene.alone, revision=2))
    assert catalog.freeListingNumber(scene.shop, 5) == 5


def test_delist__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.delist, scene.limited, sender=scene.stranger)


def test_delist__unknown_listing__reverts(catalog, scene):
    expected = custom(catalog.UnknownListing, listing=scene.alone + 1)
    assert_reverts(expected, catalog.delist, scene.alone + 1, sender=scene.seller)
