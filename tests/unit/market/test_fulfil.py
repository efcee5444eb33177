"""`fulfil`: the seller states, before the deadline, that the goods are on their way (ORD-3)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from orders import State, order_view
from scene import CID, NO_CID, OTHER_CID, PROTECTION, offer, plain

from helpers import assert_reverts, custom


@pytest.mark.parametrize("evidence", [CID, OTHER_CID, NO_CID])
def test_fulfil__placed__starts_the_protection(market, scene, orders, evidence):
    order, time = orders.placed[2], market.order(orders.placed[2]).deadline - 1_000
    next_block_at(time)
    receipt = market.fulfil(order, evidence, sender=scene.seller)
    deadline = time + PROTECTION
    assert_logs(receipt, log(market.OrderFulfilled, order=order, evidence=evidence, deadline=deadline))
    assert plain(market.order(order)) == order_view(
        scene, State.FULFILLED, link=scene.links[1], deadline=deadline
    )


def test_fulfil__one_second_before_the_deadline__works(market, scene, orders):
    order = orders.placed[0]
    deadline = market.order(order).deadline
    next_block_at(deadline - 1)
    market.fulfil(order, CID, sender=scene.seller)
    assert market.order(order).deadline == deadline - 1 + PROTECTION


@pytest.mark.parametrize("seconds", [0, 1])
def test_fulfil__from_the_deadline_on__reverts(market, scene, orders, seconds):
    order = orders.placed[0]
    deadline = market.order(order).deadline
    time = mine_at(deadline + seconds)
    expected = custom(market.TooLate, order=order, deadline=deadline, now_=time)
    assert_reverts(expected, market.fulfil, order, CID, sender=scene.seller)


def test_fulfil__not_the_seller__reverts(market, scene, orders):
    order = orders.placed[1]
    for caller in (scene.buyer, scene.distributors[0], scene.stranger):
        expected = custom(market.NotSeller, order=order, caller=caller, seller=scene.seller)
        assert_reverts(expected, market.fulfil, order, CID, sender=caller)


def test_fulfil__approved_for_the_shop__reverts(market, registry, scene, orders):
    """SHOP-8: an approval can transfer a shop, never act for it."""
    registry.approve(scene.stranger, scene.shop, sender=scene.seller)
    expected = custom(market.NotSeller, order=orders.placed[1], caller=scene.stranger, seller=scene.seller)
    assert_reverts(expected, market.fulfil, orders.placed[1], CID, sender=scene.stranger)


def test_fulfil__twice__reverts(market, scene, orders):
    expected = custom(market.WrongState, order=orders.fulfilled, state=State.FULFILLED)
    assert_reverts(expected, market.fulfil, orders.fulfilled, CID, sender=scene.seller)


def test_fulfil__keeps_the_periods_of_the_purchase(market, catalog, scene, orders):
    """What the seller offers afterwards does not touch a placed order (CAT-6)."""
    catalog.revise(scene.escrowed, offer(protection=1, fulfil_within=1), sender=scene.seller)
    catalog.delist(scene.escrowed, sender=scene.seller)
    market.fulfil(orders.placed[0], CID, sender=scene.seller)
    assert market.order(orders.placed[0]).protection == PROTECTION
