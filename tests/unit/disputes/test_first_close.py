"""A disputed order can be closed in many ways; the first wins, and every other reverts (ORD-4)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs
from orders import Ending, State, closed_logs

from .cases import Stage, back_logs
from helpers import assert_reverts, custom

BY_MARKET = ["confirm", "refund", "accept"]
FIRST = [(name, stage) for stage in (Stage.RAISED, Stage.CONTESTED) for name in (*BY_MARKET, "expire")]


@pytest.fixture(params=[*FIRST, ("rule", Stage.CONTESTED)], ids=lambda p: f"{p[0]}-{p[1].name.lower()}")
def closed(request, market, disputes, scene, arbitrator):
    """A disputed order that one of the closes has closed: the order, which close, the stage until then.

    Both sides had made a proposal. The case's time is over by now, whatever closed it.
    """
    name, stage = request.param
    order = request.getfixturevalue(stage.name.lower())
    deadline = disputes.dispute(order).deadline
    market.propose(order, 4_000, sender=scene.buyer)
    if name == "accept":
        market.accept(order, 4_000, sender=scene.seller)
    elif name == "expire":
        next_block_at(deadline)
        disputes.expire(order, sender=scene.stranger)
    elif name == "rule":
        disputes.rule(order, 6_000, sender=arbitrator)
    else:
        getattr(market, name)(order, sender=scene.buyer if name == "confirm" else scene.seller)
    mine_at(deadline + 1)
    return order, name, stage


def test_close__of_the_market_after_any_other__reverts(market, scene, closed):
    order, _, _ = closed
    wrong = custom(market.WrongState, order=order, state=State.CLOSED)
    assert_reverts(wrong, market.confirm, order, sender=scene.buyer)
    assert_reverts(wrong, market.refund, order, sender=scene.seller)
    assert_reverts(wrong, market.accept, order, 4_000, sender=scene.seller)
    assert_reverts(wrong, market.propose, order, 4_000, sender=scene.seller)
    assert_reverts(wrong, market.settle, order, sender=scene.stranger)
    assert_reverts(wrong, market.cancel, order, sender=scene.stranger)


def test_close__of_the_case_after_any_other__reverts(market, disputes, scene, arbitrator, closed):
    order, name, stage = closed
    gone = name in ("rule", "expire")
    none = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
    over = custom(market.WrongState, order=order, state=State.CLOSED)
    assert_reverts(none if gone else over, disputes.expire, order, sender=scene.stranger)
    late = custom(disputes.TooLate, order=order, deadline=..., now_=...)
    unready = custom(disputes.WrongStage, order=order, stage=Stage.RAISED)
    expected = none if gone else unready if stage is Stage.RAISED else late
    assert_reverts(expected, disputes.rule, order, 10_000, sender=arbitrator)


def test_return_bonds__after_any_close__once_where_the_case_is_still_there(system, disputes, scene, closed):
    order, name, stage = closed
    if name not in ("rule", "expire"):
        receipt = disputes.returnBonds(order, sender=scene.stranger)
        payers = [scene.buyer, scene.seller][:stage]
        assert_logs(receipt, *back_logs(system, disputes.DisputeClosed, order, *payers))
    expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
    assert_reverts(expected, disputes.returnBonds, order, sender=scene.stranger)
    assert disputes.totals().bonds == 0


@pytest.mark.parametrize("ending", BY_MARKET)
def test_rule__order_closed_meanwhile__reverts(market, disputes, scene, arbitrator, contested, ending):
    """In the arbitrator's time too."""
    if ending == "accept":
        market.propose(contested, 10_000, sender=scene.seller)
        market.accept(contested, 10_000, sender=scene.buyer)
    else:
        getattr(market, ending)(contested, sender=scene.buyer if ending == "confirm" else scene.seller)
    expected = custom(market.WrongState, order=contested, state=State.CLOSED)
    assert_reverts(expected, disputes.rule, contested, 0, sender=arbitrator)


@pytest.mark.parametrize("stage", [Stage.RAISED, Stage.CONTESTED])
@pytest.mark.parametrize(("proposer", "accepter"), [("buyer", "seller"), ("seller", "buyer")])
def test_accept__proposed_before_the_dispute__no_longer_stands(
    request, system, market, disputes, scene, orders, stage, proposer, accepter
):
    """Else it would be the other side's to take until the ruling; proposed anew, it is an offer (ORD-4)."""
    order = orders.tokens[2]
    market.propose(order, 2_222, sender=getattr(scene, proposer))
    assert request.getfixturevalue(stage.name.lower()) == order
    expected = custom(market.NothingToAccept, order=order, bps=2_222)
    assert_reverts(expected, market.accept, order, 2_222, sender=getattr(scene, accepter))
    market.propose(order, 2_222, sender=getattr(scene, proposer))
    receipt = market.accept(order, 2_222, sender=getattr(scene, accepter))
    expected = closed_logs(system, scene, order, Ending.AGREED, bps=2_222, live=[True] * 2)
    assert_logs(receipt, *expected)
    disputes.returnBonds(order, sender=scene.stranger)


def test_accept__at_the_last_moment_of_a_stage__wins_against_expiry(
    system, market, disputes, scene, contested
):
    """After the deadline too, as long as nobody has called `expire`."""
    next_block_at(disputes.dispute(contested).deadline + 10**6)
    market.propose(contested, 10_000, sender=scene.seller)
    receipt = market.accept(contested, 10_000, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, contested, Ending.AGREED, live=[True] * 2))
    receipt = disputes.returnBonds(contested, sender=scene.stranger)
    assert_logs(receipt, *back_logs(system, disputes.DisputeClosed, contested, scene.buyer, scene.seller))
