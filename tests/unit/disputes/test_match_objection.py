"""`matchObjection`: the seller, within five days of the objection, with an equal bond (ORD-5)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs
from scene import CID, OTHER_CID, plain

from .cases import OBJECTION_BOND, Stage, matched_logs
from helpers import assert_reverts, custom


def matched_by(disputes, order):
    """When the seller's time ends."""
    return disputes.objection(order).deadline - disputes.RULING_WINDOW() + disputes.CONTEST_WINDOW()


@pytest.mark.parametrize("seconds", [-1_000, -1])
def test_match__within_five_days__takes_an_equal_bond(system, disputes, scene, objected, seconds):
    deadline = disputes.objection(objected).deadline
    next_block_at(matched_by(disputes, objected) + seconds)
    receipt = disputes.matchObjection(objected, OTHER_CID, sender=scene.seller)
    assert_logs(receipt, *matched_logs(system, objected, scene.seller, OBJECTION_BOND))
    people = (scene.seller.address, scene.distributors[2].address)
    # The arbitrator's time goes on as it was.
    expected = (OBJECTION_BOND, deadline, Stage.CONTESTED, *people)
    assert plain(disputes.objection(objected)) == expected
    assert disputes.totals().bonds == 2 * OBJECTION_BOND


@pytest.mark.parametrize("late", [0, 1])
def test_match__after_five_days__reverts(disputes, scene, objected, late):
    until = matched_by(disputes, objected)
    time = mine_at(until + late)
    expected = custom(disputes.TooLate, order=objected, deadline=until, now_=time)
    assert_reverts(expected, disputes.matchObjection, objected, CID, sender=scene.seller)


def test_match__by_anyone_but_the_seller__reverts(disputes, scene, objected, arbitrator):
    for caller in (scene.buyer, scene.distributors[2], scene.stranger, arbitrator):
        expected = custom(disputes.NotSeller, order=objected, caller=caller, seller=scene.seller)
        assert_reverts(expected, disputes.matchObjection, objected, CID, sender=caller)


def test_match__after_a_transfer_of_the_shop__by_the_new_owner(system, registry, disputes, scene, objected):
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(disputes.NotSeller, order=objected, caller=scene.seller, seller=scene.rival)
    assert_reverts(expected, disputes.matchObjection, objected, CID, sender=scene.seller)
    receipt = disputes.matchObjection(objected, OTHER_CID, sender=scene.rival)
    assert_logs(receipt, *matched_logs(system, objected, scene.rival, OBJECTION_BOND))


def test_match__bond_set_meanwhile__is_that_of_the_case(system, disputes, scene, objected, operator):
    disputes.setBond(0, disputes.MIN_BOND_CAP(), sender=operator)
    receipt = disputes.matchObjection(objected, OTHER_CID, sender=scene.seller)
    assert_logs(receipt, *matched_logs(system, objected, scene.seller, OBJECTION_BOND))


def test_match__none_or_twice__reverts(disputes, scene, orders, matched):
    for order, stage in ((matched, Stage.CONTESTED), (orders.fiat[3], Stage.NONE), (2**40 - 1, Stage.NONE)):
        expected = custom(disputes.WrongStage, order=order, stage=stage)
        assert_reverts(expected, disputes.matchObjection, order, CID, sender=scene.seller)


@pytest.mark.parametrize("missing", ["allowance", "balance"])
def test_match__bond_not_covered__reverts(token, disputes, scene, objected, missing):
    if missing == "allowance":
        token.approve(disputes, OBJECTION_BOND - 1, sender=scene.seller)
    else:
        rest = token.balanceOf(scene.seller) - OBJECTION_BOND + 1
        token.transfer(scene.buyer, rest, sender=scene.seller)
    expected = custom(
        disputes.PaymentFailed,
        payer=scene.seller,
        amount=OBJECTION_BOND,
        balance=token.balanceOf(scene.seller),
        allowance=token.allowance(scene.seller, disputes),
    )
    assert_reverts(expected, disputes.matchObjection, objected, CID, sender=scene.seller)
