"""`rule`: the arbitrator, of a contested order, in time; the loser's bond goes to the winner (ORD-4)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import Ending, State, closed_logs, today
from scene import CID, FIAT_BASE, OTHER_CID, plain

from ecomchain.ids import DISTRIBUTION

from .cases import BOND, NO_CASE, Stage, won_logs
from helpers import assert_reverts, custom


def contest(disputes, scene, order):
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, OTHER_CID, sender=scene.seller)


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("bps", [0, 1, 4_999, 5_000, 10_000])
def test_rule__any_bps__pays_by_it_and_both_bonds_to_one_side(
    system, market, disputes, scene, orders, arbitrator, n, bps
):
    order = orders.tokens[n]
    contest(disputes, scene, order)
    receipt = disputes.rule(order, bps, sender=arbitrator)
    winner = scene.buyer if bps < disputes.EVEN() else scene.seller
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, Ending.RULED, bps=bps, live=[True] * n),
        *won_logs(system, disputes.DisputeClosed, order, winner),
    )
    assert plain(disputes.dispute(order)) == NO_CASE
    assert disputes.totals().bonds == 0
    closed = market.order(order)
    assert (closed.state, closed.settledBps, closed.closedDay) == (State.CLOSED, bps, today())


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("bps", [0, 4_999, 10_000])
def test_rule__mixed__settles_the_reserve_and_holds_nothing(
    system, budgets, disputes, scene, orders, arbitrator, n, bps
):
    """A ruling is the arbitrator's word on the commission too: no objection after it (ORD-5)."""
    order = orders.mixed[n]
    contest(disputes, scene, order)
    receipt = disputes.rule(order, bps, sender=arbitrator)
    winner = scene.buyer if bps < disputes.EVEN() else scene.seller
    assert_logs(
        receipt,
        *closed_logs(system, scene, order, Ending.RULED, bps=bps, live=[True] * n, fiat=FIAT_BASE),
        *won_logs(system, disputes.DisputeClosed, order, winner),
    )
    assert budgets.reserved(order).amount == 0


def test_rule__level_not_live__its_part_stays_with_the_seller(
    system, registry, disputes, scene, orders, arbitrator
):
    contest(disputes, scene, orders.tokens[3])
    registry.release(scene.shops[1], DISTRIBUTION, 1, sender=scene.distributors[1])
    receipt = disputes.rule(orders.tokens[3], 7_777, sender=arbitrator)
    live = [True, False, True]
    assert_logs(
        receipt,
        *closed_logs(system, scene, orders.tokens[3], Ending.RULED, bps=7_777, live=live),
        *won_logs(system, disputes.DisputeClosed, orders.tokens[3], scene.seller),
    )


def test_rule__shop_sold_after_contesting__bonds_to_who_contested(
    system, registry, disputes, scene, contested, arbitrator
):
    """Proceeds follow the shop; the bond is the person's who put it up."""
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    receipt = disputes.rule(contested, 6_000, sender=arbitrator)
    closed = closed_logs(
        system, scene, contested, Ending.RULED, bps=6_000, live=[True] * 2, seller=scene.rival
    )
    assert_logs(receipt, *closed, *won_logs(system, disputes.DisputeClosed, contested, scene.seller))


def test_rule__one_second_before_the_deadline__goes(system, disputes, scene, contested, arbitrator):
    deadline = disputes.dispute(contested).deadline
    assert deadline == now() + disputes.RULING_WINDOW()
    next_block_at(deadline - 1)
    receipt = disputes.rule(contested, 0, sender=arbitrator)
    assert_logs(
        receipt,
        *closed_logs(system, scene, contested, Ending.RULED, bps=0, live=[True] * 2),
        *won_logs(system, disputes.DisputeClosed, contested, scene.buyer),
    )


@pytest.mark.parametrize("late", [0, 1])
def test_rule__from_the_deadline_on__reverts(disputes, contested, arbitrator, late):
    deadline = disputes.dispute(contested).deadline
    time = mine_at(deadline + late)
    expected = custom(disputes.TooLate, order=contested, deadline=deadline, now_=time)
    assert_reverts(expected, disputes.rule, contested, 10_000, sender=arbitrator)


def test_rule__anyone_but_the_arbitrator__reverts(
    disputes, scene, contested, arbitrator, operator, foundation
):
    for caller in (scene.buyer, scene.seller, scene.stranger, operator, foundation):
        expected = custom(disputes.NotArbitrator, caller=caller, arbitrator=arbitrator)
        assert_reverts(expected, disputes.rule, contested, 5_000, sender=caller)


def test_rule__merely_raised__reverts(disputes, raised, arbitrator):
    """An arbitrator who rules before the seller's time is over would take it from him."""
    expected = custom(disputes.WrongStage, order=raised, stage=Stage.RAISED)
    for time in (now() + 1, disputes.dispute(raised).deadline):
        mine_at(time)
        assert_reverts(expected, disputes.rule, raised, 5_000, sender=arbitrator)


def test_rule__no_dispute__reverts(disputes, orders, arbitrator):
    for order in (orders.tokens[0], orders.placed, 0, 2**40 - 1):
        expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
        assert_reverts(expected, disputes.rule, order, 5_000, sender=arbitrator)


def test_rule__twice__reverts(disputes, contested, arbitrator):
    disputes.rule(contested, 5_000, sender=arbitrator)
    expected = custom(disputes.WrongStage, order=contested, stage=Stage.NONE)
    assert_reverts(expected, disputes.rule, contested, 0, sender=arbitrator)


@pytest.mark.parametrize("bps", [10_001, 2**16 - 1])
def test_rule__more_than_all__reverts(disputes, contested, arbitrator, bps):
    expected = custom(disputes.BpsOutOfRange, bps=bps, max=10_000)
    assert_reverts(expected, disputes.rule, contested, bps, sender=arbitrator)


def test_rule__bond_set_meanwhile__pays_what_was_put_up(
    system, disputes, scene, contested, arbitrator, operator
):
    disputes.setBond(0, disputes.MIN_BOND_FLOOR(), sender=operator)
    receipt = disputes.rule(contested, 0, sender=arbitrator)
    assert_logs(
        receipt,
        *closed_logs(system, scene, contested, Ending.RULED, bps=0, live=[True] * 2),
        *won_logs(system, disputes.DisputeClosed, contested, scene.buyer, BOND),
    )


def test_rule__market_paused__goes(market, disputes, contested, arbitrator, guardian):
    """The guardian stops new orders, never a ruling (ORD-6)."""
    market.pause(market.MAX_PAUSE(), sender=guardian)
    disputes.rule(contested, 5_000, sender=arbitrator)
    assert market.order(contested).state == State.CLOSED
