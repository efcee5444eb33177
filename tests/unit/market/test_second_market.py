"""A market beside the first, over the same catalog: each counts what it has sold itself (ORD-7)."""

import pytest
from ape import project
from orders import place
from scene import CID, ENOUGH, STOCK, purchase

SYSTEM = ("access_manager", "token", "catalog", "registry", "reputation", "budgets", "vouchers", "disputes")


@pytest.fixture
def second(system, scene):
    market = scene.stranger.deploy(project.Market, *(getattr(system, name) for name in SYSTEM))
    system.token.approve(market, ENOUGH, sender=scene.buyer)
    return market


TAKEN = 3
"""Of the limited stock, by an order of the stage that is not fulfilled."""


def left(listing, *markets):
    return [market.available(listing) for market in markets]


def test_stock__second_market__is_sold_once_more(system, market, scene, second):
    place(system, scene, scene.limited, quantity=STOCK - TAKEN)
    assert left(scene.limited, market, second) == [0, STOCK]
    second.place(purchase(scene.limited, quantity=STOCK), sender=scene.buyer)
    assert left(scene.limited, market, second) == [0, 0]


def test_stock__set_to_the_rest__is_sold_by_the_second_market_alone(system, market, catalog, scene, second):
    """The first one has sold as much as the stock then says, or more."""
    place(system, scene, scene.limited, quantity=3)
    catalog.setStock(scene.limited, STOCK - TAKEN - 3, sender=scene.seller)
    assert left(scene.limited, market, second) == [0, 4]


def test_stock__more_left_than_sold__seller_takes_it_in_the_first_market(
    token, market, catalog, scene, second, orders
):
    """Else the first one could go on selling; so it also could by what open orders may give back to it."""
    before = token.balanceOf(scene.seller)
    market.place(purchase(scene.limited, quantity=STOCK - TAKEN), sender=scene.seller)
    order = market.totals().orders
    market.fulfil(order, CID, sender=scene.seller)
    market.confirm(order, sender=scene.seller)
    assert token.balanceOf(scene.seller) == before
    catalog.setStock(scene.limited, STOCK - TAKEN, sender=scene.seller)
    market.refund(orders.limited, sender=scene.seller)
    assert left(scene.limited, market, second) == [0, STOCK - TAKEN]
