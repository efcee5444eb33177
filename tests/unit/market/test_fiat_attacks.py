"""Attacks on stock, budget and commission of orders with a fiat part: they fail, or cost who tries."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from orders import (
    MIXED_BASE,
    Ending,
    Stage,
    State,
    closed_logs,
    place_vouched,
    released_logs,
    reserve_of,
    transfer_log,
    vouched_purchase,
)
from scene import BUDGET, CID, FIAT, FIAT_BASE, PRICE, purchase, put_to_rest, shares
from vouchers_signing import scene_voucher, sign_voucher

from helpers import assert_reverts, custom

NOBODY = "0x" + "00" * 20


def test_drain_the_budget__through_an_own_link__needs_the_sellers_consent(
    system, market, vouchers, budgets, scene
):
    """A distributor who buys without the seller: no token leaves the budget, whatever he signs."""
    thief, before = scene.distributors[3], budgets.budget(scene.shop)
    wanted = vouched_purchase(scene, 4, option=FIAT, quantity=50)
    forged = sign_voucher(system, thief, wanted, thief)
    digest = vouchers.digest(wanted, forged)
    expected = custom(vouchers.InvalidVoucher, shop=scene.shop, seller=scene.seller, digest=digest)
    assert_reverts(expected, vouchers.place, wanted, forged, sender=thief)
    expected = custom(market.OptionHasFiatPart, listing=scene.mixed, option=FIAT)
    assert_reverts(expected, market.place, wanted, sender=thief)
    expected = custom(market.NotSystem, caller=thief, contract_=vouchers)
    assert_reverts(expected, market.placeVouched, wanted, thief, thief, sender=thief)
    expected = custom(budgets.NotSystem, caller=thief, contract_=market)
    assert_reverts(expected, budgets.reserve, 1, scene.links[3], 1, sender=thief)
    # A sale for tokens pays commission out of its own escrow.
    market.place(purchase(scene.escrowed, scene.links[3]), sender=thief)
    market.confirm(market.totals().orders, sender=thief)
    assert budgets.budget(scene.shop) == before


def test_drain_the_budget__a_link_slipped_into_a_voucher__is_refused(system, vouchers, scene):
    """What the seller signed for a sale of its own cannot be made to pay a distributor."""
    straight = vouched_purchase(scene)
    voucher = scene_voucher(system, scene, straight)
    slipped = (*straight[:5], scene.links[0])
    digest = vouchers.digest(slipped, voucher)
    expected = custom(vouchers.InvalidVoucher, shop=scene.shop, seller=scene.seller, digest=digest)
    for caller in (scene.buyer, scene.distributors[0]):
        assert_reverts(expected, vouchers.place, slipped, voucher, sender=caller)


def test_drain_the_budget__dispute_by_a_distributor_buyer__takes_his_share_at_most(
    system, token, market, scene
):
    """A vouched buyer who is the closing distributor too: commission is all that he can get, as any other."""
    buyer = scene.distributors[0]
    wanted = vouched_purchase(scene, 1)
    voucher = sign_voucher(system, scene.seller, wanted, buyer)
    before = token.balanceOf(buyer)
    system.vouchers.place(wanted, voucher, sender=buyer)
    order = market.totals().orders
    market.fulfil(order, CID, sender=scene.seller)
    market.confirm(order, sender=buyer)
    assert token.balanceOf(buyer) == before - PRICE + shares(MIXED_BASE, [True]).commission


def test_self_trade__one_person_on_every_side__yields_what_was_put_in(
    system, token, market, registry, budgets, scene
):
    """Buyer, seller and every distributor: tokens and budget together are what they were (ORD-8)."""
    one = scene.buyer
    registry.transferFrom(scene.seller, one, scene.shop, sender=scene.seller)
    for owner, shop in zip(scene.distributors, scene.shops, strict=True):
        registry.transferFrom(owner, one, shop, sender=owner)
    before = token.balanceOf(one) + budgets.budget(scene.shop)
    wanted = vouched_purchase(scene, 4)
    for bps in (10_000, 2_345, 0):
        system.vouchers.place(wanted, sign_voucher(system, one, wanted, one), sender=one)
        order = market.totals().orders
        market.propose(order, bps, sender=one)
        market.accept(order, bps, sender=one)
        stage = budgets.reserved(order).stage
        assert stage == (Stage.NONE if bps == 10_000 else Stage.HELD)
        if stage:
            next_block_at(budgets.reserved(order).deadline)
            budgets.release(order, sender=one)
        assert token.balanceOf(one) + budgets.budget(scene.shop) == before


def test_freeze_stock_and_budget__without_the_seller__is_refused(system, market, catalog, vouchers, scene):
    """A fiat order freezes both before a token moves: nobody places one without the seller's signature."""
    catalog.setStock(scene.mixed, 3, sender=scene.seller)
    wanted = vouched_purchase(scene, 4, option=FIAT, quantity=3)
    for account in (scene.stranger, scene.buyer, scene.distributors[3], scene.rival):
        voucher = sign_voucher(system, account, wanted, account)
        digest = vouchers.digest(wanted, voucher)
        expected = custom(vouchers.InvalidVoucher, shop=scene.shop, seller=scene.seller, digest=digest)
        assert_reverts(expected, vouchers.place, wanted, voucher, sender=account)
        expected = custom(market.OptionHasFiatPart, listing=scene.mixed, option=FIAT)
        assert_reverts(expected, market.place, wanted, sender=account)
    assert market.available(scene.mixed) == 3


def test_freeze_stock_and_budget__buyer_who_never_pays__ends_by_the_seller_at_once(
    system, market, catalog, budgets, scene
):
    """A vouched buyer who sends no fiat: the seller refunds, stock returns at once, the reserve 3 days on."""
    catalog.setStock(scene.mixed, 3, sender=scene.seller)
    before = budgets.budget(scene.shop)
    order = place_vouched(system, scene, 4, option=FIAT, quantity=3)
    assert market.available(scene.mixed) == 0
    receipt = market.refund(order, sender=scene.seller)
    live, fiat = [True] * 4, 3 * FIAT_BASE
    expected = closed_logs(system, scene, order, Ending.REFUNDED, bps=0, live=live, escrow=0, fiat=fiat)
    assert_logs(receipt, *expected)
    assert market.available(scene.mixed) == 3
    next_block_at(budgets.reserved(order).deadline)
    budgets.release(order, sender=scene.seller)
    assert budgets.budget(scene.shop) == before


def test_freeze_stock_and_budget__nobody_acts__ends_by_anyone_in_time(
    system, market, catalog, budgets, scene
):
    """Buyer and seller both away: anyone cancels 7 days after the deadline, and releases 3 days on."""
    catalog.setStock(scene.mixed, 3, sender=scene.seller)
    before = budgets.budget(scene.shop)
    order = place_vouched(system, scene, 4, option=FIAT, quantity=3)
    next_block_at(market.order(order).deadline + market.CANCEL_GRACE())
    market.cancel(order, sender=scene.stranger)
    assert market.available(scene.mixed) == 3
    next_block_at(budgets.reserved(order).deadline)
    budgets.release(order, sender=scene.stranger)
    assert budgets.budget(scene.shop) == before


@pytest.mark.parametrize("kind", ["mixed", "fiat"])
def test_refund_after_taking_fiat__fulfilled__the_distributor_objects_and_is_paid(
    system, token, market, budgets, disputes, scene, orders, kind
):
    """The seller states the fiat received, then 'refunds': the reserve waits, and an objection that nobody
    rules pays every level in full."""
    order = getattr(orders, kind)[3]
    base = MIXED_BASE if kind == "mixed" else FIAT_BASE
    market.fulfil(order, CID, sender=scene.seller)
    before = budgets.budget(scene.shop)
    market.refund(order, sender=scene.seller)
    reserve = budgets.reserved(order)
    assert (reserve.stage, reserve.amount, budgets.budget(scene.shop)) == (
        Stage.HELD,
        reserve_of(base, 3),
        before,
    )
    expected = custom(budgets.BudgetTooLow, shop=scene.shop, amount=before + 1, budget=before)
    assert_reverts(expected, budgets.withdraw, scene.shop, before + 1, sender=scene.seller)

    claimant = scene.distributors[2]
    disputes.object(order, CID, sender=claimant)
    bond = disputes.bondFor(reserve_of(base, 3))
    next_block_at(disputes.objection(order).deadline)
    receipt = disputes.expireObjection(order, sender=scene.stranger)
    assert_logs(
        receipt,
        *released_logs(system, scene, order, base, [True] * 3, bps=10_000),
        log(disputes.ObjectionClosed, order=order, winner=NOBODY),
        transfer_log(token, disputes, claimant, bond),
    )
    assert budgets.budget(scene.shop) == before


@pytest.mark.parametrize("ruled", [False, True])
def test_take_fiat_in_silence__cancelled_by_time__only_a_ruling_pays(
    system, market, budgets, disputes, scene, orders, arbitrator, ruled
):
    """Without `fulfil` nothing on chain says that fiat came: the arbitrator may hear it, time returns it."""
    order, before = orders.fiat[2], budgets.budget(scene.shop)
    next_block_at(market.order(order).deadline)
    market.cancel(order, sender=scene.buyer)
    disputes.object(order, CID, sender=scene.distributors[1])
    deadline = disputes.objection(order).deadline
    if ruled:
        next_block_at(deadline - 1)
        receipt = disputes.ruleObjection(order, 10_000, sender=arbitrator)
    else:
        next_block_at(deadline)
        receipt = disputes.expireObjection(order, sender=scene.stranger)
    bps = 10_000 if ruled else 0
    expected = released_logs(system, scene, order, FIAT_BASE, [True] * 2, bps=bps)
    assert_logs(
        receipt,
        *expected,
        log(disputes.ObjectionClosed, order=order, winner=NOBODY),
        transfer_log(system.token, disputes, scene.distributors[1], disputes.bondFor(1)),
    )
    assert budgets.budget(scene.shop) == before + (0 if ruled else reserve_of(FIAT_BASE, 2))


def test_late_fulfil__against_cancel__is_decided_by_the_deadline_alone(market, scene, orders):
    """At the deadline's second the order is the buyer's to cancel, whoever comes first in the block."""
    order = orders.mixed[2]
    deadline = market.order(order).deadline
    time = mine_at(deadline)
    expected = custom(market.TooLate, order=order, deadline=deadline, now_=time)
    assert_reverts(expected, market.fulfil, order, CID, sender=scene.seller)
    market.cancel(order, sender=scene.buyer)
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    assert_reverts(expected, market.fulfil, order, CID, sender=scene.seller)


def test_late_fulfil__one_second_before__leaves_nothing_to_cancel(market, scene, orders):
    order = orders.mixed[2]
    next_block_at(market.order(order).deadline - 1)
    market.fulfil(order, CID, sender=scene.seller)
    mine_at(market.order(order).deadline + market.CANCEL_GRACE())
    expected = custom(market.WrongState, order=order, state=State.FULFILLED)
    for caller in (scene.buyer, scene.stranger):
        assert_reverts(expected, market.cancel, order, sender=caller)


@pytest.mark.parametrize(("proposer", "accepter"), [("buyer", "seller"), ("seller", "buyer")])
def test_swapped_proposal__mixed__reverts(market, scene, orders, proposer, accepter):
    order, accepter = orders.mixed[1], getattr(scene, accepter)
    market.propose(order, 9_000, sender=getattr(scene, proposer))
    market.propose(order, 10, sender=getattr(scene, proposer))
    expected = custom(market.NothingToAccept, order=order, bps=9_000)
    assert_reverts(expected, market.accept, order, 9_000, sender=accepter)


@pytest.mark.parametrize("proposer", ["buyer", "seller"])
def test_swapped_proposal__made_before_fulfil__no_longer_stands(market, scene, orders, proposer):
    """Agreeing on 0 before fiat is paid must not be taken up after it was."""
    order = orders.mixed[1]
    market.propose(order, 0, sender=getattr(scene, proposer))
    market.fulfil(order, CID, sender=scene.seller)
    expected = custom(market.NothingToAccept, order=order, bps=0)
    for caller in (scene.seller, scene.buyer):
        assert_reverts(expected, market.accept, order, 0, sender=caller)


@pytest.mark.parametrize("live", [(False, True, True), (True, False, True), (False, False, False)])
def test_link_dropped_or_capability_released__before_payment__earns_nothing(
    system, market, budgets, scene, orders, live
):
    """Of the escrow of a token-only order the seller keeps that part, of a reserve the budget."""
    put_to_rest(system, scene, live)
    receipt = market.confirm(orders.placed[3], sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, orders.placed[3], Ending.CONFIRMED, live=live))
    before = budgets.budget(scene.shop)
    market.fulfil(orders.mixed[3], CID, sender=scene.seller)
    receipt = market.confirm(orders.mixed[3], sender=scene.buyer)
    expected = closed_logs(system, scene, orders.mixed[3], Ending.CONFIRMED, live=live, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    unpaid = reserve_of(MIXED_BASE, 3) - shares(MIXED_BASE, live).commission
    assert budgets.budget(scene.shop) == before + unpaid


def test_seller_gave_everything_up__mixed__distributors_are_paid_all_the_same(
    system, market, catalog, budgets, scene, orders
):
    """Closing the task, taking the listing down and emptying the budget avoid no commission."""
    catalog.closeTask(scene.task, sender=scene.seller)
    catalog.delist(scene.mixed, sender=scene.seller)
    budgets.withdraw(scene.shop, budgets.budget(scene.shop), sender=scene.seller)
    market.fulfil(orders.mixed[4], CID, sender=scene.seller)
    receipt = market.confirm(orders.mixed[4], sender=scene.buyer)
    expected = closed_logs(system, scene, orders.mixed[4], Ending.CONFIRMED, live=[True] * 4, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)


def test_budget_in_the_open__never_more_than_was_put_in(token, budgets, scene, orders):
    """Budget and reserves of the scene's ten orders are what the seller funded (ORD-6)."""
    reserves = sum(budgets.reserved(order).amount for order in (*orders.mixed, *orders.fiat))
    assert budgets.budget(scene.shop) + reserves == BUDGET == token.balanceOf(budgets)
