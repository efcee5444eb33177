"""`contest`: the seller, within five days, with an equal bond (ORD-4)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import Ending, State, closed_logs
from scene import CID, OTHER_CID, plain

from .cases import BOND, NOBODY, Stage, contested_logs, won_logs
from helpers import assert_reverts, custom


def wrong_stage(disputes, order, stage):
    return custom(disputes.WrongStage, order=order, stage=stage)


def test_contest__raised__takes_an_equal_bond(system, market, disputes, scene, raised):
    receipt = disputes.contest(raised, OTHER_CID, sender=scene.seller)
    assert_logs(receipt, *contested_logs(system, raised, scene.seller))
    deadline = now() + disputes.RULING_WINDOW()
    expected = (BOND, deadline, Stage.CONTESTED, scene.seller.address, NOBODY)
    assert plain(disputes.dispute(raised)) == expected
    assert disputes.totals().bonds == 2 * BOND
    assert market.order(raised).state == State.DISPUTED


def test_contest__one_second_before_the_deadline__goes(system, disputes, scene, raised):
    deadline = disputes.dispute(raised).deadline
    assert deadline == now() + disputes.CONTEST_WINDOW()
    next_block_at(deadline - 1)
    receipt = disputes.contest(raised, OTHER_CID, sender=scene.seller)
    assert_logs(receipt, *contested_logs(system, raised, scene.seller))
    assert disputes.dispute(raised).deadline == deadline - 1 + disputes.RULING_WINDOW()


@pytest.mark.parametrize("late", [0, 1])
def test_contest__from_the_deadline_on__reverts(disputes, scene, raised, late):
    deadline = disputes.dispute(raised).deadline
    time = mine_at(deadline + late)
    expected = custom(disputes.TooLate, order=raised, deadline=deadline, now_=time)
    assert_reverts(expected, disputes.contest, raised, OTHER_CID, sender=scene.seller)


def test_contest__anyone_but_the_seller__reverts(disputes, scene, raised, arbitrator):
    for caller in (scene.buyer, scene.stranger, scene.distributors[0], arbitrator):
        expected = custom(disputes.NotSeller, order=raised, caller=caller, seller=scene.seller)
        assert_reverts(expected, disputes.contest, raised, OTHER_CID, sender=caller)


def test_contest__after_a_transfer_of_the_shop__by_the_new_owner(system, registry, disputes, scene, raised):
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(disputes.NotSeller, order=raised, caller=scene.seller, seller=scene.rival)
    assert_reverts(expected, disputes.contest, raised, OTHER_CID, sender=scene.seller)
    receipt = disputes.contest(raised, OTHER_CID, sender=scene.rival)
    assert_logs(receipt, *contested_logs(system, raised, scene.rival))
    assert disputes.dispute(raised).respondent == scene.rival


def test_contest__bond_set_meanwhile__is_that_of_the_case(system, disputes, scene, operator, raised):
    disputes.setBond(disputes.MAX_BOND_BPS(), disputes.MIN_BOND_CAP(), sender=operator)
    receipt = disputes.contest(raised, OTHER_CID, sender=scene.seller)
    assert_logs(receipt, *contested_logs(system, raised, scene.seller, BOND))


def test_contest__no_dispute__reverts(disputes, scene, orders):
    for order in (orders.tokens[0], orders.placed, 2**40 - 1):
        expected = wrong_stage(disputes, order, Stage.NONE)
        assert_reverts(expected, disputes.contest, order, OTHER_CID, sender=scene.seller)


def test_contest__again__reverts(disputes, scene, contested):
    expected = wrong_stage(disputes, contested, Stage.CONTESTED)
    assert_reverts(expected, disputes.contest, contested, OTHER_CID, sender=scene.seller)


@pytest.mark.parametrize("ending", ["confirm", "refund", "agree"])
def test_contest__order_closed_meanwhile__reverts(market, disputes, scene, raised, ending):
    """A bond for a case that is over would only have to be sent back."""
    if ending == "confirm":
        market.confirm(raised, sender=scene.buyer)
    elif ending == "refund":
        market.refund(raised, sender=scene.seller)
    else:
        market.propose(raised, 4_000, sender=scene.buyer)
        market.accept(raised, 4_000, sender=scene.seller)
    expected = wrong_stage(disputes, raised, Stage.RAISED)
    assert_reverts(expected, disputes.contest, raised, OTHER_CID, sender=scene.seller)


def test_contest__after_expiry__reverts(system, disputes, scene, raised):
    next_block_at(disputes.dispute(raised).deadline)
    disputes.expire(raised, sender=scene.stranger)
    expected = wrong_stage(disputes, raised, Stage.NONE)
    assert_reverts(expected, disputes.contest, raised, OTHER_CID, sender=scene.seller)


@pytest.mark.parametrize("missing", ["allowance", "balance"])
def test_contest__bond_not_covered__reverts(token, disputes, scene, raised, missing):
    if missing == "allowance":
        token.approve(disputes, BOND - 1, sender=scene.seller)
    else:
        token.transfer(scene.buyer, token.balanceOf(scene.seller) - BOND + 1, sender=scene.seller)
    expected = custom(
        disputes.PaymentFailed,
        payer=scene.seller,
        amount=BOND,
        balance=token.balanceOf(scene.seller),
        allowance=token.allowance(scene.seller, disputes),
    )
    assert_reverts(expected, disputes.contest, raised, OTHER_CID, sender=scene.seller)


def test_contest__protection_over__still_counts(system, market, disputes, scene, arbitrator, orders):
    """Deadlines are fixed when they start: the case outlives the protection period."""
    order = orders.tokens[3]
    next_block_at(market.order(order).deadline - 1)
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    next_block_at(disputes.dispute(order).deadline - 1)
    disputes.contest(order, OTHER_CID, sender=scene.seller)
    next_block_at(disputes.dispute(order).deadline - 1)
    receipt = disputes.rule(order, 10_000, sender=arbitrator)
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, Ending.RULED, live=[True] * 3),
        *won_logs(system, disputes.DisputeClosed, order, scene.seller),
    )
