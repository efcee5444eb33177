"""`refund`: the seller closes at 0, any time before the order is closed (ORD-3)."""

import pytest
from clock import DAY, mine_at
from events import assert_logs
from orders import Ending, State, closed_logs, order_view, today
from scene import PRICE, plain

from helpers import assert_reverts, custom


@pytest.mark.parametrize("n", [0, 3])
def test_refund__placed__returns_everything_to_the_buyer(system, market, scene, orders, n):
    order, before = orders.placed[n], market.totals()
    receipt = market.refund(order, sender=scene.seller)
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.REFUNDED, bps=0, live=[True] * n))
    assert plain(market.order(order)) == order_view(
        scene, State.CLOSED, link=scene.link(n), closedDay=today(), settledBps=0
    )
    assert plain(market.totals()) == (before.orders, before.escrow - PRICE, 0, 0)


def test_refund__fulfilled__returns_everything_to_the_buyer(system, market, scene, orders):
    receipt = market.refund(orders.fulfilled, sender=scene.seller)
    expected = closed_logs(system, scene, orders.fulfilled, Ending.REFUNDED, bps=0, live=[True] * 3)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("name", ["limited", "fulfilled"])
def test_refund__long_after_the_deadline__works(market, scene, orders, name):
    order = getattr(orders, name)
    mine_at(market.order(order).deadline + 400 * DAY)
    market.refund(order, sender=scene.seller)
    assert (market.order(order).state, market.order(order).settledBps) == (State.CLOSED, 0)


def test_refund__not_the_seller__reverts(market, scene, orders):
    order = orders.placed[2]
    for caller in (scene.buyer, scene.distributors[1], scene.stranger):
        expected = custom(market.NotSeller, order=order, caller=caller, seller=scene.seller)
        assert_reverts(expected, market.refund, order, sender=caller)
