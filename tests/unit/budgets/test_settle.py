"""Orders with a fiat part that close: live distributors are paid out of the reserve (ORD-1, ORD-5, CAT-6)."""

from itertools import product

import pytest
from clock import now
from events import assert_logs
from orders import (
    MIXED_BASE,
    NO_RESERVE,
    Ending,
    Stage,
    closed_logs,
    reserve_of,
    vouched_purchase,
)
from scene import CID, FIAT_BASE, fiat, offer, plain, purchase, put_to_rest, shares, wake
from vouchers_signing import scene_voucher

from helpers import assert_reverts, custom

LIVE = list(product([True, False], repeat=3))


def agree(market, scene, order, bps):
    market.propose(order, bps, sender=scene.seller)
    return market.accept(order, bps, sender=scene.buyer)


@pytest.mark.parametrize("live", LIVE)
def test_settle__in_full_with_dead_levels__pays_the_live_and_returns_the_rest(
    system, market, budgets, scene, orders, live
):
    """A link dropped, or DISTRIBUTION released, between purchase and payment earns nothing."""
    order, before = orders.mixed[3], budgets.budget(scene.shop)
    market.fulfil(order, CID, sender=scene.seller)
    put_to_rest(system, scene, live)
    receipt = market.confirm(order, sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.CONFIRMED, live=live, fiat=FIAT_BASE))
    assert plain(budgets.reserved(order)) == NO_RESERVE
    paid = shares(MIXED_BASE, live).commission
    assert budgets.budget(scene.shop) == before + reserve_of(MIXED_BASE, 3) - paid


@pytest.mark.parametrize("live", LIVE)
def test_settle__in_part_with_dead_levels__pays_the_live_and_holds_the_rest(
    system, market, budgets, scene, orders, live
):
    order, before = orders.mixed[3], budgets.budget(scene.shop)
    put_to_rest(system, scene, live)
    receipt = agree(market, scene, order, 3_337)
    expected = closed_logs(system, scene, order, Ending.AGREED, bps=3_337, live=live, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    held = reserve_of(MIXED_BASE, 3) - shares(MIXED_BASE, live, 3_337).commission
    until = now() + budgets.OBJECTION_WINDOW()
    expected = (held, scene.links[2], until, 3_337, Stage.HELD, MIXED_BASE, False)
    assert plain(budgets.reserved(order)) == expected
    assert budgets.budget(scene.shop) == before


@pytest.mark.parametrize("bps", [0, 1, 4_999, 5_000, 9_999])
@pytest.mark.parametrize("fulfilled", [False, True])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_settle__below_success__holds_what_was_not_paid(
    system, market, budgets, scene, orders, n, fulfilled, bps
):
    order = orders.mixed[n]
    if fulfilled:
        market.fulfil(order, CID, sender=scene.seller)
    receipt = agree(market, scene, order, bps)
    expected = closed_logs(system, scene, order, Ending.AGREED, bps=bps, live=[True] * n, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    held = reserve_of(MIXED_BASE, n) - shares(MIXED_BASE, [True] * n, bps).commission
    until = now() + budgets.OBJECTION_WINDOW()
    assert plain(budgets.reserved(order)) == (
        held,
        scene.link(n),
        until,
        bps,
        Stage.HELD,
        MIXED_BASE,
        fulfilled,
    )


@pytest.mark.parametrize("bps", [0, 3_333, 10_000])
def test_settle__agreed_straight_from_the_seller__touches_no_budget(
    system, market, budgets, scene, orders, bps
):
    before = plain(budgets.totals())
    receipt = agree(market, scene, orders.mixed[0], bps)
    expected = closed_logs(system, scene, orders.mixed[0], Ending.AGREED, bps=bps, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    assert plain(budgets.totals()) == before


@pytest.mark.parametrize("bps", [0, 1, 4_999, 5_000, 9_999, 10_000])
def test_settle__ruled__holds_nothing(system, market, budgets, scene, orders, as_disputes, bps):
    """The arbitrator has heard it: the rest goes back to the budget."""
    order, before = orders.mixed[3], budgets.budget(scene.shop)
    market.fulfil(order, CID, sender=scene.seller)
    market.openDispute(order, scene.buyer, sender=as_disputes)
    receipt = market.closeDispute(order, bps, Ending.RULED, sender=as_disputes)
    expected = closed_logs(system, scene, order, Ending.RULED, bps=bps, live=[True] * 3, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    assert plain(budgets.reserved(order)) == NO_RESERVE
    paid = shares(MIXED_BASE, [True] * 3, bps).commission
    assert budgets.budget(scene.shop) == before + reserve_of(MIXED_BASE, 3) - paid


@pytest.mark.parametrize(("ending", "bps"), [(Ending.UNCONTESTED, 0), (Ending.UNRULED, 5_000)])
def test_settle__dispute_ended_by_time__holds_what_was_not_paid(
    system, market, budgets, scene, orders, as_disputes, ending, bps
):
    order = orders.mixed[3]
    market.fulfil(order, CID, sender=scene.seller)
    market.openDispute(order, scene.buyer, sender=as_disputes)
    receipt = market.closeDispute(order, bps, ending, sender=as_disputes)
    expected = closed_logs(system, scene, order, ending, bps=bps, live=[True] * 3, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    reserve = budgets.reserved(order)
    assert (reserve.stage, reserve.settledBps, reserve.fulfilled) == (Stage.HELD, bps, True)
    assert reserve.amount == reserve_of(MIXED_BASE, 3) - shares(MIXED_BASE, [True] * 3, bps).commission


def test_settle__asleep_and_awake_again__is_paid(system, market, scene, orders):
    order = orders.mixed[3]
    market.fulfil(order, CID, sender=scene.seller)
    put_to_rest(system, scene, [False] * 3)
    wake(system, scene, [False] * 3)
    receipt = market.confirm(order, sender=scene.buyer)
    expected = closed_logs(system, scene, order, Ending.CONFIRMED, live=[True] * 3, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_settle__distributors_shop_sold__pays_the_new_owner(system, market, registry, scene, orders, level):
    order, owners = orders.mixed[3], list(scene.distributors)
    former, owners[level - 1] = owners[level - 1], scene.rival
    registry.transferFrom(former, scene.rival, scene.shops[level - 1], sender=former)
    market.fulfil(order, CID, sender=scene.seller)
    receipt = market.confirm(order, sender=scene.buyer)
    expected = closed_logs(
        system, scene, order, Ending.CONFIRMED, live=[True] * 3, fiat=FIAT_BASE, distributors=owners
    )
    assert_logs(receipt, *expected)


def test_settle__terms_changed_after_the_purchase__pays_what_was_reserved(
    system, market, catalog, scene, orders
):
    """A listing revised or taken down, and a closed task, leave placed orders as they are (CAT-3, CAT-6)."""
    catalog.closeTask(scene.task, sender=scene.seller)
    catalog.revise(scene.mixed, offer(fiat(base=1)), sender=scene.seller)
    catalog.delist(scene.mixed, sender=scene.seller)
    order = orders.mixed[3]
    market.fulfil(order, CID, sender=scene.seller)
    receipt = market.confirm(order, sender=scene.buyer)
    expected = closed_logs(system, scene, order, Ending.CONFIRMED, live=[True] * 3, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("bps", [0, 5_000, 10_000])
def test_settle__dust__is_gone_at_once(system, market, catalog, vouchers, budgets, scene, bps):
    """Of a reserve of nothing, nothing is held."""
    catalog.revise(scene.mixed, offer(fiat(base=1)), sender=scene.seller)
    wanted = purchase(scene.mixed, scene.links[2], revision=2, unit_price=0)
    vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)
    order = market.totals().orders
    receipt = agree(market, scene, order, bps)
    expected = closed_logs(system, scene, order, Ending.AGREED, bps=bps, live=[True] * 3, escrow=0, fiat=1)
    assert_logs(receipt, *expected)
    assert plain(budgets.reserved(order)) == NO_RESERVE


def test_settle__budget_withdrawn__is_paid_all_the_same(system, market, budgets, scene, orders):
    """Each order is paid of its own reserve; what is left does not serve a new one."""
    budgets.withdraw(scene.shop, budgets.budget(scene.shop), sender=scene.seller)
    for n in (1, 4):
        market.fulfil(orders.mixed[n], CID, sender=scene.seller)
        receipt = market.confirm(orders.mixed[n], sender=scene.buyer)
        expected = closed_logs(
            system, scene, orders.mixed[n], Ending.CONFIRMED, live=[True] * n, fiat=FIAT_BASE
        )
        assert_logs(receipt, *expected)
    assert budgets.budget(scene.shop) == 0
    wanted = vouched_purchase(scene, 1)
    needed = reserve_of(MIXED_BASE, 1)
    expected = custom(budgets.BudgetTooLow, shop=scene.shop, amount=needed, budget=0)
    voucher = scene_voucher(system, scene, wanted)
    assert_reverts(expected, system.vouchers.place, wanted, voucher, sender=scene.buyer)
