"""`setStock`: units offered in all; not part of the revision (CAT-2)."""

import pytest
from events import assert_logs, log

from ecomchain.ids import UNLIMITED

from helpers import assert_reverts, custom


@pytest.mark.parametrize("stock", [0, 1, UNLIMITED - 1, UNLIMITED])
def test_set_stock__any_value__leaves_the_revision(catalog, scene, stock):
    receipt = catalog.setStock(scene.limited, stock, sender=scene.seller)
    assert_logs(receipt, log(catalog.StockSet, listing=scene.limited, stock=stock))
    listing = catalog.listing(scene.limited)
    assert (listing.stock, listing.revision, listing.live) == (stock, 1, True)


def test_set_stock__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.stranger, owner=scene.seller)
    assert_reverts(expected, catalog.setStock, scene.limited, 3, sender=scene.stranger)


def test_set_stock__unknown_listing__reverts(catalog, scene):
    expected = custom(catalog.UnknownListing, listing=scene.alone + 1)
    assert_reverts(expected, catalog.setStock, scene.alone + 1, 3, sender=scene.seller)
