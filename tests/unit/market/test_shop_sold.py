"""Rights and payments follow the shop's token, at once (SHOP-5, ORD-8)."""

import pytest
from clock import mine_at
from events import assert_logs, log
from orders import Ending, closed_logs
from scene import CID, OTHER_CID, PROTECTION, offer

from helpers import assert_reverts, custom


@pytest.fixture
def heir(registry, scene):
    """Bought the seller's shop while its orders were open."""
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    return scene.rival


def test_shop_sold__former_owner__can_do_nothing(market, catalog, scene, orders, heir):
    order, former = orders.placed[1], scene.seller
    expected = custom(market.NotSeller, order=order, caller=former, seller=heir)
    assert_reverts(expected, market.fulfil, order, CID, sender=former)
    assert_reverts(expected, market.refund, order, sender=former)
    assert_reverts(
        custom(market.NotParty, order=order, caller=former), market.propose, order, 1, sender=former
    )
    market.propose(order, 10_000, sender=scene.buyer)
    expected = custom(market.NothingToAccept, order=order, bps=10_000)
    assert_reverts(expected, market.accept, order, 10_000, sender=former)
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=former, owner=heir)
    assert_reverts(expected, catalog.revise, scene.escrowed, offer(), sender=former)
    assert_reverts(expected, catalog.closeTask, scene.task, sender=former)


def test_shop_sold__new_owner__fulfils_and_is_paid(system, market, chain, scene, orders, heir):
    order = orders.placed[2]
    receipt = market.fulfil(order, OTHER_CID, sender=heir)
    deadline = chain.blocks.head.timestamp + PROTECTION
    assert_logs(receipt, log(market.OrderFulfilled, order=order, evidence=OTHER_CID, deadline=deadline))
    mine_at(deadline)
    receipt = market.settle(order, sender=scene.stranger)
    expected = closed_logs(system, scene, order, Ending.SETTLED, live=[True] * 2, seller=heir)
    assert_logs(receipt, *expected)


def test_shop_sold__new_owner__refunds(system, market, scene, orders, heir):
    receipt = market.refund(orders.fulfilled, sender=heir)
    expected = closed_logs(system, scene, orders.fulfilled, Ending.REFUNDED, bps=0, live=[True] * 3)
    assert_logs(receipt, *expected)


def test_shop_sold__new_owner__proposes_and_accepts(system, market, scene, orders, heir):
    market.propose(orders.placed[0], 4_000, sender=scene.buyer)
    receipt = market.accept(orders.placed[0], 4_000, sender=heir)
    expected = closed_logs(system, scene, orders.placed[0], Ending.AGREED, bps=4_000, seller=heir)
    assert_logs(receipt, *expected)
    receipt = market.propose(orders.placed[1], 1, sender=heir)
    proposed = log(market.AgreementProposed, order=orders.placed[1], bySeller=True, settledBps=1)
    assert_logs(receipt, proposed)


def test_shop_sold__proposal_of_the_former_owner__stands_for_the_shop(
    system, market, registry, scene, orders
):
    """It is the shop's, on record for whoever buys the shop to see, and can be replaced at once."""
    market.propose(orders.placed[0], 2_000, sender=scene.seller)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    receipt = market.accept(orders.placed[0], 2_000, sender=scene.buyer)
    expected = closed_logs(system, scene, orders.placed[0], Ending.AGREED, bps=2_000, seller=scene.rival)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_distributors_shop_sold__new_owner__is_paid(system, market, registry, scene, orders, level):
    owners = list(scene.distributors)
    former = owners[level - 1]
    registry.transferFrom(former, scene.rival, scene.shops[level - 1], sender=former)
    owners[level - 1] = scene.rival
    receipt = market.confirm(orders.placed[3], sender=scene.buyer)
    expected = closed_logs(
        system, scene, orders.placed[3], Ending.CONFIRMED, live=[True] * 3, distributors=owners
    )
    assert_logs(receipt, *expected)


def test_distributors_shop_sold__former_owner__cannot_drop_the_link(catalog, registry, scene):
    former = scene.distributors[0]
    registry.transferFrom(former, scene.rival, scene.shops[0], sender=former)
    expected = custom(catalog.NotShopOwner, shop=scene.shops[0], caller=former, owner=scene.rival)
    assert_reverts(expected, catalog.drop, scene.links[0], sender=former)
    catalog.drop(scene.links[0], sender=scene.rival)
