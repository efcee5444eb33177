"""`raiseDispute`: the buyer, once, of a fulfilled order, before its protection ends, with a bond (ORD-4)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import Ending, State, closed_logs, place, place_vouched
from scene import CID, FIAT_BASE, PRICE, offer, plain, purchase, tokens

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, UNLIMITED, listing_id

from .cases import BOND, NOBODY, Stage, bond_of, raised_logs
from helpers import assert_reverts, custom


@pytest.mark.parametrize("n", range(4))
def test_raise__fulfilled__takes_the_bond_and_marks_the_order(system, market, disputes, scene, orders, n):
    order = orders.tokens[n]
    before = market.order(order)
    receipt = disputes.raiseDispute(order, CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, order, scene.buyer))
    deadline = now() + disputes.CONTEST_WINDOW()
    assert plain(disputes.dispute(order)) == (BOND, deadline, Stage.RAISED, NOBODY, NOBODY)
    assert disputes.totals().bonds == BOND
    after = market.order(order)
    assert after.state == State.DISPUTED
    assert (after.escrow, after.deadline) == (before.escrow, before.deadline)
    assert market.totals().escrow >= PRICE


def test_raise__mixed__is_about_the_token_part(system, disputes, scene, orders):
    """What is at stake for the bond is what is in escrow."""
    receipt = disputes.raiseDispute(orders.mixed[3], CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, orders.mixed[3], scene.buyer, BOND))


def test_raise__several_units__bond_on_the_whole_escrow(system, market, disputes, scene):
    order = place(system, scene, scene.escrowed, 1, quantity=3)
    market.fulfil(order, CID, sender=scene.seller)
    receipt = disputes.raiseDispute(order, CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, order, scene.buyer, bond_of(3 * PRICE)))


@pytest.mark.parametrize(
    ("price", "bond"),
    [(1, ECOM), (50 * ECOM - 1, ECOM), (50 * ECOM, ECOM), (50 * ECOM + 49, ECOM), (50 * ECOM + 50, ECOM + 1)],
)
def test_raise__small_order__bond_is_at_least_the_minimum(
    system, market, catalog, disputes, scene, price, bond
):
    catalog.list(scene.shop, offer(tokens(price)), UNLIMITED, ANY_NUMBER, sender=scene.seller)
    listing = listing_id(scene.shop, 7)
    market.place(purchase(listing, unit_price=price), sender=scene.buyer)
    order = market.totals().orders
    market.fulfil(order, CID, sender=scene.seller)
    receipt = disputes.raiseDispute(order, CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, order, scene.buyer, bond))
    assert bond == bond_of(price) == disputes.bondFor(price)


def test_raise__one_second_before_the_protection_ends__goes(system, market, disputes, scene, orders):
    order = orders.tokens[1]
    next_block_at(market.order(order).deadline - 1)
    receipt = disputes.raiseDispute(order, CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, order, scene.buyer))
    # The seller has the whole window, beyond the end of protection.
    assert disputes.dispute(order).deadline == market.order(order).deadline - 1 + disputes.CONTEST_WINDOW()


@pytest.mark.parametrize("late", [0, 1])
def test_raise__once_the_protection_has_ended__reverts(market, disputes, scene, orders, late):
    order = orders.tokens[1]
    deadline = market.order(order).deadline
    time = mine_at(deadline + late)
    expected = custom(market.TooLate, order=order, deadline=deadline, now_=time)
    assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.buyer)


def test_raise__anyone_but_the_buyer__reverts(market, disputes, scene, orders, arbitrator, operator):
    order = orders.tokens[2]
    for caller in (scene.seller, scene.stranger, scene.distributors[1], arbitrator, operator):
        expected = custom(market.NotBuyer, order=order, caller=caller, buyer=scene.buyer)
        assert_reverts(expected, disputes.raiseDispute, order, CID, sender=caller)


def test_raise__by_voucher__is_for_the_named_buyer_not_for_who_paid(
    system, market, disputes, scene, orders, token
):
    order = place_vouched(system, scene, 3, sender=scene.stranger)
    market.fulfil(order, CID, sender=scene.seller)
    expected = custom(market.NotBuyer, order=order, caller=scene.stranger, buyer=scene.buyer)
    assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.stranger)
    receipt = disputes.raiseDispute(order, CID, sender=scene.buyer)
    assert_logs(receipt, *raised_logs(system, order, scene.buyer))


def test_raise__not_fulfilled__reverts(market, disputes, scene, orders):
    for order in (orders.placed, orders.unfulfilled):
        expected = custom(market.WrongState, order=order, state=State.PLACED)
        assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.buyer)


def test_raise__again__reverts(market, disputes, scene, raised):
    expected = custom(market.WrongState, order=raised, state=State.DISPUTED)
    assert_reverts(expected, disputes.raiseDispute, raised, CID, sender=scene.buyer)


@pytest.mark.parametrize("ending", ["confirm", "refund"])
def test_raise__closed__reverts(market, disputes, scene, orders, ending):
    order = orders.tokens[2]
    getattr(market, ending)(order, sender=scene.buyer if ending == "confirm" else scene.seller)
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.buyer)


def test_raise__after_its_dispute_was_ruled__reverts(market, disputes, scene, arbitrator, contested):
    """Once: a closed order stays closed."""
    disputes.rule(contested, 0, sender=arbitrator)
    expected = custom(market.WrongState, order=contested, state=State.CLOSED)
    assert_reverts(expected, disputes.raiseDispute, contested, CID, sender=scene.buyer)


def test_raise__instant__reverts(system, market, disputes, scene):
    order = place(system, scene, scene.instant, 1)
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.buyer)


def test_raise__fiat_alone__nothing_in_escrow(market, disputes, scene, orders):
    """Without tokens in escrow there is nothing that a ruling could move."""
    order = orders.fiat[3]
    assert (market.order(order).escrow, market.order(order).fiat) == (0, FIAT_BASE)
    expected = custom(market.NothingInEscrow, order=order)
    assert_reverts(expected, disputes.raiseDispute, order, CID, sender=scene.buyer)


@pytest.mark.parametrize("unknown", [0, 2**40 - 1])
def test_raise__unknown__reverts(market, disputes, scene, unknown):
    expected = custom(market.UnknownOrder, order=unknown)
    assert_reverts(expected, disputes.raiseDispute, unknown, CID, sender=scene.buyer)


@pytest.mark.parametrize("missing", ["allowance", "balance"])
def test_raise__bond_not_covered__reverts(token, disputes, scene, orders, missing):
    if missing == "allowance":
        token.approve(disputes, BOND - 1, sender=scene.buyer)
    else:
        token.transfer(scene.seller, token.balanceOf(scene.buyer) - BOND + 1, sender=scene.buyer)
    expected = custom(
        disputes.PaymentFailed,
        payer=scene.buyer,
        amount=BOND,
        balance=token.balanceOf(scene.buyer),
        allowance=token.allowance(scene.buyer, disputes),
    )
    assert_reverts(expected, disputes.raiseDispute, orders.tokens[0], CID, sender=scene.buyer)


def test_raise__disputed__only_the_parties_and_the_case_can_close_it(system, market, scene, raised):
    """Nobody settles or cancels under a dispute, however late."""
    mine_at(market.order(raised).deadline + 10**7)
    wrong = custom(market.WrongState, order=raised, state=State.DISPUTED)
    for function in (market.settle, market.cancel):
        assert_reverts(wrong, function, raised, sender=scene.stranger)
    assert_reverts(wrong, market.fulfil, raised, CID, sender=scene.seller)
    receipt = market.confirm(raised, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, raised, Ending.CONFIRMED, live=[True] * 2))
