"""`accept`: repeating the other side's number closes the order (ORD-4)."""

import pytest
from clock import mine_at
from events import assert_logs
from orders import Ending, State, closed_logs, order_view, today
from scene import CID, PRICE, plain

from ecomchain.amounts import BPS

from helpers import assert_reverts, custom

SIDES = [("buyer", "seller"), ("seller", "buyer")]


def nothing(market, order, bps):
    return custom(market.NothingToAccept, order=order, bps=bps)


@pytest.mark.parametrize("bps", [0, 1, 3_333, 9_999, 10_000])
@pytest.mark.parametrize(("proposer", "accepter"), SIDES)
def test_accept__the_proposed_number__pays_by_it(system, market, scene, orders, proposer, accepter, bps):
    order, escrow = orders.placed[3], market.totals().escrow
    market.propose(order, bps, sender=getattr(scene, proposer))
    receipt = market.accept(order, bps, sender=getattr(scene, accepter))
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.AGREED, bps=bps, live=[True] * 3))
    assert plain(market.order(order)) == order_view(
        scene,
        State.CLOSED,
        link=scene.links[2],
        closedDay=today(),
        settledBps=bps,
        rateable=PRICE * bps // BPS >= system.reputation.minRated(),
    )
    assert market.totals().escrow == escrow - PRICE


@pytest.mark.parametrize(("proposer", "accepter"), SIDES)
def test_accept__fulfilled_and_late__works(system, market, scene, orders, proposer, accepter):
    market.propose(orders.fulfilled, 6_000, sender=getattr(scene, proposer))
    mine_at(market.order(orders.fulfilled).deadline + 10**7)
    receipt = market.accept(orders.fulfilled, 6_000, sender=getattr(scene, accepter))
    expected = closed_logs(system, scene, orders.fulfilled, Ending.AGREED, bps=6_000, live=[True] * 3)
    assert_logs(receipt, *expected)


def test_accept__nothing_proposed__reverts(market, scene, orders):
    for caller in (scene.buyer, scene.seller, scene.stranger):
        for bps in (0, 1, 10_000):
            expected = nothing(market, orders.placed[0], bps)
            assert_reverts(expected, market.accept, orders.placed[0], bps, sender=caller)


@pytest.mark.parametrize(("proposer", "accepter"), SIDES)
def test_accept__another_number__reverts(market, scene, orders, proposer, accepter):
    market.propose(orders.placed[0], 3_000, sender=getattr(scene, proposer))
    for bps in (0, 2_999, 3_001, 10_000):
        expected = nothing(market, orders.placed[0], bps)
        assert_reverts(expected, market.accept, orders.placed[0], bps, sender=getattr(scene, accepter))


@pytest.mark.parametrize(("proposer", "accepter"), SIDES)
def test_accept__swapped_before_it_arrives__reverts(market, scene, orders, proposer, accepter):
    """Who accepts names the number, so that a proposal cannot be swapped under it."""
    market.propose(orders.placed[0], 3_000, sender=getattr(scene, proposer))
    market.propose(orders.placed[0], 100, sender=getattr(scene, proposer))
    expected = nothing(market, orders.placed[0], 3_000)
    assert_reverts(expected, market.accept, orders.placed[0], 3_000, sender=getattr(scene, accepter))


@pytest.mark.parametrize(("proposer", "accepter"), SIDES)
def test_accept__own_proposal__reverts(market, scene, orders, proposer, accepter):
    market.propose(orders.placed[0], 3_000, sender=getattr(scene, proposer))
    expected = nothing(market, orders.placed[0], 3_000)
    assert_reverts(expected, market.accept, orders.placed[0], 3_000, sender=getattr(scene, proposer))


@pytest.mark.parametrize(("first", "second"), SIDES)
def test_accept__after_a_counter_proposal__only_that_one_stands(system, market, scene, orders, first, second):
    order = orders.placed[0]
    market.propose(order, 3_000, sender=getattr(scene, first))
    market.propose(order, 7_000, sender=getattr(scene, second))
    for caller, bps in ((second, 3_000), (first, 3_000), (second, 7_000)):
        assert_reverts(nothing(market, order, bps), market.accept, order, bps, sender=getattr(scene, caller))
    receipt = market.accept(order, 7_000, sender=getattr(scene, first))
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.AGREED, bps=7_000))


@pytest.mark.parametrize(("proposer", "accepter"), SIDES)
def test_accept__not_a_party__reverts(market, scene, orders, proposer, accepter):
    market.propose(orders.placed[2], 3_000, sender=getattr(scene, proposer))
    for caller in (scene.stranger, scene.distributors[0]):
        expected = nothing(market, orders.placed[2], 3_000)
        assert_reverts(expected, market.accept, orders.placed[2], 3_000, sender=caller)


@pytest.mark.parametrize("bps", [10_001, 32_768 + 3_000, 65_535])
def test_accept__more_than_all__reverts(market, scene, orders, bps):
    """Nor can the bit that says whose proposal it is be forged."""
    market.propose(orders.placed[0], 3_000, sender=scene.seller)
    expected = custom(market.BpsOutOfRange, bps=bps, max=10_000)
    assert_reverts(expected, market.accept, orders.placed[0], bps, sender=scene.buyer)


@pytest.mark.parametrize(("proposer", "accepter"), [("buyer", "seller"), ("seller", "buyer")])
def test_accept__proposed_before_fulfilment__no_longer_stands(market, scene, orders, proposer, accepter):
    """What was offered for goods that had not left is no offer for goods on their way."""
    market.propose(orders.placed[1], 500, sender=getattr(scene, proposer))
    market.fulfil(orders.placed[1], CID, sender=scene.seller)
    expected = custom(market.NothingToAccept, order=orders.placed[1], bps=500)
    assert_reverts(expected, market.accept, orders.placed[1], 500, sender=getattr(scene, accepter))
