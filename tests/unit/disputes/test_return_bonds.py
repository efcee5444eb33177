"""`returnBonds`: any close but a ruling returns every bond to who paid it, whoever asks (ORD-4)."""

import pytest
from events import assert_logs
from orders import Ending, closed_logs
from scene import plain

from .cases import BOND, NO_CASE, Stage, back_logs
from helpers import assert_reverts, custom

STAGES = [Stage.RAISED, Stage.CONTESTED]
ENDINGS = ["confirm", "refund", "agree at 0", "agree", "agree at 10000"]


def end(system, scene, order, ending):
    """Close a disputed order without the case; check that the bonds play no part in it."""
    market = system.market
    bps, kind = 10_000, Ending.AGREED
    if ending == "confirm":
        receipt, kind = market.confirm(order, sender=scene.buyer), Ending.CONFIRMED
    elif ending == "refund":
        receipt, bps, kind = market.refund(order, sender=scene.seller), 0, Ending.REFUNDED
    else:
        bps = {"agree at 0": 0, "agree": 3_210}.get(ending, 10_000)
        market.propose(order, bps, sender=scene.seller)
        receipt = market.accept(order, bps, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, order, kind, bps=bps, live=[True] * 2))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_return_bonds__closed_otherwise__each_goes_back(request, system, disputes, scene, stage, ending):
    order = request.getfixturevalue(stage.name.lower())
    end(system, scene, order, ending)
    assert disputes.totals().bonds == stage * BOND
    receipt = disputes.returnBonds(order, sender=scene.stranger)
    payers = [scene.buyer, scene.seller][:stage]
    assert_logs(receipt, *back_logs(system, disputes.DisputeClosed, order, *payers))
    assert plain(disputes.dispute(order)) == NO_CASE
    assert disputes.totals().bonds == 0


@pytest.mark.parametrize("stage", STAGES)
def test_return_bonds__order_open__reverts(request, disputes, scene, stage):
    order = request.getfixturevalue(stage.name.lower())
    for caller in (scene.buyer, scene.seller, scene.stranger):
        assert_reverts(
            custom(disputes.OrderStillOpen, order=order), disputes.returnBonds, order, sender=caller
        )


def test_return_bonds__no_dispute__reverts(disputes, scene, orders):
    for order in (orders.tokens[0], orders.placed, 0, 2**40 - 1):
        expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
        assert_reverts(expected, disputes.returnBonds, order, sender=scene.stranger)


@pytest.mark.parametrize("stage", STAGES)
def test_return_bonds__twice__reverts(request, system, disputes, scene, stage):
    order = request.getfixturevalue(stage.name.lower())
    end(system, scene, order, "agree")
    disputes.returnBonds(order, sender=scene.stranger)
    expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
    assert_reverts(expected, disputes.returnBonds, order, sender=scene.stranger)
    calls = [disputes.returnBonds.encode_input(order)] * 2
    assert_reverts(expected, disputes.multicall, calls, sender=scene.stranger)


def test_return_bonds__twice_in_one_transaction__reverts(system, disputes, scene, contested):
    end(system, scene, contested, "confirm")
    calls = [disputes.returnBonds.encode_input(contested)] * 2
    expected = custom(disputes.WrongStage, order=contested, stage=Stage.NONE)
    assert_reverts(expected, disputes.multicall, calls, sender=scene.stranger)


def test_return_bonds__shop_sold_after_contesting__goes_to_who_paid(
    system, market, registry, disputes, scene, contested
):
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    market.refund(contested, sender=scene.rival)
    receipt = disputes.returnBonds(contested, sender=scene.rival)
    assert_logs(receipt, *back_logs(system, disputes.DisputeClosed, contested, scene.buyer, scene.seller))


def test_return_bonds__after_a_ruling__reverts(disputes, scene, contested, arbitrator):
    disputes.rule(contested, 5_000, sender=arbitrator)
    expected = custom(disputes.WrongStage, order=contested, stage=Stage.NONE)
    assert_reverts(expected, disputes.returnBonds, contested, sender=scene.buyer)


def test_return_bonds__closed_before_contesting__only_the_first_is_there(
    system, market, disputes, scene, raised
):
    """The seller's bond was never taken, and is not given."""
    before = system.token.balanceOf(scene.seller)
    market.refund(raised, sender=scene.seller)
    disputes.returnBonds(raised, sender=scene.seller)
    assert system.token.balanceOf(scene.seller) == before
    assert system.token.balanceOf(disputes) == 0
