"""`release`: what was held for an objection returns to the budget (ORD-5)."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs
from orders import MIXED_BASE, NO_RESERVE, Stage, released_logs, reserve_of
from scene import CID, FIAT_BASE, plain, shares

from ecomchain.ids import ANY_NUMBER

from helpers import assert_reverts, custom


@pytest.fixture
def held(market, scene, orders):
    """Refunded after it was fulfilled, through three distributors."""
    market.fulfil(orders.mixed[3], CID, sender=scene.seller)
    market.refund(orders.mixed[3], sender=scene.seller)
    return orders.mixed[3]


@pytest.mark.parametrize("seconds", [0, 1, 400 * DAY])
@pytest.mark.parametrize("caller", ["stranger", "seller", "buyer"])
def test_release__from_the_deadline_on__returns_it_to_the_budget(
    system, token, budgets, scene, held, caller, seconds
):
    before, kept = budgets.budget(scene.shop), token.balanceOf(budgets)
    next_block_at(budgets.reserved(held).deadline + seconds)
    receipt = budgets.release(held, sender=getattr(scene, caller))
    assert_logs(receipt, *released_logs(system, scene, held, MIXED_BASE, [True] * 3))
    assert plain(budgets.reserved(held)) == NO_RESERVE
    assert budgets.budget(scene.shop) == before + reserve_of(MIXED_BASE, 3)
    assert token.balanceOf(budgets) == kept


def test_release__one_second_before__reverts(budgets, scene, held):
    deadline = budgets.reserved(held).deadline
    time = mine_at(deadline - 1)
    expected = custom(budgets.TooEarly, order=held, **{"from": deadline}, now_=time)
    for caller in (scene.stranger, scene.seller):
        assert_reverts(expected, budgets.release, held, sender=caller)


@pytest.mark.parametrize("bps", [1, 4_321, 9_999])
def test_release__after_a_partial_ending__returns_the_rest_alone(system, market, budgets, scene, orders, bps):
    """It pays nobody: what the order's ending was for is paid."""
    order, before = orders.mixed[2], budgets.budget(scene.shop)
    market.propose(order, bps, sender=scene.seller)
    market.accept(order, bps, sender=scene.buyer)
    next_block_at(budgets.reserved(order).deadline)
    receipt = budgets.release(order, sender=scene.stranger)
    assert_logs(receipt, *released_logs(system, scene, order, MIXED_BASE, [True] * 2, before=bps))
    rest = reserve_of(MIXED_BASE, 2) - shares(MIXED_BASE, [True] * 2, bps).commission
    assert budgets.budget(scene.shop) == before + rest


def test_release__dead_level_awake_again__is_not_paid_later(system, market, catalog, budgets, scene, orders):
    order, before = orders.mixed[2], budgets.budget(scene.shop)
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    market.propose(order, 5_000, sender=scene.seller)
    market.accept(order, 5_000, sender=scene.buyer)
    catalog.revive(scene.links[0], ANY_NUMBER, sender=scene.distributors[0])
    next_block_at(budgets.reserved(order).deadline)
    receipt = budgets.release(order, sender=scene.stranger)
    expected = released_logs(system, scene, order, MIXED_BASE, [True] * 2, before=5_000, lived=[False, True])
    assert_logs(receipt, *expected)
    rest = reserve_of(MIXED_BASE, 2) - shares(MIXED_BASE, [False, True], 5_000).commission
    assert budgets.budget(scene.shop) == before + rest


def test_release__shop_sold__is_the_new_owners(budgets, registry, scene, held):
    budgets.withdraw(scene.shop, budgets.budget(scene.shop), sender=scene.seller)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    next_block_at(budgets.reserved(held).deadline)
    budgets.release(held, sender=scene.stranger)
    amount = reserve_of(MIXED_BASE, 3)
    budgets.withdraw(scene.shop, amount, sender=scene.rival)
    expected = custom(budgets.NotShopOwner, shop=scene.shop, caller=scene.seller, owner=scene.rival)
    assert_reverts(expected, budgets.withdraw, scene.shop, amount, sender=scene.seller)


@pytest.mark.parametrize("stage", [Stage.NONE, Stage.RESERVED, Stage.OBJECTED])
def test_release__not_held__reverts_at_any_time(budgets, scene, orders, held, as_disputes, stage):
    if stage is Stage.OBJECTED:
        budgets.openObjection(held, scene.distributors[2], sender=as_disputes)
    order = {Stage.NONE: orders.mixed[0], Stage.RESERVED: orders.mixed[1], Stage.OBJECTED: held}[stage]
    mine_at(budgets.reserved(order).deadline + 10**10)
    expected = custom(budgets.WrongStage, order=order, stage=stage)
    assert_reverts(expected, budgets.release, order, sender=scene.seller)


def test_release__twice__reverts(budgets, scene, held):
    next_block_at(budgets.reserved(held).deadline)
    budgets.release(held, sender=scene.seller)
    expected = custom(budgets.WrongStage, order=held, stage=Stage.NONE)
    assert_reverts(expected, budgets.release, held, sender=scene.seller)


def test_release__two_in_one_transaction__returns_both(system, market, budgets, scene, orders, held):
    market.refund(orders.fiat[2], sender=scene.seller)
    before = budgets.budget(scene.shop)
    next_block_at(budgets.reserved(orders.fiat[2]).deadline)
    calls = [bytes(budgets.release.encode_input(order)) for order in (held, orders.fiat[2])]
    receipt = budgets.multicall(calls, sender=scene.stranger)
    first = released_logs(system, scene, held, MIXED_BASE, [True] * 3)
    second = released_logs(system, scene, orders.fiat[2], FIAT_BASE, [True] * 2)
    assert_logs(receipt, *first, *second)
    assert budgets.budget(scene.shop) == before + reserve_of(MIXED_BASE, 3) + reserve_of(FIAT_BASE, 2)
