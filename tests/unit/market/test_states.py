"""Every action in every state: the wrong ones name the order and its state (ORD-3)."""

import pytest
from clock import mine_at
from orders import State, order_view, place
from scene import CID, plain, purchase

from helpers import assert_reverts, custom

ACTIONS = {
    "fulfil": ("seller", [CID]),
    "confirm": ("buyer", []),
    "settle": ("stranger", []),
    "refund": ("seller", []),
    "cancel": ("buyer", []),
    "propose": ("buyer", [1]),
    "accept": ("seller", [1]),
}
CLOSINGS = ["confirm", "settle", "refund", "cancel", "accept"]


def call(market, scene, action, order):
    """The action, its arguments, its sender."""
    sender, arguments = ACTIONS[action]
    return getattr(market, action), (order, *arguments), getattr(scene, sender)


@pytest.mark.parametrize("caller", [None, "stranger"])
@pytest.mark.parametrize("action", ACTIONS)
def test_action__unknown_order__reverts(market, scene, action, caller):
    for order in (0, market.totals().orders + 1, 2**40 - 1):
        method, arguments, sender = call(market, scene, action, order)
        sender = getattr(scene, caller) if caller else sender
        assert_reverts(custom(market.UnknownOrder, order=order), method, *arguments, sender=sender)
        assert_reverts(custom(market.UnknownOrder, order=order), market.order, order)


@pytest.mark.parametrize("closing", CLOSINGS)
def test_action__closed__reverts(market, scene, orders, closing):
    """Closed is for ever, whichever way it came about."""
    order = orders.fulfilled if closing == "settle" else orders.placed[2]
    market.propose(order, 1, sender=scene.buyer)
    mine_at(market.order(order).deadline)
    method, arguments, sender = call(market, scene, closing, order)
    method(*arguments, sender=sender)
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    for action in ACTIONS:
        method, arguments, sender = call(market, scene, action, order)
        assert_reverts(expected, method, *arguments, sender=sender)


def test_action__instant_order__is_closed(market, scene):
    market.place(purchase(scene.instant), sender=scene.buyer)
    order = market.totals().orders
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    for action in ACTIONS:
        method, arguments, sender = call(market, scene, action, order)
        assert_reverts(expected, method, *arguments, sender=sender)


def test_order__in_every_state__reads_as_documented(market, scene, orders):
    link = scene.links[2]
    placed, fulfilled = market.order(orders.placed[3]), market.order(orders.fulfilled)
    assert plain(placed) == order_view(scene, State.PLACED, link=link, deadline=placed.deadline)
    assert plain(fulfilled) == order_view(scene, State.FULFILLED, link=link, deadline=fulfilled.deadline)
    closed = market.order(orders.closed)
    assert plain(closed) == order_view(
        scene, State.CLOSED, link=link, closedDay=closed.closedDay, settledBps=10_000, rateable=True
    )
    assert closed.closedDay > 20_000


def test_totals__over_open_orders__are_the_sum_of_their_escrow(system, token, market, scene, orders):
    def held():
        views = [market.order(order) for order in range(1, market.totals().orders + 1)]
        return sum(view.escrow for view in views)

    assert market.totals().escrow == held() == token.balanceOf(market)
    place(system, scene, scene.limited, 1, quantity=2)
    market.refund(orders.placed[0], sender=scene.seller)
    market.confirm(orders.fulfilled, sender=scene.buyer)
    assert market.totals().escrow == held() == token.balanceOf(market)
