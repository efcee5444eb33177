"""`requestDispute` and `requestObjection`: whoever asks pays the arbitrator, once for each case (ORD-4)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from scene import plain

from .cases import EXTRA_DATA, FEE, CaseStage, Kind, Stage, agree
from helpers import assert_reverts, custom

KINDS = [Kind.DISPUTE, Kind.OBJECTION]


def method(cases, kind):
    return cases.adapter.requestDispute if kind is Kind.DISPUTE else cases.adapter.requestObjection


def first_match(disputes, case) -> int:
    """From when an objection that the seller has not matched can be ruled."""
    return case.deadline - disputes.RULING_WINDOW() + disputes.CONTEST_WINDOW()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("caller", ["stranger", "buyer", "seller"])
def test_request__contested_case__creates_a_dispute(cases, kind, caller):
    adapter, arbitrator, order = cases.adapter, cases.arbitrator, cases.order(kind)
    payer = getattr(cases.scene, caller)
    before = payer.balance
    receipt = method(cases, kind)(order, value=FEE, sender=payer)
    assert_logs(
        receipt,
        log(arbitrator.DisputeCreation, _disputeID=0, _arbitrable=adapter),
        log(adapter.ArbitrationRequested, order=order, kind=kind, disputeId=0, payer=payer, fee=FEE),
    )
    assert payer.balance == before - FEE - receipt.total_fees_paid
    assert (adapter.balance, arbitrator.balance) == (0, FEE)
    assert plain(adapter.request(kind, order)) == (0, Stage.PENDING, 0)
    assert plain(adapter.subject(0)) == (kind, order)
    assert plain(arbitrator.disputes(0)) == (adapter.address, adapter.CHOICES(), False)


def test_request__two_cases__are_two_disputes(cases):
    assert [cases.request(kind) for kind in KINDS] == [0, 1]
    assert [plain(cases.adapter.subject(i)) for i in range(2)] == [
        (kind, cases.order(kind)) for kind in KINDS
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("paid", [0, FEE - 1, FEE + 1])
def test_request__not_the_exact_fee__reverts(cases, kind, paid):
    expected = custom(cases.adapter.WrongFee, paid=paid, cost=FEE)
    assert_reverts(expected, method(cases, kind), cases.order(kind), sender=cases.scene.buyer, value=paid)


@pytest.mark.parametrize("kind", KINDS)
def test_request__fee_changed__costs_what_it_costs_now(cases, kind):
    cases.arbitrator.setFee(2 * FEE, sender=cases.judge)
    assert cases.adapter.cost() == 2 * FEE
    expected = custom(cases.adapter.WrongFee, paid=FEE, cost=2 * FEE)
    assert_reverts(expected, method(cases, kind), cases.order(kind), sender=cases.scene.buyer, value=FEE)
    method(cases, kind)(cases.order(kind), value=2 * FEE, sender=cases.scene.buyer)
    assert cases.arbitrator.balance == 2 * FEE


@pytest.mark.parametrize("kind", KINDS)
def test_request__twice__reverts(cases, kind):
    order, dispute = cases.order(kind), cases.request(kind)
    expected = custom(cases.adapter.WrongRequestStage, order=order, kind=kind, stage=Stage.PENDING)
    assert_reverts(expected, method(cases, kind), order, sender=cases.scene.buyer, value=FEE)
    cases.rule(dispute, 0)
    expected = custom(cases.adapter.WrongRequestStage, order=order, kind=kind, stage=Stage.REFUSED)
    assert_reverts(expected, method(cases, kind), order, sender=cases.scene.buyer, value=FEE)


@pytest.mark.parametrize("kind", KINDS)
def test_request__case_ruled__reverts(cases, kind):
    cases.rule(cases.request(kind), 3)
    expected = custom(cases.adapter.WrongStage, order=cases.order(kind), stage=CaseStage.NONE)
    assert_reverts(expected, method(cases, kind), cases.order(kind), sender=cases.scene.buyer, value=FEE)


@pytest.mark.parametrize("kind", KINDS)
def test_request__a_second_before_the_deadline__goes(system, cases, kind):
    next_block_at(cases.deadline(system, kind) - 1)
    cases.request(kind)
    assert cases.adapter.request(kind, cases.order(kind)).stage == Stage.PENDING


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [0, 1])
def test_request__from_the_deadline_on__reverts(system, cases, kind, seconds):
    deadline, order = cases.deadline(system, kind), cases.order(kind)
    time = mine_at(deadline + seconds)
    expected = custom(cases.adapter.TooLate, order=order, deadline=deadline, now_=time)
    assert_reverts(expected, method(cases, kind), order, sender=cases.scene.buyer, value=FEE)


@pytest.mark.parametrize("kind", KINDS)
def test_request__no_such_case__reverts(market, cases, kind):
    others = (cases.matched, cases.contested)
    for order in (0, cases.placed, others[kind], market.totals().orders + 1):
        expected = custom(cases.adapter.WrongStage, order=order, stage=CaseStage.NONE)
        assert_reverts(expected, method(cases, kind), order, sender=cases.scene.buyer, value=FEE)


@pytest.mark.parametrize("kind", KINDS)
def test_request__another_arbitrator_named__reverts(disputes, cases, kind, foundation, arbitrator):
    """Nobody is to pay for a ruling that would not count."""
    disputes.setArbitrator(arbitrator, sender=foundation)
    expected = custom(cases.adapter.NotAppointed, arbitrator=arbitrator)
    assert_reverts(expected, method(cases, kind), cases.order(kind), sender=cases.scene.buyer, value=FEE)


# Disputes


def test_request_dispute__not_contested__reverts(cases):
    expected = custom(cases.adapter.WrongStage, order=cases.raised, stage=CaseStage.RAISED)
    assert_reverts(expected, cases.adapter.requestDispute, cases.raised, sender=cases.scene.buyer, value=FEE)


def test_request_dispute__order_closed_meanwhile__reverts(system, cases):
    """The case is there until the bonds are sent back: nobody is to pay for it any more."""
    order = cases.contested
    agree(system, cases.scene, order, 4_000)
    assert system.disputes.dispute(order).stage == CaseStage.CONTESTED
    expected = custom(cases.adapter.OrderClosed, order=order)
    assert_reverts(expected, cases.adapter.requestDispute, order, sender=cases.scene.buyer, value=FEE)
    system.disputes.returnBonds(order, sender=cases.scene.stranger)
    expected = custom(cases.adapter.WrongStage, order=order, stage=CaseStage.NONE)
    assert_reverts(expected, cases.adapter.requestDispute, order, sender=cases.scene.buyer, value=FEE)


# Objections


def test_request_objection__while_the_seller_may_match__reverts(disputes, cases):
    """A ruling in sight is no bet: the seller would match only to win."""
    order = cases.objected
    begins = first_match(disputes, disputes.objection(order))
    time = mine_at(begins - 1)
    expected = custom(cases.adapter.TooEarly, order=order, **{"from": begins}, now_=time)
    assert_reverts(expected, cases.adapter.requestObjection, order, sender=cases.scene.buyer, value=FEE)


@pytest.mark.parametrize("seconds", [0, 1])
def test_request_objection__once_the_seller_may_not_match_any_more__goes(disputes, cases, seconds):
    order = cases.objected
    next_block_at(first_match(disputes, disputes.objection(order)) + seconds)
    dispute = cases.request(Kind.OBJECTION, order)
    assert plain(cases.adapter.subject(dispute)) == (Kind.OBJECTION, order)


def test_request_objection__unmatched_from_the_deadline_on__reverts(disputes, cases):
    order = cases.objected
    deadline = mine_at(disputes.objection(order).deadline)
    expected = custom(cases.adapter.TooLate, order=order, deadline=deadline, now_=deadline)
    assert_reverts(expected, cases.adapter.requestObjection, order, sender=cases.scene.buyer, value=FEE)


# What there is before


def test_views__before_any_request(disputes, cases):
    adapter = cases.adapter
    assert (adapter.disputes(), adapter.arbitrator()) == (disputes, cases.arbitrator)
    assert bytes(adapter.extraData()) == EXTRA_DATA
    assert (adapter.cost(), adapter.CHOICES()) == (FEE, 5)
    for kind in KINDS:
        assert plain(adapter.request(kind, cases.order(kind))) == (0, Stage.NONE, 0)
    assert_reverts(custom(adapter.UnknownDispute, disputeId=0), adapter.subject, 0)
