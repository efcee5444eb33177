"""`confirm`: the buyer closes at 10,000, any time before the order is closed (ORD-3)."""

import pytest
from clock import DAY, mine_at
from events import assert_logs
from orders import Ending, State, closed_logs, order_view, today
from scene import PRICE, plain

from helpers import assert_reverts, custom


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_confirm__placed__pays_seller_and_distributors(system, token, market, scene, orders, n):
    order, before, held = orders.placed[n], market.totals(), token.balanceOf(market)
    receipt = market.confirm(order, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.CONFIRMED, live=[True] * n))
    assert plain(market.order(order)) == order_view(
        scene, State.CLOSED, link=scene.link(n), closedDay=today(), settledBps=10_000, rateable=True
    )
    assert plain(market.totals()) == (before.orders, before.escrow - PRICE, 0, 0)
    assert token.balanceOf(market) == held - PRICE


def test_confirm__fulfilled__pays_the_same(system, market, scene, orders):
    receipt = market.confirm(orders.fulfilled, sender=scene.buyer)
    expected = closed_logs(system, scene, orders.fulfilled, Ending.CONFIRMED, live=[True] * 3)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("name", ["limited", "fulfilled"])
def test_confirm__long_after_the_deadline__works(market, scene, orders, name):
    order = getattr(orders, name)
    mine_at(market.order(order).deadline + 400 * DAY)
    market.confirm(order, sender=scene.buyer)
    closed = market.order(order)
    assert (closed.state, closed.settledBps, closed.closedDay) == (State.CLOSED, 10_000, today())


def test_confirm__not_the_buyer__reverts(market, scene, orders):
    order = orders.placed[2]
    for caller in (scene.seller, scene.distributors[1], scene.stranger):
        expected = custom(market.NotBuyer, order=order, caller=caller, buyer=scene.buyer)
        assert_reverts(expected, market.confirm, order, sender=caller)


def test_confirm__limited_stock__stays_sold(market, scene, orders):
    market.confirm(orders.limited, sender=scene.buyer)
    assert (market.sold(scene.limited), market.available(scene.limited)) == (3, 7)
