"""`place` into escrow (ORD-1): nobody is paid yet, the whole price is held."""

import pytest
from events import assert_logs
from orders import State, deadline_now, order_view, placed_log, transfer_log
from scene import PRICE, offer, plain, purchase, tokens

from helpers import assert_reverts, custom


@pytest.mark.parametrize("quantity", [1, 3])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_place__through_n_distributors__escrows_the_price(token, market, scene, n, quantity):
    before = market.totals()
    order, wanted = before.orders + 1, purchase(scene.escrowed, scene.link(n), quantity=quantity)
    receipt = market.place(wanted, sender=scene.buyer)
    deadline = deadline_now()
    assert_logs(
        receipt,
        placed_log(market, scene, order, wanted, deadline),
        transfer_log(token, scene.buyer, market, quantity * PRICE),
    )
    assert plain(market.order(order)) == order_view(
        scene, State.PLACED, link=scene.link(n), escrow=quantity * PRICE, deadline=deadline
    )
    assert plain(market.totals()) == (order, before.escrow + quantity * PRICE, 0, 0)


def test_place__limited_stock__takes_it(market, scene):
    wanted = purchase(scene.limited, scene.link(2), quantity=4)
    market.place(wanted, sender=scene.buyer)
    order = market.order(market.totals().orders)
    assert (order.listing, order.stockTaken, order.escrow) == (scene.limited, 4, 4 * PRICE)
    assert (market.sold(scene.limited), market.available(scene.limited)) == (3 + 4, 3)


def test_place__token_option_of_a_mixed_listing__works(token, market, scene):
    wanted = purchase(scene.mixed, scene.link(1), option=0)
    receipt = market.place(wanted, sender=scene.buyer)
    assert_logs(
        receipt,
        placed_log(market, scene, market.totals().orders, wanted, deadline_now()),
        transfer_log(token, scene.buyer, market, PRICE),
    )


def test_place__revised_in_between__needs_the_new_revision(market, catalog, scene):
    """Every change but stock raises it, also one that changes nothing (CAT-2)."""
    catalog.delist(scene.escrowed, sender=scene.seller)
    catalog.relist(scene.escrowed, 0, sender=scene.seller)
    expected = custom(market.StaleRevision, listing=scene.escrowed, given=1, current=3)
    assert_reverts(expected, market.place, purchase(scene.escrowed), sender=scene.buyer)
    market.place(purchase(scene.escrowed, revision=3), sender=scene.buyer)


def test_place__stock_set_in_between__keeps_the_revision(market, catalog, scene):
    catalog.setStock(scene.limited, 3 + 1, sender=scene.seller)
    market.place(purchase(scene.limited), sender=scene.buyer)
    assert market.available(scene.limited) == 0


@pytest.mark.parametrize("allowance", [PRICE, 2 * PRICE, 2**256 - 1])
def test_place__enough_allowance__is_used(token, market, scene, allowance):
    token.approve(market, allowance, sender=scene.buyer)
    market.place(purchase(scene.escrowed), sender=scene.buyer)
    left = allowance if allowance == 2**256 - 1 else allowance - PRICE
    assert token.allowance(scene.buyer, market) == left


def test_place__two_orders__have_ids_in_a_row(market, scene):
    first = market.totals().orders + 1
    assert market.place.call(purchase(scene.escrowed), sender=scene.buyer) == first
    market.place(purchase(scene.escrowed), sender=scene.buyer)
    assert market.place.call(purchase(scene.instant), sender=scene.buyer) == first + 1


def test_place__cheapest_unit__is_held_to_the_unit(token, market, catalog, scene):
    catalog.revise(scene.escrowed, offer(tokens(1)), sender=scene.seller)
    before = token.balanceOf(market)
    market.place(purchase(scene.escrowed, revision=2, unit_price=1), sender=scene.buyer)
    assert token.balanceOf(market) - before == 1
