"""`propose`: either side offers a settledBps; the last proposal counts (ORD-4)."""

import pytest
from clock import mine_at
from events import assert_logs, log
from orders import State, order_view
from scene import CID, plain

from helpers import assert_reverts, custom


@pytest.mark.parametrize("bps", [0, 1, 5_000, 10_000])
@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_propose__by_a_side__is_on_record(market, scene, orders, side, bps):
    order, by_seller = orders.placed[2], side == "seller"
    receipt = market.propose(order, bps, sender=getattr(scene, side))
    assert_logs(receipt, log(market.AgreementProposed, order=order, bySeller=by_seller, settledBps=bps))
    assert plain(market.order(order)) == order_view(
        scene,
        State.PLACED,
        link=scene.links[1],
        deadline=market.order(order).deadline,
        proposed=True,
        proposedBySeller=by_seller,
        proposedBps=bps,
    )


@pytest.mark.parametrize("sides", [("buyer", "buyer"), ("buyer", "seller"), ("seller", "buyer")])
def test_propose__again__replaces_the_proposal(market, scene, orders, sides):
    order = orders.fulfilled
    for side, bps in zip(sides, (3_000, 7_000), strict=True):
        market.propose(order, bps, sender=getattr(scene, side))
    view = market.order(order)
    assert (view.proposed, view.proposedBySeller, view.proposedBps) == (True, sides[1] == "seller", 7_000)


def test_propose__then_fulfil__drops_the_proposal(market, scene, orders):
    market.propose(orders.placed[0], 2_500, sender=scene.buyer)
    market.fulfil(orders.placed[0], CID, sender=scene.seller)
    view = market.order(orders.placed[0])
    assert (view.state, view.proposed, view.proposedBps) == (State.FULFILLED, False, 0)


def test_propose__long_after_the_deadline__works(market, scene, orders):
    mine_at(market.order(orders.fulfilled).deadline + 10**8)
    market.propose(orders.fulfilled, 1, sender=scene.seller)
    assert market.order(orders.fulfilled).proposedBps == 1


@pytest.mark.parametrize("bps", [10_001, 32_767, 65_535])
def test_propose__more_than_all__reverts(market, scene, orders, bps):
    expected = custom(market.BpsOutOfRange, bps=bps, max=10_000)
    assert_reverts(expected, market.propose, orders.placed[0], bps, sender=scene.buyer)


def test_propose__not_a_party__reverts(market, scene, orders):
    order = orders.placed[2]
    for caller in (scene.stranger, scene.distributors[1]):
        expected = custom(market.NotParty, order=order, caller=caller)
        assert_reverts(expected, market.propose, order, 5_000, sender=caller)
