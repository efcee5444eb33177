"""`ruleObjection`: one bps for every level, once the seller has matched or can no longer (ORD-5)."""

from itertools import product

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import MIXED_BASE, released_logs, reserve_of
from scene import CID, FIAT_BASE, plain, put_to_rest, shares, wake

from ecomchain.amounts import BPS

from .cases import HELD, NO_CASE, OBJECTION_BOND, Stage, back_logs, bond_of, won_logs
from .test_match_objection import matched_by
from helpers import assert_reverts, custom

LIVE = [True] * 3


def agreed(market, scene, order, bps):
    """Ended at a part of it."""
    market.propose(order, bps, sender=scene.seller)
    market.accept(order, bps, sender=scene.buyer)
    return order


def contest(disputes, scene, order):
    """Objected to and matched; the bond."""
    disputes.object(order, CID, sender=scene.distributors[2])
    disputes.matchObjection(order, CID, sender=scene.seller)
    return disputes.objection(order).bond


@pytest.mark.parametrize("bps", [0, 1, 4_999, 5_000, 10_000])
def test_rule_objection__matched__pays_it_and_the_bonds_to_the_winner(
    system, disputes, arbitrator, scene, matched, bps
):
    winner = scene.distributors[2] if bps >= disputes.EVEN() else scene.seller
    receipt = disputes.ruleObjection(matched, bps, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, matched, MIXED_BASE, LIVE, bps=bps),
        *won_logs(system, disputes.ObjectionClosed, matched, winner, OBJECTION_BOND),
    )
    assert plain(disputes.objection(matched)) == NO_CASE
    assert disputes.totals().bonds == 0


@pytest.mark.parametrize("bps", [0, 4_999, 5_000, 10_000])
def test_rule_objection__not_matched__returns_the_bond_either_way(
    system, disputes, arbitrator, scene, objected, bps
):
    next_block_at(matched_by(disputes, objected))
    receipt = disputes.ruleObjection(objected, bps, sender=arbitrator)
    claimant = scene.distributors[2]
    assert_logs(
        receipt,
        *released_logs(system, scene, objected, MIXED_BASE, LIVE, bps=bps),
        *back_logs(system, disputes.ObjectionClosed, objected, claimant, bond=OBJECTION_BOND),
    )
    assert plain(disputes.objection(objected)) == NO_CASE


@pytest.mark.parametrize("early", [1, 2])
def test_rule_objection__not_matched_yet__reverts(disputes, arbitrator, objected, early):
    """Nobody stakes on a ruling that is already in sight."""
    until = matched_by(disputes, objected)
    time = mine_at(until - early)
    expected = custom(disputes.TooEarly, order=objected, **{"from": until}, now_=time)
    assert_reverts(expected, disputes.ruleObjection, objected, 1, sender=arbitrator)


def test_rule_objection__matched_at_once__need_not_wait(disputes, arbitrator, matched):
    assert now() < matched_by(disputes, matched)
    assert not disputes.ruleObjection(matched, 1, sender=arbitrator).failed


@pytest.mark.parametrize("live", list(product([True, False], repeat=3)))
def test_rule_objection__some_levels_not_live__pays_the_others_the_difference(
    system, disputes, market, arbitrator, scene, orders, live
):
    """Who lives is read at payment (CAT-6); the rest goes back to the budget."""
    order = agreed(market, scene, orders.mixed[3], 2_500)
    bond = contest(disputes, scene, order)
    put_to_rest(system, scene, live)
    receipt = disputes.ruleObjection(order, 8_000, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, order, MIXED_BASE, live, before=2_500, bps=8_000, lived=LIVE),
        *won_logs(system, disputes.ObjectionClosed, order, scene.distributors[2], bond),
    )


def test_rule_objection__level_back_to_life__gets_the_difference_alone(
    system, disputes, market, arbitrator, scene, orders
):
    """What the order's ending was for is settled: a level that slept then does not get it later."""
    lived = [True, False, True]
    put_to_rest(system, scene, lived)
    order = agreed(market, scene, orders.mixed[3], 2_500)
    bond = contest(disputes, scene, order)
    wake(system, scene, lived)
    receipt = disputes.ruleObjection(order, BPS, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, order, MIXED_BASE, LIVE, before=2_500, bps=BPS, lived=lived),
        *won_logs(system, disputes.ObjectionClosed, order, scene.distributors[2], bond),
    )


@pytest.mark.parametrize(("before", "bps"), [(6_000, 1_000), (6_000, 5_999), (6_000, 6_000), (1, 0)])
def test_rule_objection__no_more_than_was_paid__pays_nothing_more(
    system, disputes, market, arbitrator, scene, orders, before, bps
):
    """What was paid stays paid; but the distributor was not in the right to ask for more."""
    order = agreed(market, scene, orders.mixed[3], before)
    bond = contest(disputes, scene, order)
    receipt = disputes.ruleObjection(order, bps, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, order, MIXED_BASE, LIVE, before=before, bps=bps),
        *won_logs(system, disputes.ObjectionClosed, order, scene.seller, bond),
    )


@pytest.mark.parametrize("before", [4_998, 4_999, 6_000])
def test_rule_objection__even_by_a_little_more_than_was_paid__the_distributor_wins_from_half_on(
    system, disputes, market, arbitrator, scene, orders, before
):
    order = agreed(market, scene, orders.mixed[3], before)
    bond = contest(disputes, scene, order)
    receipt = disputes.ruleObjection(order, before + 1, sender=arbitrator)
    winner = scene.seller if before + 1 < disputes.EVEN() else scene.distributors[2]
    assert_logs(
        receipt,
        *released_logs(system, scene, order, MIXED_BASE, LIVE, before=before, bps=before + 1),
        *won_logs(system, disputes.ObjectionClosed, order, winner, bond),
    )


@pytest.mark.parametrize("n", [1, 2, 3])
def test_rule_objection__fiat_alone__on_the_declared_value(
    system, disputes, market, arbitrator, scene, orders, n
):
    order, claimant = orders.fiat[n], scene.distributors[n - 1]
    market.refund(order, sender=scene.seller)
    disputes.object(order, CID, sender=claimant)
    disputes.matchObjection(order, CID, sender=scene.seller)
    receipt = disputes.ruleObjection(order, 7_500, sender=arbitrator)
    bond = bond_of(reserve_of(FIAT_BASE, n))
    assert_logs(
        receipt,
        *released_logs(system, scene, order, FIAT_BASE, [True] * n, bps=7_500),
        *won_logs(system, disputes.ObjectionClosed, order, claimant, bond),
    )


def test_rule_objection__one_second_before_the_deadline__goes(system, disputes, arbitrator, scene, matched):
    next_block_at(disputes.objection(matched).deadline - 1)
    receipt = disputes.ruleObjection(matched, BPS, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, matched, MIXED_BASE, LIVE, bps=BPS),
        *won_logs(system, disputes.ObjectionClosed, matched, scene.distributors[2], OBJECTION_BOND),
    )


@pytest.mark.parametrize("stage", ["objected", "matched"])
@pytest.mark.parametrize("late", [0, 1])
def test_rule_objection__from_the_deadline_on__reverts(request, disputes, arbitrator, stage, late):
    order = request.getfixturevalue(stage)
    deadline = disputes.objection(order).deadline
    time = mine_at(deadline + late)
    expected = custom(disputes.TooLate, order=order, deadline=deadline, now_=time)
    assert_reverts(expected, disputes.ruleObjection, order, 1, sender=arbitrator)


def test_rule_objection__anyone_but_the_arbitrator__reverts(
    disputes, arbitrator, scene, matched, operator, foundation
):
    for caller in (scene.seller, scene.distributors[2], scene.stranger, operator, foundation):
        expected = custom(disputes.NotArbitrator, caller=caller, arbitrator=arbitrator)
        assert_reverts(expected, disputes.ruleObjection, matched, 1, sender=caller)


@pytest.mark.parametrize("bps", [BPS + 1, 2**16 - 1])
def test_rule_objection__more_than_all__reverts(disputes, arbitrator, matched, bps):
    expected = custom(disputes.BpsOutOfRange, bps=bps, max=BPS)
    assert_reverts(expected, disputes.ruleObjection, matched, bps, sender=arbitrator)


def test_rule_objection__none_or_twice__reverts(disputes, arbitrator, orders, matched):
    disputes.ruleObjection(matched, 1, sender=arbitrator)
    for order in (matched, orders.fiat[3], 2**40 - 1):
        expected = custom(disputes.WrongStage, order=order, stage=Stage.NONE)
        assert_reverts(expected, disputes.ruleObjection, order, 1, sender=arbitrator)


def test_rule_objection__distributors_shop_sold__bond_stays_with_who_paid(
    system, disputes, registry, arbitrator, scene, matched
):
    """Commission goes to who owns the shop at payment, the bonds to who staked."""
    former = scene.distributors[2]
    registry.transferFrom(former, scene.rival, scene.shops[2], sender=former)
    people = (*scene.distributors[:2], scene.rival)
    receipt = disputes.ruleObjection(matched, BPS, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, matched, MIXED_BASE, LIVE, bps=BPS, distributors=people),
        *won_logs(system, disputes.ObjectionClosed, matched, former, OBJECTION_BOND),
    )


def test_rule_objection__sellers_shop_sold__bond_to_who_matched_and_rest_to_the_shops_budget(
    system, disputes, budgets, registry, arbitrator, scene, matched
):
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    budget = budgets.budget(scene.shop)
    receipt = disputes.ruleObjection(matched, 4_999, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, matched, MIXED_BASE, LIVE, bps=4_999),
        *won_logs(system, disputes.ObjectionClosed, matched, scene.seller, OBJECTION_BOND),
    )
    assert budgets.budget(scene.shop) == budget + HELD - shares(MIXED_BASE, LIVE, 4_999).commission
