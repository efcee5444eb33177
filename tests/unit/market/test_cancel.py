"""`cancel`: an order that was not fulfilled in time ends at 0 (ORD-3)."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs
from orders import Ending, State, closed_logs, order_view, today
from scene import plain

from helpers import assert_reverts, custom

GRACE = 7 * DAY
"""From the deadline on only the buyer may, from so much later anyone."""


@pytest.mark.parametrize("seconds", [0, 1, GRACE])
@pytest.mark.parametrize("n", [0, 3])
def test_cancel__by_the_buyer_from_the_deadline_on__refunds(system, market, scene, orders, n, seconds):
    order = orders.placed[n]
    next_block_at(market.order(order).deadline + seconds)
    receipt = market.cancel(order, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.CANCELLED, bps=0, live=[True] * n))
    assert plain(market.order(order)) == order_view(
        scene, State.CLOSED, link=scene.link(n), closedDay=today(), settledBps=0, rateable=True
    )


def test_cancel__by_the_buyer_before__reverts(market, scene, orders):
    order = orders.placed[1]
    deadline = market.order(order).deadline
    time = mine_at(deadline - 1)
    expected = custom(market.TooEarly, order=order, **{"from": deadline}, now_=time)
    assert_reverts(expected, market.cancel, order, sender=scene.buyer)


@pytest.mark.parametrize("seconds", [0, 1])
@pytest.mark.parametrize("caller", ["stranger", "seller"])
def test_cancel__by_anyone_after_the_grace__refunds(system, market, scene, orders, caller, seconds):
    order = orders.placed[3]
    next_block_at(market.order(order).deadline + GRACE + seconds)
    receipt = market.cancel(order, sender=getattr(scene, caller))
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.CANCELLED, bps=0, live=[True] * 3))


@pytest.mark.parametrize("seconds", [-GRACE, -1])
@pytest.mark.parametrize("caller", ["stranger", "seller"])
def test_cancel__by_another_within_the_grace__reverts(market, scene, orders, caller, seconds):
    order = orders.placed[3]
    begins = market.order(order).deadline + GRACE
    time = mine_at(begins + seconds)
    expected = custom(market.TooEarly, order=order, **{"from": begins}, now_=time)
    assert_reverts(expected, market.cancel, order, sender=getattr(scene, caller))


def test_cancel__fulfilled__reverts_at_any_time(market, scene, orders):
    expected = custom(market.WrongState, order=orders.fulfilled, state=State.FULFILLED)
    assert_reverts(expected, market.cancel, orders.fulfilled, sender=scene.buyer)
    mine_at(market.order(orders.fulfilled).deadline + 10**8)
    assert_reverts(expected, market.cancel, orders.fulfilled, sender=scene.buyer)


def test_cancel__grace__is_seven_days(market):
    assert market.CANCEL_GRACE() == GRACE
