"""Stock of orders with a fiat part returns only when one ends at 0 before `fulfil` (ORD-7)."""

import pytest
from clock import mine_at
from orders import place_vouched
from scene import CID, FIAT, MIXED

STOCK = 7
TAKEN = 3


@pytest.fixture(params=[FIAT, MIXED])
def order(request, system, catalog, scene):
    """Three of the seven units there are."""
    catalog.setStock(scene.mixed, STOCK, sender=scene.seller)
    return place_vouched(system, scene, 2, option=request.param, quantity=TAKEN)


def stock(market, scene):
    return market.sold(scene.mixed), market.available(scene.mixed)


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
    "agreed on all": (lambda market, scene, order: agree(market, scene, order, 10_000), False),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_stock__ended_before_fulfilment__returns_only_at_0(market, scene, order, ending):
    assert stock(market, scene) == (TAKEN, STOCK - TAKEN)
    end, returns = ENDINGS[ending]
    end(market, scene, order)
    assert stock(market, scene) == ((0, STOCK) if returns else (TAKEN, STOCK - TAKEN))


@pytest.mark.parametrize("ending", ["refund", "agreed on 0", "confirm"])
def test_stock__ended_after_fulfilment__never_returns(market, scene, order, ending):
    market.fulfil(order, CID, sender=scene.seller)
    if ending == "confirm":
        market.confirm(order, sender=scene.buyer)
    else:
        ENDINGS[ending][0](market, scene, order)
    assert stock(market, scene) == (TAKEN, STOCK - TAKEN)
