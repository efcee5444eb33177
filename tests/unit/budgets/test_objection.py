"""Objections as the budgets see them: `openObjection` and `closeObjection`, for disputes alone (ORD-5)."""

from itertools import product

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from orders import MIXED_BASE, NO_RESERVE, Stage, released_logs, reserve_of
from scene import CID, plain, put_to_rest, shares, wake

from helpers import assert_reverts, custom

LIVE = list(product([True, False], repeat=3))


def close(market, scene, order, bps):
    market.fulfil(order, CID, sender=scene.seller)
    market.propose(order, bps, sender=scene.seller)
    market.accept(order, bps, sender=scene.buyer)


@pytest.fixture
def held(market, scene, orders):
    """Closed at 0 after it was fulfilled, through three distributors."""
    close(market, scene, orders.mixed[3], 0)
    return orders.mixed[3]


@pytest.fixture
def objected(budgets, scene, held, as_disputes):
    budgets.openObjection(held, scene.distributors[2], sender=as_disputes)
    return held


@pytest.mark.parametrize("seconds", [-1_000, -1])
def test_open_objection__before_the_deadline__keeps_the_reserve(budgets, scene, held, as_disputes, seconds):
    next_block_at(budgets.reserved(held).deadline + seconds)
    receipt = budgets.openObjection(held, scene.distributors[2], sender=as_disputes)
    assert_logs(receipt, log(budgets.ReserveObjected, order=held))
    amount = reserve_of(MIXED_BASE, 3)
    assert plain(budgets.reserved(held)) == (amount, scene.links[2], 0, 0, Stage.OBJECTED, MIXED_BASE, True)


def test_open_objection__answers__what_is_at_stake(market, budgets, scene, orders, as_disputes):
    close(market, scene, orders.mixed[2], 4_000)
    stake = reserve_of(MIXED_BASE, 2) - shares(MIXED_BASE, [True] * 2, 4_000).commission
    claimant = scene.distributors[1]
    assert budgets.openObjection.call(orders.mixed[2], claimant, sender=as_disputes) == stake


@pytest.mark.parametrize("seconds", [0, 1])
def test_open_objection__from_the_deadline_on__reverts(budgets, scene, held, as_disputes, seconds):
    deadline = budgets.reserved(held).deadline
    time = mine_at(deadline + seconds)
    expected = custom(budgets.TooLate, order=held, deadline=deadline, now_=time)
    assert_reverts(expected, budgets.openObjection, held, scene.distributors[2], sender=as_disputes)


def test_open_objection__not_for_the_closing_distributor__reverts(budgets, scene, held, as_disputes):
    """The other levels trust in the one who closes the sale."""
    for caller in (*scene.distributors[:2], scene.distributors[3], scene.seller, scene.buyer):
        expected = custom(
            budgets.NotDistributor, order=held, caller=caller, distributor=scene.distributors[2]
        )
        assert_reverts(expected, budgets.openObjection, held, caller, sender=as_disputes)


def test_open_objection__distributors_shop_sold__is_for_the_new_owner(
    budgets, registry, scene, held, as_disputes
):
    former = scene.distributors[2]
    registry.transferFrom(former, scene.rival, scene.shops[2], sender=former)
    expected = custom(budgets.NotDistributor, order=held, caller=former, distributor=scene.rival)
    assert_reverts(expected, budgets.openObjection, held, former, sender=as_disputes)
    budgets.openObjection(held, scene.rival, sender=as_disputes)
    assert budgets.reserved(held).stage == Stage.OBJECTED


def test_open_objection__not_held__reverts(budgets, scene, orders, objected, as_disputes):
    for order, stage in (
        (orders.mixed[0], Stage.NONE),
        (orders.mixed[4], Stage.RESERVED),
        (objected, Stage.OBJECTED),
    ):
        expected = custom(budgets.WrongStage, order=order, stage=stage)
        assert_reverts(expected, budgets.openObjection, order, scene.distributors[2], sender=as_disputes)


def test_close_objection__not_objected__reverts(budgets, orders, held, as_disputes):
    for order, stage in (
        (orders.mixed[0], Stage.NONE),
        (orders.mixed[4], Stage.RESERVED),
        (held, Stage.HELD),
    ):
        expected = custom(budgets.WrongStage, order=order, stage=stage)
        assert_reverts(expected, budgets.closeObjection, order, 10_000, sender=as_disputes)


def test_objection__not_the_disputes_contract__reverts(
    system, budgets, scene, held, operator, arbitrator, as_market
):
    for caller in (scene.distributors[2], scene.seller, operator, arbitrator, as_market):
        expected = custom(budgets.NotSystem, caller=caller, contract_=system.disputes)
        assert_reverts(expected, budgets.openObjection, held, scene.distributors[2], sender=caller)
        assert_reverts(expected, budgets.closeObjection, held, 10_000, sender=caller)


@pytest.mark.parametrize("bps", [0, 3_336, 3_337, 3_338, 10_000])
@pytest.mark.parametrize("before", [0, 3_337])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_close_objection__at_any_number__raises_the_ending_to_it(
    system, market, budgets, scene, orders, as_disputes, n, before, bps
):
    """Every level gets what it lacks; below the ending nobody gives anything back."""
    order, unreserved = orders.mixed[n], budgets.budget(scene.shop)
    close(market, scene, order, before)
    budgets.openObjection(order, scene.distributors[n - 1], sender=as_disputes)
    receipt = budgets.closeObjection(order, bps, sender=as_disputes)
    assert_logs(receipt, *released_logs(system, scene, order, MIXED_BASE, [True] * n, before=before, bps=bps))
    assert plain(budgets.reserved(order)) == NO_RESERVE
    paid = shares(MIXED_BASE, [True] * n, max(bps, before)).commission
    assert budgets.budget(scene.shop) == unreserved + reserve_of(MIXED_BASE, n) - paid


@pytest.mark.parametrize("live", LIVE)
def test_close_objection__levels_dead_by_then__pays_the_live(
    system, budgets, scene, objected, as_disputes, live
):
    put_to_rest(system, scene, live)
    receipt = budgets.closeObjection(objected, 7_777, sender=as_disputes)
    assert_logs(receipt, *released_logs(system, scene, objected, MIXED_BASE, live, bps=7_777))


@pytest.mark.parametrize("lived", LIVE)
def test_close_objection__levels_awake_again__get_only_what_was_raised(
    system, market, budgets, scene, orders, as_disputes, lived
):
    """Who was not live when the order closed has lost that part for good."""
    order, unreserved = orders.mixed[3], budgets.budget(scene.shop)
    put_to_rest(system, scene, lived)
    close(market, scene, order, 4_000)
    wake(system, scene, lived)
    budgets.openObjection(order, scene.distributors[2], sender=as_disputes)
    receipt = budgets.closeObjection(order, 10_000, sender=as_disputes)
    expected = released_logs(
        system, scene, order, MIXED_BASE, [True] * 3, before=4_000, bps=10_000, lived=lived
    )
    assert_logs(receipt, *expected)
    full, at_close = shares(MIXED_BASE, [True] * 3), shares(MIXED_BASE, [True] * 3, 4_000)
    paid = full.commission - at_close.commission + shares(MIXED_BASE, lived, 4_000).commission
    assert budgets.budget(scene.shop) == unreserved + reserve_of(MIXED_BASE, 3) - paid


def test_close_objection__shops_sold__pays_the_new_owners(
    system, registry, budgets, scene, objected, as_disputes
):
    owners = [scene.rival, *scene.distributors[1:]]
    former = scene.distributors[0]
    registry.transferFrom(former, scene.rival, scene.shops[0], sender=former)
    receipt = budgets.closeObjection(objected, 10_000, sender=as_disputes)
    expected = released_logs(system, scene, objected, MIXED_BASE, [True] * 3, bps=10_000, distributors=owners)
    assert_logs(receipt, *expected)
