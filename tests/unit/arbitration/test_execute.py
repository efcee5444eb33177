"""`execute`: anyone may apply a ruling that is kept, nobody any other."""

import pytest
from ape import chain
from clock import next_block_at
from orders import State
from scene import plain

from ecomchain.amounts import BPS

from .cases import CaseStage, Kind, Stage, applied_log, assert_logs_of
from helpers import assert_reverts, custom

KINDS = [Kind.DISPUTE, Kind.OBJECTION]


@pytest.fixture
def keep(disputes, foundation, cases):
    """Have a case ruled while the adapter may not rule; the number of the arbitrator's dispute."""

    def rule(kind: Kind, ruling: int) -> int:
        dispute = cases.request(kind)
        disputes.setArbitrator(foundation, sender=foundation)
        cases.rule(dispute, ruling)
        disputes.setArbitrator(cases.adapter, sender=foundation)
        assert cases.adapter.request(kind, cases.order(kind)).stage == Stage.RULED
        return dispute

    return rule


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("caller", ["stranger", "buyer", "seller"])
def test_execute__kept__applies_the_ruling(market, disputes, cases, keep, kind, caller):
    order, dispute = cases.order(kind), keep(kind, 5)
    receipt = cases.adapter.execute(kind, order, sender=getattr(cases.scene, caller))
    assert_logs_of(cases.adapter, receipt, applied_log(cases, kind, order, BPS))
    assert plain(cases.adapter.request(kind, order)) == (dispute, Stage.APPLIED, BPS)
    if kind is Kind.DISPUTE:
        assert (market.order(order).state, market.order(order).settledBps) == (State.CLOSED, BPS)
    else:
        assert disputes.objection(order).stage == CaseStage.NONE


@pytest.mark.parametrize("kind", KINDS)
def test_rule__with_any_gas__is_never_lost(disputes, cases, kind):
    """Whoever passes the ruling on cannot make it void by the gas that it gives."""
    order, dispute = cases.order(kind), cases.request(kind)
    case = disputes.dispute if kind is Kind.DISPUTE else disputes.objection
    stages = []
    for gas in range(60_000, 480_000, 10_000):
        before = chain.snapshot()
        receipt = cases.arbitrator.giveRuling(dispute, 5, sender=cases.judge, gas=gas, raise_on_revert=False)
        stage = Stage(cases.adapter.request(kind, order).stage)
        assert (stage is Stage.PENDING) == receipt.failed
        assert (stage is Stage.APPLIED) == (case(order).stage == CaseStage.NONE)
        if stage is Stage.RULED:
            cases.adapter.execute(kind, order, sender=cases.scene.stranger)
            assert case(order).stage == CaseStage.NONE
        stages.append(stage)
        chain.restore(before)
    assert set(stages) == {Stage.PENDING, Stage.RULED, Stage.APPLIED}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_execute__at_the_deadline(system, disputes, cases, keep, kind, seconds):
    order, deadline = cases.order(kind), cases.deadline(system, kind)
    keep(kind, 1)
    time = next_block_at(deadline + seconds)
    if seconds < 0:
        receipt = cases.adapter.execute(kind, order, sender=cases.scene.stranger)
        assert_logs_of(cases.adapter, receipt, applied_log(cases, kind, order, 0))
    else:
        chain.mine()
        expected = custom(disputes.TooLate, order=order, deadline=deadline, now_=time)
        assert_reverts(expected, cases.adapter.execute, kind, order, sender=cases.scene.stranger)


@pytest.mark.parametrize("kind", KINDS)
def test_execute__nothing_kept__reverts(cases, kind):
    order = cases.order(kind)

    def assert_refused(stage):
        expected = custom(cases.adapter.WrongRequestStage, order=order, kind=kind, stage=stage)
        for caller in (cases.scene.stranger, cases.judge, cases.arbitrator, cases.adapter):
            assert_reverts(expected, cases.adapter.execute, kind, order, sender=caller)

    assert_refused(Stage.NONE)
    dispute = cases.request(kind)
    assert_refused(Stage.PENDING)
    before = chain.snapshot()
    cases.rule(dispute, 0)
    assert_refused(Stage.REFUSED)
    chain.restore(before)
    cases.rule(dispute, 4)
    assert_refused(Stage.APPLIED)


def test_execute__of_the_other_kind__reverts(cases, keep):
    keep(Kind.DISPUTE, 5)
    order = cases.contested
    expected = custom(cases.adapter.WrongRequestStage, order=order, kind=Kind.OBJECTION, stage=Stage.NONE)
    assert_reverts(expected, cases.adapter.execute, Kind.OBJECTION, order, sender=cases.scene.stranger)
