"""`expireObjection`: without a ruling `fulfil` decides: paid in full if it was stated, else not (ORD-5)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs
from orders import MIXED_BASE, released_logs
from scene import CID, FIAT_BASE, plain

from ecomchain.amounts import BPS

from .cases import NO_CASE, OBJECTION_BOND, Stage, back_logs
from helpers import assert_reverts, custom

LIVE = [True] * 3


def test_expire_objection__any_suspicious_ending__paid_in_full_only_if_fulfilled(
    system, budgets, disputes, scene, orders, suspicious
):
    order, before = suspicious
    claimant = scene.distributors[2]
    disputes.object(order, CID, sender=claimant)
    bond = disputes.objection(order).bond
    next_block_at(disputes.objection(order).deadline)
    receipt = disputes.expireObjection(order, sender=scene.stranger)
    bps = before if order == orders.unfulfilled else BPS
    assert_logs(
        receipt,
        *released_logs(system, scene, order, MIXED_BASE, LIVE, before=before, bps=bps),
        *back_logs(system, disputes.ObjectionClosed, order, claimant, bond=bond),
    )
    assert plain(disputes.objection(order)) == NO_CASE
    assert budgets.reserved(order).amount == 0


@pytest.mark.parametrize("late", [0, 1, 10**8])
@pytest.mark.parametrize("stage", ["objected", "matched"])
def test_expire_objection__from_the_deadline_on__bonds_back(request, system, disputes, scene, stage, late):
    order = request.getfixturevalue(stage)
    next_block_at(disputes.objection(order).deadline + late)
    receipt = disputes.expireObjection(order, sender=scene.stranger)
    payers = [scene.distributors[2], scene.seller][: 1 + (stage == "matched")]
    assert_logs(
        receipt,
        *released_logs(system, scene, order, MIXED_BASE, LIVE, bps=BPS),
        *back_logs(system, disputes.ObjectionClosed, order, *payers, bond=OBJECTION_BOND),
    )
    assert disputes.totals().bonds == 0


@pytest.mark.parametrize("stage", ["objected", "matched"])
def test_expire_objection__before_the_deadline__reverts(request, disputes, scene, stage):
    order = request.getfixturevalue(stage)
    deadline = disputes.objection(order).deadline
    time = mine_at(deadline - 1)
    for caller in (scene.distributors[2], scene.seller, scene.stranger):
        expected = custom(disputes.TooEarly, order=order, **{"from": deadline}, now_=time)
        assert_reverts(expected, disputes.expireObjection, order, sender=caller)


def test_expire_objection__refunded_before_fulfilment__goes_back_to_the_budget(
    system, disputes, market, budgets, scene, orders
):
    """Nobody stated that fiat was received."""
    market.refund(orders.unfulfilled, sender=scene.seller)
    held = budgets.reserved(orders.unfulfilled).amount
    claimant, before = scene.distributors[2], budgets.budget(scene.shop)
    disputes.object(orders.unfulfilled, CID, sender=claimant)
    bond = disputes.objection(orders.unfulfilled).bond
    next_block_at(disputes.objection(orders.unfulfilled).deadline)
    receipt = disputes.expireObjection(orders.unfulfilled, sender=scene.seller)
    assert_logs(
        receipt,
        *released_logs(system, scene, orders.unfulfilled, MIXED_BASE, LIVE),
        *back_logs(system, disputes.ObjectionClosed, orders.unfulfilled, claimant, bond=bond),
    )
    assert budgets.budget(scene.shop) == before + held


def test_expire_objection__fiat_alone__paid_on_the_declared_value(system, disputes, market, scene, orders):
    order, claimant = orders.fiat[3], scene.distributors[2]
    market.refund(order, sender=scene.seller)
    disputes.object(order, CID, sender=claimant)
    bond = disputes.objection(order).bond
    next_block_at(disputes.objection(order).deadline)
    receipt = disputes.expireObjection(order, sender=scene.stranger)
    assert_logs(
        receipt,
        *released_logs(system, scene, order, FIAT_BASE, LIVE, bps=BPS),
        *back_logs(system, disputes.ObjectionClosed, order, claimant, bond=bond),
    )


def test_expire_objection__none_or_twice__reverts(disputes, scene, orders, objected):
    next_block_at(disputes.objection(objected).deadline)
    disputes.expireObjection(objected, sender=scene.stranger)
    for order in (objected, orders.fiat[3], 2**40 - 1):
        expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
        assert_reverts(expected, disputes.expireObjection, order, sender=scene.stranger)
