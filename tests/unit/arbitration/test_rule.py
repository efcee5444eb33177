"""`rule`: what the arbitrator rules closes the case, or is kept (ORD-4, ORD-5)."""

import pytest
from clock import next_block_at
from events import assert_logs
from orders import State
from scene import plain, shares

from ecomchain.amounts import BPS

from .cases import (
    CaseStage,
    Kind,
    Stage,
    agree,
    applied_log,
    assert_logs_of,
    balances,
    bps_of,
    head,
    not_applied_log,
    object_to,
    ruling_log,
)
from helpers import assert_reverts, custom

KINDS = [Kind.DISPUTE, Kind.OBJECTION]
RULINGS = [1, 2, 3, 4, 5]


def late(system, cases, kind, deadline):
    """Why a ruling at this moment was not applied."""
    return custom(system.disputes.TooLate, order=cases.order(kind), deadline=deadline, now_=head())


@pytest.mark.parametrize("ruling", RULINGS)
def test_rule__dispute__closes_the_order_at_its_share(system, token, market, disputes, cases, ruling):
    scene, order, bps = cases.scene, cases.contested, bps_of(ruling)
    escrow, bond = market.order(order).escrow, disputes.dispute(order).bond
    dispute = cases.request(Kind.DISPUTE)
    people = (scene.buyer, scene.seller, *scene.distributors[:3])
    before = balances(token, people)
    receipt = cases.rule(dispute, ruling)
    assert_logs_of(
        cases.adapter,
        receipt,
        ruling_log(cases, dispute, ruling),
        applied_log(cases, Kind.DISPUTE, order, bps),
    )
    expected = shares(escrow, [True] * 3, bps)
    due = [expected.buyer, expected.seller, *expected.each]
    due[bps >= disputes.EVEN()] += 2 * bond
    assert [now - was for now, was in zip(balances(token, people), before, strict=True)] == due
    assert (market.order(order).state, market.order(order).settledBps) == (State.CLOSED, bps)
    assert disputes.dispute(order).stage == CaseStage.NONE
    assert plain(cases.adapter.request(Kind.DISPUTE, order)) == (dispute, Stage.APPLIED, bps)


@pytest.mark.parametrize("ruling", RULINGS)
def test_rule__objection__pays_its_share_and_the_winner(token, disputes, budgets, cases, ruling):
    scene, order, bps = cases.scene, cases.matched, bps_of(ruling)
    base, bond = budgets.reserved(order).base, disputes.objection(order).bond
    dispute = cases.request(Kind.OBJECTION)
    people = (scene.seller, *scene.distributors[:3])
    before = balances(token, people)
    receipt = cases.rule(dispute, ruling)
    assert_logs_of(
        cases.adapter,
        receipt,
        ruling_log(cases, dispute, ruling),
        applied_log(cases, Kind.OBJECTION, order, bps),
    )
    due = [0, *shares(base, [True] * 3, bps).each]
    due[3 if bps >= disputes.EVEN() else 0] += 2 * bond
    assert [now - was for now, was in zip(balances(token, people), before, strict=True)] == due
    assert disputes.objection(order).stage == CaseStage.NONE
    assert plain(cases.adapter.request(Kind.OBJECTION, order)) == (dispute, Stage.APPLIED, bps)


@pytest.mark.parametrize("ruling", RULINGS)
def test_rule__objection_that_was_not_matched__gives_the_bond_back(token, disputes, budgets, cases, ruling):
    scene, order, bps = cases.scene, cases.objected, bps_of(ruling)
    base, case = budgets.reserved(order).base, disputes.objection(order)
    next_block_at(case.deadline - disputes.RULING_WINDOW() + disputes.CONTEST_WINDOW())
    dispute = cases.request(Kind.OBJECTION, order)
    people = (scene.seller, *scene.distributors[:3])
    before = balances(token, people)
    receipt = cases.rule(dispute, ruling)
    assert_logs_of(
        cases.adapter,
        receipt,
        ruling_log(cases, dispute, ruling),
        applied_log(cases, Kind.OBJECTION, order, bps),
    )
    due = [0, *shares(base, [True] * 3, bps).each]
    due[3] += case.bond
    assert [now - was for now, was in zip(balances(token, people), before, strict=True)] == due


@pytest.mark.parametrize("kind", KINDS)
def test_rule__refused__rules_nothing_and_time_decides(system, market, disputes, cases, kind):
    order, dispute = cases.order(kind), cases.request(kind)
    receipt = cases.rule(dispute, 0)
    assert_logs(receipt, ruling_log(cases, dispute, 0))
    assert plain(cases.adapter.request(kind, order)) == (dispute, Stage.REFUSED, 0)
    next_block_at(cases.deadline(system, kind))
    if kind is Kind.DISPUTE:
        assert disputes.dispute(order).stage == CaseStage.CONTESTED
        disputes.expire(order, sender=cases.scene.stranger)
        assert market.order(order).settledBps == disputes.EVEN()
    else:
        assert disputes.objection(order).stage == CaseStage.CONTESTED
        disputes.expireObjection(order, sender=cases.scene.stranger)


@pytest.mark.parametrize("kind", KINDS)
def test_rule__by_anyone_but_the_arbitrator__reverts(cases, kind, foundation, arbitrator):
    dispute = cases.request(kind)
    for caller in (cases.judge, cases.scene.buyer, cases.scene.seller, foundation, arbitrator, cases.adapter):
        expected = custom(cases.adapter.NotArbitrator, caller=caller, arbitrator=cases.arbitrator)
        assert_reverts(expected, cases.adapter.rule, dispute, 5, sender=caller)


def test_rule__unknown_dispute__reverts(cases):
    dispute = cases.request(Kind.DISPUTE) + 1
    expected = custom(cases.adapter.UnknownDispute, disputeId=dispute)
    assert_reverts(expected, cases.adapter.rule, dispute, 5, sender=cases.arbitrator)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("ruling", "stage"), [(0, Stage.REFUSED), (2, Stage.APPLIED)])
def test_rule__twice__reverts(cases, kind, ruling, stage):
    dispute = cases.request(kind)
    cases.rule(dispute, ruling)
    expected = custom(cases.adapter.WrongRequestStage, order=cases.order(kind), kind=kind, stage=stage)
    assert_reverts(expected, cases.adapter.rule, dispute, 5, sender=cases.arbitrator)


@pytest.mark.parametrize("ruling", [6, 2**256 - 1])
def test_rule__no_such_ruling__reverts(cases, ruling):
    dispute = cases.request(Kind.DISPUTE)
    expected = custom(cases.adapter.RulingOutOfRange, ruling=ruling, max=5)
    assert_reverts(expected, cases.adapter.rule, dispute, ruling, sender=cases.arbitrator)


# A ruling that cannot be applied does not hold up the arbitrator


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_rule__at_the_deadline(system, cases, kind, seconds):
    order, dispute, deadline = cases.order(kind), cases.request(kind), cases.deadline(system, kind)
    next_block_at(deadline + seconds)
    receipt = cases.rule(dispute, 4)
    if seconds < 0:
        outcome, stage = applied_log(cases, kind, order, 7_500), Stage.APPLIED
    else:
        reason = late(system, cases, kind, deadline)
        outcome, stage = not_applied_log(cases, kind, order, 7_500, reason), Stage.RULED
    assert_logs_of(cases.adapter, receipt, ruling_log(cases, dispute, 4), outcome)
    assert plain(cases.adapter.request(kind, order)) == (dispute, stage, 7_500)


def test_rule__order_agreed_meanwhile__is_not_applied(system, market, disputes, cases):
    order, dispute = cases.contested, cases.request(Kind.DISPUTE)
    agree(system, cases.scene, order, 4_000)
    receipt = cases.rule(dispute, 5)
    reason = custom(market.WrongState, order=order, state=State.CLOSED)
    not_applied = not_applied_log(cases, Kind.DISPUTE, order, BPS, reason)
    assert_logs(receipt, ruling_log(cases, dispute, 5), not_applied)
    assert market.order(order).settledBps == 4_000
    assert disputes.dispute(order).stage == CaseStage.CONTESTED
    disputes.returnBonds(order, sender=cases.scene.stranger)
    expected = custom(disputes.WrongStage, order=order, stage=CaseStage.NONE)
    assert_reverts(expected, cases.adapter.execute, Kind.DISPUTE, order, sender=cases.scene.seller)


@pytest.mark.parametrize("kind", KINDS)
def test_rule__case_expired_meanwhile__is_not_applied(system, disputes, cases, kind):
    order, dispute = cases.order(kind), cases.request(kind)
    next_block_at(cases.deadline(system, kind))
    expire = disputes.expire if kind is Kind.DISPUTE else disputes.expireObjection
    expire(order, sender=cases.scene.stranger)
    receipt = cases.rule(dispute, 1)
    reason = custom(disputes.WrongStage, order=order, stage=CaseStage.NONE)
    assert_logs(receipt, ruling_log(cases, dispute, 1), not_applied_log(cases, kind, order, 0, reason))


def test_rule__of_a_dispute__never_rules_the_objection_of_the_same_order(system, disputes, cases):
    order = cases.mixed
    dispute = cases.request(Kind.DISPUTE, order)
    agree(system, cases.scene, order, 0)
    object_to(system, cases.scene, order)
    cases.rule(dispute, 5)
    assert cases.adapter.request(Kind.DISPUTE, order).stage == Stage.RULED
    assert disputes.objection(order).stage == CaseStage.RAISED
    assert cases.adapter.request(Kind.OBJECTION, order).stage == Stage.NONE
    case = disputes.objection(order)
    next_block_at(case.deadline - disputes.RULING_WINDOW() + disputes.CONTEST_WINDOW())
    cases.rule(cases.request(Kind.OBJECTION, order), 1)
    assert disputes.objection(order).stage == CaseStage.NONE


def test_rule__another_arbitrator_named_meanwhile__is_kept(disputes, cases, foundation, arbitrator):
    order, dispute = cases.contested, cases.request(Kind.DISPUTE)
    disputes.setArbitrator(arbitrator, sender=foundation)
    receipt = cases.rule(dispute, 2)
    reason = custom(disputes.NotArbitrator, caller=cases.adapter, arbitrator=arbitrator)
    not_applied = not_applied_log(cases, Kind.DISPUTE, order, 2_500, reason)
    assert_logs(receipt, ruling_log(cases, dispute, 2), not_applied)
    disputes.setArbitrator(cases.adapter, sender=foundation)
    receipt = cases.adapter.execute(Kind.DISPUTE, order, sender=cases.scene.stranger)
    assert_logs_of(cases.adapter, receipt, applied_log(cases, Kind.DISPUTE, order, 2_500))
