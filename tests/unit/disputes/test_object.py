"""`object`: the closing distributor, about commission that is held, with a bond (ORD-5)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import MIXED_BASE, reserve_of
from scene import CID, FIAT_BASE, plain, put_to_rest, shares

from ecomchain.ids import DISTRIBUTION

from .cases import HELD, NO_CASE, NOBODY, OBJECTION_BOND, Reserve, Stage, bond_of, objected_logs
from helpers import assert_reverts, custom


def wrong_stage(budgets, order, stage):
    return custom(budgets.WrongStage, order=order, stage=stage)


def test_object__suspicious_ending__takes_the_bond_and_keeps_the_reserve(
    system, budgets, disputes, scene, suspicious
):
    """Whatever ended it below 10,000, but a ruling; the bond is on what is held."""
    order, bps = suspicious
    reserve = budgets.reserved(order)
    held = HELD - shares(MIXED_BASE, [True] * 3, bps).commission
    assert (reserve.amount, reserve.settledBps, reserve.base) == (held, bps, MIXED_BASE)
    bonds, totals = disputes.totals().bonds, plain(budgets.totals())
    receipt = disputes.object(order, CID, sender=scene.distributors[2])
    bond = bond_of(held)
    assert_logs(receipt, *objected_logs(system, order, scene.distributors[2], bond))
    deadline = now() + disputes.RULING_WINDOW()
    case = (bond, deadline, Stage.RAISED, NOBODY, scene.distributors[2].address)
    assert plain(disputes.objection(order)) == case
    assert plain(disputes.dispute(order)) == NO_CASE
    assert disputes.totals().bonds == bonds + bond
    after = budgets.reserved(order)
    assert (after.amount, after.stage, after.deadline) == (held, Reserve.OBJECTED, 0)
    assert plain(budgets.totals()) == totals


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("kind", ["mixed", "fiat"])
def test_object__any_depth__is_for_the_last_of_the_chain(system, market, disputes, scene, orders, kind, n):
    order = getattr(orders, kind)[n]
    market.refund(order, sender=scene.seller)
    bond = bond_of(reserve_of(MIXED_BASE if kind == "mixed" else FIAT_BASE, n))
    receipt = disputes.object(order, CID, sender=scene.distributors[n - 1])
    assert_logs(receipt, *objected_logs(system, order, scene.distributors[n - 1], bond))


def test_object__one_second_before_the_hold_ends__goes(system, disputes, budgets, scene, held):
    deadline = budgets.reserved(held).deadline
    assert deadline == now() + budgets.OBJECTION_WINDOW()
    next_block_at(deadline - 1)
    receipt = disputes.object(held, CID, sender=scene.distributors[2])
    assert_logs(receipt, *objected_logs(system, held, scene.distributors[2], OBJECTION_BOND))


@pytest.mark.parametrize("late", [0, 1])
def test_object__from_the_end_of_the_hold_on__reverts(disputes, budgets, scene, held, late):
    deadline = budgets.reserved(held).deadline
    time = mine_at(deadline + late)
    expected = custom(budgets.TooLate, order=held, deadline=deadline, now_=time)
    assert_reverts(expected, disputes.object, held, CID, sender=scene.distributors[2])


def test_object__by_anyone_but_the_closing_distributor__reverts(disputes, budgets, scene, held, arbitrator):
    others = (*scene.distributors[:2], scene.distributors[3], scene.seller, scene.buyer, arbitrator)
    for caller in (*others, scene.stranger):
        expected = custom(
            budgets.NotDistributor, order=held, caller=caller, distributor=scene.distributors[2]
        )
        assert_reverts(expected, disputes.object, held, CID, sender=caller)


def test_object__after_a_transfer_of_its_shop__by_the_new_owner(
    system, registry, disputes, budgets, scene, held
):
    former = scene.distributors[2]
    registry.transferFrom(former, scene.rival, scene.shops[2], sender=former)
    expected = custom(budgets.NotDistributor, order=held, caller=former, distributor=scene.rival)
    assert_reverts(expected, disputes.object, held, CID, sender=former)
    receipt = disputes.object(held, CID, sender=scene.rival)
    assert_logs(receipt, *objected_logs(system, held, scene.rival, OBJECTION_BOND))
    assert disputes.objection(held).claimant == scene.rival


def test_object__closing_distributor_no_longer_live__may_still(system, registry, disputes, scene, held):
    """Its objection is for the whole chain."""
    registry.release(scene.shops[2], DISTRIBUTION, 1, sender=scene.distributors[2])
    receipt = disputes.object(held, CID, sender=scene.distributors[2])
    assert_logs(receipt, *objected_logs(system, held, scene.distributors[2], OBJECTION_BOND))


def test_object__not_held__reverts(disputes, budgets, market, scene, orders, objected, arbitrator):
    market.confirm(orders.mixed[2], sender=scene.buyer)
    market.refund(orders.tokens[3], sender=scene.seller)
    market.refund(orders.mixed[0], sender=scene.seller)
    for order, stage in (
        (orders.fiat[3], Reserve.RESERVED),  # open
        (orders.mixed[2], Reserve.NONE),  # paid in full
        (orders.tokens[3], Reserve.NONE),  # in tokens alone
        (orders.mixed[0], Reserve.NONE),  # without a link
        (objected, Reserve.OBJECTED),
        (2**40 - 1, Reserve.NONE),
    ):
        expected = wrong_stage(budgets, order, stage)
        assert_reverts(expected, disputes.object, order, CID, sender=scene.distributors[2])


def test_object__agreed_in_full__nothing_is_held(disputes, budgets, market, scene, orders):
    market.propose(orders.mixed[3], 10_000, sender=scene.seller)
    market.accept(orders.mixed[3], 10_000, sender=scene.buyer)
    expected = wrong_stage(budgets, orders.mixed[3], Reserve.NONE)
    assert_reverts(expected, disputes.object, orders.mixed[3], CID, sender=scene.distributors[2])


@pytest.mark.parametrize("bps", [0, 4_999, 5_000, 9_999])
def test_object__ruled__reverts(disputes, budgets, scene, orders, arbitrator, bps):
    """The arbitrator has ruled on this order: there is no second instance."""
    order = orders.mixed[3]
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, CID, sender=scene.seller)
    disputes.rule(order, bps, sender=arbitrator)
    expected = wrong_stage(budgets, order, Reserve.NONE)
    assert_reverts(expected, disputes.object, order, CID, sender=scene.distributors[2])


def test_object__after_release__reverts(disputes, budgets, scene, held):
    next_block_at(budgets.reserved(held).deadline)
    budgets.release(held, sender=scene.stranger)
    expected = wrong_stage(budgets, held, Reserve.NONE)
    assert_reverts(expected, disputes.object, held, CID, sender=scene.distributors[2])


def test_object__again_after_its_end__reverts(disputes, budgets, scene, matched, arbitrator):
    disputes.ruleObjection(matched, 0, sender=arbitrator)
    expected = wrong_stage(budgets, matched, Reserve.NONE)
    assert_reverts(expected, disputes.object, matched, CID, sender=scene.distributors[2])


def test_object__objected__cannot_be_released(budgets, scene, objected):
    mine_at(now() + 10**8)
    expected = wrong_stage(budgets, objected, Reserve.OBJECTED)
    assert_reverts(expected, budgets.release, objected, sender=scene.seller)


@pytest.mark.parametrize("missing", ["allowance", "balance"])
def test_object__bond_not_covered__reverts(token, disputes, scene, held, missing):
    payer = scene.distributors[2]
    if missing == "allowance":
        token.approve(disputes, OBJECTION_BOND - 1, sender=payer)
    else:
        token.transfer(scene.buyer, token.balanceOf(payer) - OBJECTION_BOND + 1, sender=payer)
    expected = custom(
        disputes.PaymentFailed,
        payer=payer,
        amount=OBJECTION_BOND,
        balance=token.balanceOf(payer),
        allowance=token.allowance(payer, disputes),
    )
    assert_reverts(expected, disputes.object, held, CID, sender=payer)


def test_object__beside_a_dispute_of_the_same_order__bonds_add_up(
    system, market, disputes, budgets, scene, orders
):
    """Agreed on while contested: both bonds of the dispute wait, and the distributor objects."""
    order = orders.mixed[3]
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, CID, sender=scene.seller)
    put_to_rest(system, scene, [True, False, True])
    market.propose(order, 2_000, sender=scene.seller)
    market.accept(order, 2_000, sender=scene.buyer)
    disputes.object(order, CID, sender=scene.distributors[2])
    bond = bond_of(HELD - shares(MIXED_BASE, [True, False, True], 2_000).commission)
    assert disputes.objection(order).bond == bond
    assert disputes.totals().bonds == 2 * disputes.dispute(order).bond + bond
    disputes.returnBonds(order, sender=scene.stranger)
    assert disputes.totals().bonds == bond == system.token.balanceOf(disputes)
