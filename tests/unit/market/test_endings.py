"""One scalar decides every ending (SPEC section 7); who is live is read at payment (CAT-6, COM-3)."""

from itertools import product

import pytest
from clock import mine_at
from events import assert_logs
from orders import Ending, State, closed_logs
from scene import PRICE, plain, put_to_rest, shares, wake

from ecomchain.ids import PROMOTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

LIVE = list(product([True, False], repeat=3))
ZERO = "0x" + "00" * 20


@pytest.mark.parametrize("live", LIVE)
def test_close__with_dead_levels__pays_the_live_and_the_seller_keeps_the_rest(
    system, market, scene, orders, live
):
    put_to_rest(system, scene, live)
    receipt = market.confirm(orders.placed[3], sender=scene.buyer)
    assert_logs(receipt, *closed_logs(system, scene, orders.placed[3], Ending.CONFIRMED, live=live))


@pytest.mark.parametrize("live", LIVE[1:])
def test_close__in_part_with_dead_levels__scales_every_share(system, market, scene, orders, live):
    put_to_rest(system, scene, live)
    market.propose(orders.placed[3], 3_337, sender=scene.seller)
    receipt = market.accept(orders.placed[3], 3_337, sender=scene.buyer)
    expected = closed_logs(system, scene, orders.placed[3], Ending.AGREED, bps=3_337, live=live)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_preview_close__every_part__is_the_formula(market, scene, orders, n):
    owners = tuple(account.address for account in scene.distributors[:n])
    for bps in (0, 1, 2, 3_333, 4_999, 5_000, 5_001, 9_999, 10_000):
        expected = shares(PRICE, [True] * n, bps)
        to = (expected.buyer, expected.seller)
        payment = (*to, expected.upper, expected.closing, expected.levels, expected.commission)
        paid_to = owners if bps else ()
        assert plain(market.previewClose(orders.placed[n], bps)) == (payment, scene.seller.address, paid_to)


def test_preview_close__dead_levels_and_a_sold_shop__is_what_is_then_paid(
    system, market, catalog, registry, scene, orders
):
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    registry.transferFrom(scene.distributors[2], scene.rival, scene.shops[2], sender=scene.distributors[2])
    registry.transferFrom(scene.seller, scene.stranger, scene.shop, sender=scene.seller)
    live, bps = [False, True, True], 10_000
    payees = [ZERO, scene.distributors[1], scene.rival]
    expected = shares(PRICE, live, bps)
    payment = (0, expected.seller, expected.upper, expected.closing, 0b110, expected.commission)
    owners = (ZERO, scene.distributors[1].address, scene.rival.address)
    preview = plain(market.previewClose(orders.placed[3], bps))
    assert preview == (payment, scene.stranger.address, owners)
    receipt = market.confirm(orders.placed[3], sender=scene.buyer)
    expected = closed_logs(
        system,
        scene,
        orders.placed[3],
        Ending.CONFIRMED,
        live=live,
        seller=scene.stranger,
        distributors=payees,
    )
    assert_logs(receipt, *expected)


def test_preview_close__not_open__reverts(market, scene, orders):
    expected = custom(market.BpsOutOfRange, bps=10_001, max=10_000)
    assert_reverts(expected, market.previewClose, orders.placed[0], 10_001)
    expected = custom(market.WrongState, order=orders.closed, state=State.CLOSED)
    assert_reverts(expected, market.previewClose, orders.closed, 0)
    assert_reverts(custom(market.UnknownOrder, order=0), market.previewClose, 0, 0)


def test_close__revived_before_payment__is_paid(system, market, scene, orders):
    """Liveness is read once, at payment: being away in between costs nothing."""
    put_to_rest(system, scene, [False] * 3)
    wake(system, scene, [False] * 3)
    receipt = market.confirm(orders.placed[3], sender=scene.buyer)
    expected = closed_logs(system, scene, orders.placed[3], Ending.CONFIRMED, live=[True] * 3)
    assert_logs(receipt, *expected)


def test_close__seller_gave_everything_up__order_ends_the_same(
    system, market, catalog, registry, scene, orders
):
    """Closed task, listing down, PROMOTION and SHOP released: placed orders are not touched (CAT-3)."""
    catalog.closeTask(scene.task, sender=scene.seller)
    catalog.delist(scene.escrowed, sender=scene.seller)
    for capability, units in ((PROMOTION, 1), (SHOWCASE, 5), (SHOP, 1)):
        registry.release(scene.shop, capability, units, sender=scene.seller)
    mine_at(market.order(orders.fulfilled).deadline)
    receipt = market.settle(orders.fulfilled, sender=scene.stranger)
    expected = closed_logs(system, scene, orders.fulfilled, Ending.SETTLED, live=[True] * 3)
    assert_logs(receipt, *expected)
