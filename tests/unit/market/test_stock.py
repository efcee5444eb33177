"""Stock returns only when an order ends at 0 before `fulfil` (ORD-7)."""

import pytest
from clock import mine_at
from orders import place
from scene import CID, STOCK, purchase

from ecomchain.ids import UNLIMITED

from helpers import assert_reverts, custom

TAKEN = 3
"""By ``orders.limited``."""


def stock(market, scene):
    return market.sold(scene.limited), market.available(scene.limited)


def agree(market, scene, order, bps):
    market.propose(order, bps, sender=scene.seller)
    market.accept(order, bps, sender=scene.buyer)


def cancel(market, scene, order):
    mine_at(market.order(order).deadline)
    market.cancel(order, sender=scene.buyer)


ENDINGS = {
    "refund": (lambda market, scene, order: market.refund(order, sender=scene.seller), True),
    "cancel": (cancel, True),
    "agreed on 0": (lambda market, scene, order: agree(market, scene, order, 0), True),
    "agreed on 1": (lambda market, scene, order: agree(market, scene, order, 1), False),
    "confirm": (lambda market, scene, order: market.confirm(order, sender=scene.buyer), False),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_stock__ended_before_fulfilment__returns_only_at_0(market, scene, orders, ending):
    assert stock(market, scene) == (TAKEN, STOCK - TAKEN)
    end, returns = ENDINGS[ending]
    end(market, scene, orders.limited)
    assert stock(market, scene) == ((0, STOCK) if returns else (TAKEN, STOCK - TAKEN))


@pytest.mark.parametrize("ending", ["refund", "agreed on 0", "confirm"])
def test_stock__ended_after_fulfilment__never_returns(market, scene, orders, ending):
    market.fulfil(orders.limited, CID, sender=scene.seller)
    ENDINGS[ending][0](market, scene, orders.limited)
    assert stock(market, scene) == (TAKEN, STOCK - TAKEN)


def test_stock__last_units__can_be_bought_and_no_more(system, market, scene, orders):
    order = place(system, scene, scene.limited, quantity=STOCK - TAKEN)
    assert stock(market, scene) == (STOCK, 0)
    expected = custom(market.OutOfStock, listing=scene.limited, quantity=1, available=0)
    assert_reverts(expected, market.place, purchase(scene.limited), sender=scene.buyer)
    market.refund(order, sender=scene.seller)
    place(system, scene, scene.limited, quantity=STOCK - TAKEN)
    assert stock(market, scene) == (STOCK, 0)


@pytest.mark.parametrize(("offered", "left"), [(0, 0), (2, 0), (3, 0), (4, 1), (100, 97)])
def test_stock__set_anew__counts_what_was_sold(market, catalog, scene, orders, offered, left):
    catalog.setStock(scene.limited, offered, sender=scene.seller)
    assert stock(market, scene) == (TAKEN, left)
    expected = custom(market.OutOfStock, listing=scene.limited, quantity=left + 1, available=left)
    assert_reverts(expected, market.place, purchase(scene.limited, quantity=left + 1), sender=scene.buyer)


def test_stock__made_unlimited__returns_what_the_order_took(system, market, catalog, scene, orders):
    catalog.setStock(scene.limited, UNLIMITED, sender=scene.seller)
    assert stock(market, scene) == (TAKEN, UNLIMITED)
    free = place(system, scene, scene.limited, quantity=50)
    assert market.order(free).stockTaken == 0
    market.refund(orders.limited, sender=scene.seller)
    assert stock(market, scene) == (0, UNLIMITED)
    catalog.setStock(scene.limited, STOCK, sender=scene.seller)
    market.refund(free, sender=scene.seller)
    assert stock(market, scene) == (0, STOCK)


def test_stock__made_limited__counts_from_then_on(system, market, catalog, scene, orders):
    """The orders of the unlimited time took nothing and return nothing."""
    catalog.setStock(scene.escrowed, 2, sender=scene.seller)
    assert (market.sold(scene.escrowed), market.available(scene.escrowed)) == (0, 2)
    order = place(system, scene, scene.escrowed, quantity=2)
    market.refund(orders.placed[0], sender=scene.seller)
    assert (market.sold(scene.escrowed), market.available(scene.escrowed)) == (2, 0)
    market.refund(order, sender=scene.seller)
    assert (market.sold(scene.escrowed), market.available(scene.escrowed)) == (0, 2)


def test_stock__revised_listing__keeps_its_count(market, catalog, scene, orders):
    catalog.delist(scene.limited, sender=scene.seller)
    assert stock(market, scene) == (TAKEN, STOCK - TAKEN)
    market.refund(orders.limited, sender=scene.seller)
    assert stock(market, scene) == (0, STOCK)


def test_available__unknown_listing__reverts(market, catalog, scene):
    expected = custom(catalog.UnknownListing, listing=scene.alone + 1)
    assert_reverts(expected, market.available, scene.alone + 1)
    assert market.sold(scene.alone + 1) == 0
