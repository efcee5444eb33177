"""`settle`: anyone closes a fulfilled order at 10,000 once its protection has ended (ORD-3)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs
from orders import Ending, State, closed_logs, order_view, today
from scene import plain

from helpers import assert_reverts, custom


@pytest.mark.parametrize("seconds", [0, 1])
@pytest.mark.parametrize("caller", ["stranger", "seller", "buyer"])
def test_settle__protection_over__pays_whoever_calls(system, market, scene, orders, caller, seconds):
    order = orders.fulfilled
    next_block_at(market.order(order).deadline + seconds)
    receipt = market.settle(order, sender=getattr(scene, caller))
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.SETTLED, live=[True] * 3))
    assert plain(market.order(order)) == order_view(
        scene, State.CLOSED, link=scene.links[2], closedDay=today(), settledBps=10_000, rateable=True
    )


def test_settle__protection_running__reverts(market, scene, orders):
    deadline = market.order(orders.fulfilled).deadline
    time = mine_at(deadline - 1)
    expected = custom(market.TooEarly, order=orders.fulfilled, **{"from": deadline}, now_=time)
    for caller in (scene.stranger, scene.seller, scene.buyer):
        assert_reverts(expected, market.settle, orders.fulfilled, sender=caller)


def test_settle__not_fulfilled__reverts_at_any_time(market, scene, orders):
    order = orders.placed[0]
    expected = custom(market.WrongState, order=order, state=State.PLACED)
    assert_reverts(expected, market.settle, order, sender=scene.seller)
    mine_at(market.order(order).deadline + 10**8)
    assert_reverts(expected, market.settle, order, sender=scene.seller)
