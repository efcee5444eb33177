"""`expire`: time ends a dispute: at 0 where it is uncontested, at 5,000 without a ruling (ORD-4)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs
from orders import Ending, State, closed_logs
from scene import CID, FIAT_BASE, OTHER_CID, plain

from .cases import NO_CASE, Stage, back_logs
from helpers import assert_reverts, custom


@pytest.mark.parametrize(("n", "late"), [(0, 0), (1, 0), (2, 0), (2, 1), (3, 10**8)])
def test_expire__uncontested__all_back_to_the_buyer(system, disputes, scene, orders, n, late):
    order = orders.tokens[n]
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    next_block_at(disputes.dispute(order).deadline + late)
    receipt = disputes.expire(order, sender=scene.stranger)
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, Ending.UNCONTESTED, bps=0, live=[True] * n),
        *back_logs(system, disputes.DisputeClosed, order, scene.buyer),
    )
    assert plain(disputes.dispute(order)) == NO_CASE
    assert disputes.totals().bonds == 0


@pytest.mark.parametrize(("n", "late"), [(0, 0), (1, 0), (2, 0), (2, 1), (3, 10**8)])
def test_expire__contested__half_and_both_bonds_back(system, disputes, scene, orders, n, late):
    order = orders.tokens[n]
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, OTHER_CID, sender=scene.seller)
    next_block_at(disputes.dispute(order).deadline + late)
    receipt = disputes.expire(order, sender=scene.stranger)
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, Ending.UNRULED, bps=disputes.EVEN(), live=[True] * n),
        *back_logs(system, disputes.DisputeClosed, order, scene.buyer, scene.seller),
    )
    assert plain(disputes.dispute(order)) == NO_CASE
    assert disputes.totals().bonds == 0


@pytest.mark.parametrize("stage", [Stage.RAISED, Stage.CONTESTED])
def test_expire__mixed__the_unpaid_reserve_is_held(system, budgets, disputes, scene, orders, stage):
    """Neither is a ruling: the closing distributor may still object (ORD-5)."""
    order = orders.mixed[3]
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    bps, ending, payers = 0, Ending.UNCONTESTED, [scene.buyer]
    if stage is Stage.CONTESTED:
        disputes.contest(order, OTHER_CID, sender=scene.seller)
        bps, ending, payers = 5_000, Ending.UNRULED, [scene.buyer, scene.seller]
    next_block_at(disputes.dispute(order).deadline)
    receipt = disputes.expire(order, sender=scene.stranger)
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, ending, bps=bps, live=[True] * 3, fiat=FIAT_BASE),
        *back_logs(system, disputes.DisputeClosed, order, *payers),
    )
    reserve = budgets.reserved(order)
    assert (reserve.settledBps, reserve.fulfilled) == (bps, True)
    assert reserve.amount > 0


@pytest.mark.parametrize("stage", [Stage.RAISED, Stage.CONTESTED])
@pytest.mark.parametrize("early", [1, 2])
def test_expire__before_the_deadline__reverts(request, disputes, scene, stage, early):
    order = request.getfixturevalue(stage.name.lower())
    deadline = disputes.dispute(order).deadline
    time = mine_at(deadline - early)
    for caller in (scene.buyer, scene.seller, scene.stranger):
        expected = custom(disputes.TooEarly, order=order, **{"from": deadline}, now_=time)
        assert_reverts(expected, disputes.expire, order, sender=caller)


def test_expire__contested_at_the_last_moment__the_first_deadline_is_gone(disputes, scene, raised):
    deadline = disputes.dispute(raised).deadline
    next_block_at(deadline - 1)
    disputes.contest(raised, OTHER_CID, sender=scene.seller)
    time = mine_at(deadline)
    later = deadline - 1 + disputes.RULING_WINDOW()
    expected = custom(disputes.TooEarly, order=raised, **{"from": later}, now_=time)
    assert_reverts(expected, disputes.expire, raised, sender=scene.stranger)


def test_expire__no_dispute__reverts(disputes, scene, orders):
    for order in (orders.tokens[0], orders.placed, 0, 2**40 - 1):
        expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
        assert_reverts(expected, disputes.expire, order, sender=scene.stranger)


@pytest.mark.parametrize("stage", [Stage.RAISED, Stage.CONTESTED])
def test_expire__twice__reverts(request, disputes, scene, stage):
    order = request.getfixturevalue(stage.name.lower())
    next_block_at(disputes.dispute(order).deadline)
    disputes.expire(order, sender=scene.stranger)
    expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
    assert_reverts(expected, disputes.expire, order, sender=scene.stranger)


@pytest.mark.parametrize("stage", [Stage.RAISED, Stage.CONTESTED])
def test_expire__order_closed_meanwhile__reverts(request, market, disputes, scene, stage):
    order = request.getfixturevalue(stage.name.lower())
    market.confirm(order, sender=scene.buyer)
    mine_at(disputes.dispute(order).deadline)
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    assert_reverts(expected, disputes.expire, order, sender=scene.stranger)
