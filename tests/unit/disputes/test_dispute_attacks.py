"""What somebody might try with disputes and objections, and what it costs."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import Ending, State, closed_logs, reserve_of
from scene import CID, FIAT_BASE, OTHER_CID, PRICE, purchase

from ecomchain.amounts import BPS

from .cases import BOND, OBJECTION_BOND, Stage, back_logs, won_logs
from helpers import assert_reverts, custom


def contest(disputes, scene, order):
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, OTHER_CID, sender=scene.seller)


# What it costs


@pytest.mark.parametrize(("bps", "loser"), [(BPS, "buyer"), (0, "seller")])
def test_side__in_the_wrong__loses_the_bond(system, disputes, token, arbitrator, scene, orders, bps, loser):
    before = token.balanceOf(getattr(scene, loser))
    contest(disputes, scene, orders.tokens[0])
    disputes.rule(orders.tokens[0], bps, sender=arbitrator)
    assert token.balanceOf(getattr(scene, loser)) == before - BOND
    lost = (system.reputation.buyer(scene.buyer).lost, system.reputation.seller(scene.shop)[1].lost)
    assert lost == ((1, 0) if loser == "buyer" else (0, 1))


def test_buyer__who_disputes_to_delay__the_seller_contests_and_is_paid_with_the_bond(
    system, disputes, token, arbitrator, scene, orders
):
    """Disputing for free would need a seller who does not answer: 19 days at most, and then it costs."""
    before = token.balanceOf(scene.seller)
    started = now()
    contest(disputes, scene, orders.tokens[0])
    longest = disputes.CONTEST_WINDOW() + disputes.RULING_WINDOW()
    assert disputes.dispute(orders.tokens[0]).deadline <= started + longest + 10
    disputes.rule(orders.tokens[0], BPS, sender=arbitrator)
    assert token.balanceOf(scene.seller) == before + PRICE + BOND


def test_silent_arbitrator__contesting__is_free_and_takes_half(disputes, token, scene, orders):
    """Known and documented (ORD-8)."""
    buyer, seller = token.balanceOf(scene.buyer), token.balanceOf(scene.seller)
    contest(disputes, scene, orders.tokens[0])
    next_block_at(disputes.dispute(orders.tokens[0]).deadline)
    disputes.expire(orders.tokens[0], sender=scene.seller)
    half = PRICE * 5_000 // BPS
    assert token.balanceOf(scene.seller) - seller == half
    assert token.balanceOf(scene.buyer) - buyer == PRICE - half


# A seller who took the fiat and refunds


def test_seller__who_refunds_after_taking_fiat__still_pays_commission(disputes, market, token, scene, orders):
    """He signed with `fulfil` that it was received: without a ruling that decides."""
    order = orders.fiat[3]
    before = [token.balanceOf(distributor) for distributor in scene.distributors[:3]]
    market.refund(order, sender=scene.seller)
    disputes.object(order, CID, sender=scene.distributors[2])
    next_block_at(disputes.objection(order).deadline)
    disputes.expireObjection(order, sender=scene.stranger)
    earned = [token.balanceOf(one) - was for one, was in zip(scene.distributors[:3], before, strict=True)]
    assert sum(earned) == reserve_of(FIAT_BASE, 3)
    assert min(earned) > 0


def test_seller__who_refunds_after_taking_fiat__cannot_withdraw_what_is_held(
    budgets, market, scene, orders, token
):
    order = orders.mixed[3]
    market.refund(order, sender=scene.seller)
    held, budget = budgets.reserved(order).amount, budgets.budget(scene.shop)
    budgets.withdraw(scene.shop, budget, sender=scene.seller)
    expected = custom(budgets.BudgetTooLow, shop=scene.shop, amount=1, budget=0)
    assert_reverts(expected, budgets.withdraw, scene.shop, 1, sender=scene.seller)
    mine_at(budgets.reserved(order).deadline - 1)
    early = custom(budgets.TooEarly, order=order, **{"from": now() + 1}, now_=now())
    assert_reverts(early, budgets.release, order, sender=scene.seller)
    assert budgets.reserved(order).amount == held


def test_seller_and_buyer__who_agree_on_0_and_pay_outside__the_distributor_objects(
    system, disputes, market, token, arbitrator, scene, orders
):
    order = orders.mixed[3]
    market.propose(order, 0, sender=scene.seller)
    market.accept(order, 0, sender=scene.buyer)
    disputes.object(order, CID, sender=scene.distributors[2])
    disputes.matchObjection(order, CID, sender=scene.seller)
    before = token.balanceOf(scene.distributors[2])
    disputes.ruleObjection(order, BPS, sender=arbitrator)
    gained = token.balanceOf(scene.distributors[2]) - before
    assert gained > 2 * OBJECTION_BOND


def test_distributor__who_objects_without_ground__loses_the_bond_if_matched(
    disputes, token, arbitrator, scene, matched
):
    before = token.balanceOf(scene.seller)
    disputes.ruleObjection(matched, 0, sender=arbitrator)
    assert token.balanceOf(scene.seller) == before + 2 * OBJECTION_BOND


# Proposals under a dispute


@pytest.mark.parametrize(("proposer", "accepter"), [("buyer", "seller"), ("seller", "buyer")])
def test_proposal__swapped_while_disputed__cannot_be_accepted_at_the_old_number(
    market, scene, contested, proposer, accepter
):
    """Who accepts names the number: a swap just before it arrives makes it revert, not pay otherwise."""
    market.propose(contested, 3_000, sender=getattr(scene, proposer))
    market.propose(contested, 10_000 if proposer == "seller" else 0, sender=getattr(scene, proposer))
    expected = custom(market.NothingToAccept, order=contested, bps=3_000)
    assert_reverts(expected, market.accept, contested, 3_000, sender=getattr(scene, accepter))


def test_proposal__of_the_former_owner__can_be_accepted_by_the_buyer_alone(
    system, market, registry, disputes, scene, contested
):
    """It is the shop's word; the new owner cannot accept it as if it were the buyer's."""
    market.propose(contested, 3_000, sender=scene.seller)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    expected = custom(market.NothingToAccept, order=contested, bps=3_000)
    for caller in (scene.rival, scene.seller):
        assert_reverts(expected, market.accept, contested, 3_000, sender=caller)
    receipt = market.accept(contested, 3_000, sender=scene.buyer)
    closed = closed_logs(
        system, scene, contested, Ending.AGREED, bps=3_000, live=[True] * 2, seller=scene.rival
    )
    assert_logs(receipt, *closed)


# The same bond twice


def test_arbitrator__ruling_twice_in_one_transaction__reverts(disputes, contested, arbitrator):
    calls = [disputes.rule.encode_input(contested, bps) for bps in (0, BPS)]
    expected = custom(disputes.WrongStage, order=contested, stage=Stage.NONE)
    assert_reverts(expected, disputes.multicall, calls, sender=arbitrator)


@pytest.mark.parametrize("second", ["returnBonds", "expire"])
def test_bonds__after_a_ruling_in_one_transaction__are_gone(disputes, contested, arbitrator, second):
    calls = [disputes.rule.encode_input(contested, BPS), getattr(disputes, second).encode_input(contested)]
    expected = custom(disputes.WrongStage, order=contested, stage=Stage.NONE)
    assert_reverts(expected, disputes.multicall, calls, sender=arbitrator)


@pytest.mark.parametrize("stage", ["raised", "contested"])
def test_bonds__after_expiry_in_one_transaction__are_gone(request, disputes, scene, stage):
    order = request.getfixturevalue(stage)
    mine_at(disputes.dispute(order).deadline)
    for second in (disputes.expire, disputes.returnBonds):
        calls = [disputes.expire.encode_input(order), second.encode_input(order)]
        expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
        assert_reverts(expected, disputes.multicall, calls, sender=scene.buyer)


def test_bonds__of_others__cannot_be_taken(disputes, market, scene, orders):
    """A case that is gone takes no other case's bond with it."""
    first, second = orders.tokens[0], orders.tokens[1]
    disputes.raiseDispute(first, CID, sender=scene.buyer)
    disputes.raiseDispute(second, CID, sender=scene.buyer)
    market.refund(first, sender=scene.seller)
    disputes.returnBonds(first, sender=scene.buyer)
    expected = custom(disputes.WrongStage, order=first, stage=Stage.NONE)
    assert_reverts(expected, disputes.returnBonds, first, sender=scene.buyer)
    assert disputes.totals().bonds == BOND


def test_objection__ended_twice_in_one_transaction__reverts(disputes, matched, arbitrator, scene):
    none = custom(disputes.WrongStage, order=matched, stage=Stage.NONE)
    calls = [disputes.ruleObjection.encode_input(matched, bps) for bps in (0, BPS)]
    assert_reverts(none, disputes.multicall, calls, sender=arbitrator)
    mine_at(disputes.objection(matched).deadline)
    calls = [disputes.expireObjection.encode_input(matched)] * 2
    assert_reverts(none, disputes.multicall, calls, sender=scene.stranger)


def test_surplus__sent_to_the_contract__is_nobodys(system, token, disputes, scene, contested):
    """The ledger says what is owed, not the balance."""
    token.transfer(disputes, 5 * BOND, sender=scene.stranger)
    next_block_at(disputes.dispute(contested).deadline)
    receipt = disputes.expire(contested, sender=scene.stranger)
    assert_logs(
        receipt,
        *closed_logs(system, scene, contested, Ending.UNRULED, bps=5_000, live=[True] * 2),
        *back_logs(system, disputes.DisputeClosed, contested, scene.buyer, scene.seller),
    )
    assert token.balanceOf(disputes) == 5 * BOND
    assert disputes.totals().bonds == 0


# Nobody is ever called: there is nowhere to re-enter from


@pytest.mark.parametrize("bps", [0, BPS])
def test_contract_as_buyer__cannot_block_a_ruling(system, market, disputes, scene, arbitrator, refuser, bps):
    market.place(purchase(scene.escrowed, scene.links[1]), sender=refuser)
    order = market.totals().orders
    market.fulfil(order, CID, sender=scene.seller)
    disputes.raiseDispute(order, CID, sender=refuser)
    disputes.contest(order, CID, sender=scene.seller)
    receipt = disputes.rule(order, bps, sender=arbitrator)
    winner = scene.seller if bps else refuser
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, Ending.RULED, bps=bps, live=[True] * 2, buyer=refuser),
        *won_logs(system, disputes.DisputeClosed, order, winner),
    )


@pytest.mark.parametrize("ending", ["expire", "refund"])
def test_contract_as_seller__cannot_block_the_bonds(
    system, market, registry, disputes, scene, raised, refuser, ending
):
    registry.transferFrom(scene.seller, refuser, scene.shop, sender=scene.seller)
    disputes.contest(raised, CID, sender=refuser)
    back = back_logs(system, disputes.DisputeClosed, raised, scene.buyer, refuser)
    if ending == "refund":
        market.refund(raised, sender=refuser)
        assert_logs(disputes.returnBonds(raised, sender=scene.stranger), *back)
        return
    next_block_at(disputes.dispute(raised).deadline)
    receipt = disputes.expire(raised, sender=scene.stranger)
    values = {"bps": 5_000, "live": [True] * 2, "seller": refuser}
    assert_logs(receipt, *closed_logs(system, scene, raised, Ending.UNRULED, **values), *back)


def test_disputes_contract_as_owner_of_a_shop__keeps_it_as_surplus_and_owes_the_same(
    system, token, registry, disputes, scene, contested, arbitrator
):
    """Whoever gives a shop to this contract gives its income away; bonds stay covered."""
    registry.transferFrom(scene.seller, disputes, scene.shop, sender=scene.seller)
    receipt = disputes.rule(contested, BPS, sender=arbitrator)
    assert_logs(
        receipt,
        *closed_logs(system, scene, contested, Ending.RULED, live=[True] * 2, seller=disputes),
        *won_logs(system, disputes.DisputeClosed, contested, scene.seller),
    )
    assert disputes.totals().bonds == 0
    assert token.balanceOf(disputes) > 0


# Two calls for one second


def test_late_fulfil_against_cancel__at_one_second__only_one_goes(market, scene, orders):
    deadline = market.order(orders.placed).deadline
    next_block_at(deadline)
    market.cancel(orders.placed, sender=scene.buyer)
    expected = custom(market.WrongState, order=orders.placed, state=State.CLOSED)
    assert_reverts(expected, market.fulfil, orders.placed, CID, sender=scene.seller)


@pytest.mark.parametrize("late", [0, 1])
def test_settle_against_dispute__at_one_second__only_one_goes(market, disputes, scene, orders, late):
    """Until the second before, the buyer's word; from the deadline on, anyone's."""
    order = orders.tokens[1]
    deadline = market.order(order).deadline
    if late:
        next_block_at(deadline)
        market.settle(order, sender=scene.stranger)
        expected = custom(market.WrongState, order=order, state=State.CLOSED)
        assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.buyer)
    else:
        next_block_at(deadline - 1)
        disputes.raiseDispute(order, CID, sender=scene.buyer)
        mine_at(deadline)
        expected = custom(market.WrongState, order=order, state=State.DISPUTED)
        assert_reverts(expected, market.settle, order, sender=scene.stranger)


@pytest.mark.parametrize("late", [0, 1])
def test_contest_against_expire__at_one_second__only_one_goes(disputes, scene, raised, late):
    deadline = disputes.dispute(raised).deadline
    next_block_at(deadline - 1 + late)
    if late:
        disputes.expire(raised, sender=scene.buyer)
        expected = custom(disputes.WrongStage, order=raised, stage=Stage.NONE)
        assert_reverts(expected, disputes.contest, raised, CID, sender=scene.seller)
    else:
        disputes.contest(raised, CID, sender=scene.seller)
        time = mine_at(deadline)
        later = deadline - 1 + disputes.RULING_WINDOW()
        expected = custom(disputes.TooEarly, order=raised, **{"from": later}, now_=time)
        assert_reverts(expected, disputes.expire, raised, sender=scene.buyer)


@pytest.mark.parametrize("late", [0, 1])
def test_object_against_release__at_one_second__only_one_goes(disputes, budgets, scene, held, late):
    deadline = budgets.reserved(held).deadline
    next_block_at(deadline - 1 + late)
    if late:
        budgets.release(held, sender=scene.seller)
        expected = custom(budgets.WrongStage, order=held, stage=0)
        assert_reverts(expected, disputes.object, held, CID, sender=scene.distributors[2])
    else:
        disputes.object(held, CID, sender=scene.distributors[2])
        mine_at(deadline)
        expected = custom(budgets.WrongStage, order=held, stage=3)
        assert_reverts(expected, budgets.release, held, sender=scene.seller)
