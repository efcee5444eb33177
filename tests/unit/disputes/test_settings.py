"""`setBond`, `setArbitrator`, the constants and the views of the disputes contract."""

import pytest
from ape import project
from clock import next_block_at
from events import assert_logs, log
from orders import MIXED_BASE, Ending, closed_logs, released_logs
from scene import CID, OTHER_CID, PRICE, plain

from ecomchain.amounts import BPS, ECOM

from .cases import BOND, NO_CASE, NOBODY, OBJECTION_BOND, back_logs, raised_logs, won_logs
from helpers import assert_reverts, custom

DAY = 86_400


def test_constants__are_those_of_the_rules(disputes):
    assert disputes.CONTEST_WINDOW() == 5 * DAY
    assert disputes.RULING_WINDOW() == 14 * DAY
    assert disputes.EVEN() == 5_000
    assert disputes.MAX_BOND_BPS() == 1_000
    assert (disputes.MIN_BOND_FLOOR(), disputes.MIN_BOND_CAP()) == (ECOM // 100, 1_000 * ECOM)


def test_views__of_nothing__are_zero(disputes, orders):
    for order in (orders.tokens[0], orders.placed, 0, 2**40 - 1):
        assert plain(disputes.dispute(order)) == plain(disputes.objection(order)) == NO_CASE
    assert plain(disputes.totals()) == (0, ECOM, 200)


@pytest.mark.parametrize(
    ("stake", "bond"),
    [
        (0, ECOM),
        (50 * ECOM, ECOM),
        (50 * ECOM + 49, ECOM),
        (50 * ECOM + 50, ECOM + 1),
        (10**28, 2 * 10**26),
    ],
)
def test_bond_for__any_stake__two_percent_rounded_down_or_the_minimum(disputes, stake, bond):
    assert disputes.bondFor(stake) == bond


# setBond


@pytest.mark.parametrize("bps", [0, 1, 1_000])
@pytest.mark.parametrize("least", [ECOM // 100, 1_000 * ECOM])
def test_set_bond__within_bounds__for_cases_from_now_on(
    system, disputes, scene, orders, operator, bps, least
):
    receipt = disputes.setBond(bps, least, sender=operator)
    assert_logs(receipt, log(disputes.BondSet, bps=bps, minBond=least))
    assert plain(disputes.totals()) == (0, least, bps)
    bond = max(PRICE * bps // BPS, least)
    receipt = disputes.raiseDispute(orders.tokens[0], CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, orders.tokens[0], scene.buyer, bond))


def test_set_bond__out_of_bounds__reverts(disputes, operator):
    most, low, high = disputes.MAX_BOND_BPS(), disputes.MIN_BOND_FLOOR(), disputes.MIN_BOND_CAP()
    for bps in (most + 1, 2**16 - 1):
        expected = custom(disputes.ParameterOutOfBounds, value=bps, min=0, max=most)
        assert_reverts(expected, disputes.setBond, bps, ECOM, sender=operator)
    for least in (0, low - 1, high + 1, 2**96 - 1):
        expected = custom(disputes.ParameterOutOfBounds, value=least, min=low, max=high)
        assert_reverts(expected, disputes.setBond, 200, least, sender=operator)


def test_set_bond__running_cases__keep_theirs(system, market, disputes, scene, orders, operator, arbitrator):
    """Each bond was agreed to by who put it up; both sides' are equal whatever is set meanwhile."""
    first, second, third = orders.tokens[0], orders.tokens[1], orders.mixed[3]
    for order in (first, second):
        disputes.raiseDispute(order, CID, sender=scene.buyer)
    market.refund(third, sender=scene.seller)
    disputes.object(third, CID, sender=scene.distributors[2])
    disputes.setBond(disputes.MAX_BOND_BPS(), disputes.MIN_BOND_CAP(), sender=operator)
    disputes.contest(first, OTHER_CID, sender=scene.seller)
    disputes.matchObjection(third, OTHER_CID, sender=scene.seller)
    assert disputes.totals().bonds == 3 * BOND + 2 * OBJECTION_BOND

    receipt = disputes.rule(first, 0, sender=arbitrator)
    assert_logs(
        receipt,
        *closed_logs(system, scene, first, Ending.RULED, bps=0),
        *won_logs(system, disputes.DisputeClosed, first, scene.buyer),
    )
    receipt = disputes.ruleObjection(third, 0, sender=arbitrator)
    assert_logs(
        receipt,
        *released_logs(system, scene, third, MIXED_BASE, [True] * 3),
        *won_logs(system, disputes.ObjectionClosed, third, scene.seller, OBJECTION_BOND),
    )
    next_block_at(disputes.dispute(second).deadline)
    receipt = disputes.expire(second, sender=scene.stranger)
    assert_logs(
        receipt,
        *closed_logs(system, scene, second, Ending.UNCONTESTED, bps=0, live=[True]),
        *back_logs(system, disputes.DisputeClosed, second, scene.buyer),
    )
    assert disputes.totals().bonds == 0


# setArbitrator


def test_set_arbitrator__another__rules_running_cases_too(
    disputes, scene, contested, matched, foundation, arbitrator
):
    receipt = disputes.setArbitrator(scene.stranger, sender=foundation)
    assert_logs(receipt, log(disputes.ArbitratorSet, **{"from": arbitrator}, to=scene.stranger))
    assert disputes.arbitrator() == scene.stranger
    expected = custom(disputes.NotArbitrator, caller=arbitrator, arbitrator=scene.stranger)
    assert_reverts(expected, disputes.rule, contested, 0, sender=arbitrator)
    assert_reverts(expected, disputes.ruleObjection, matched, 0, sender=arbitrator)
    assert not disputes.rule(contested, 0, sender=scene.stranger).failed
    assert not disputes.ruleObjection(matched, 0, sender=scene.stranger).failed


def test_set_arbitrator__nobody__time_decides(system, disputes, scene, contested, foundation, arbitrator):
    disputes.setArbitrator(NOBODY, sender=foundation)
    expected = custom(disputes.NotArbitrator, caller=arbitrator, arbitrator=NOBODY)
    assert_reverts(expected, disputes.rule, contested, 0, sender=arbitrator)
    next_block_at(disputes.dispute(contested).deadline)
    receipt = disputes.expire(contested, sender=scene.stranger)
    assert_logs(
        receipt,
        *closed_logs(system, scene, contested, Ending.UNRULED, bps=5_000, live=[True] * 2),
        *back_logs(system, disputes.DisputeClosed, contested, scene.buyer, scene.seller),
    )


# The constructor


def test_construct__market_that_knows_another__reverts(system, market, disputes, access_manager, scene):
    """Else it could neither open nor close a dispute."""
    expected = custom(project.Disputes.ForeignMarket, market=market, disputes=disputes)
    assert_reverts(expected, project.Disputes, access_manager, market, sender=scene.stranger)


def test_views__of_the_wiring__are_the_markets(system, disputes):
    assert disputes.market() == system.market
    assert disputes.budgets() == system.market.budgets() == system.budgets
    assert disputes.token() == system.token
