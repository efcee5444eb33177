"""`place` without protection: paid out in the same transaction, straight from the buyer (ORD-2)."""

import pytest
from events import assert_logs
from orders import Ending, State, closed_logs, order_view, placed_log, today
from scene import PRICE, fiat, offer, plain, purchase, shares, tokens

from ecomchain.ids import DISTRIBUTION

from helpers import assert_reverts, custom


@pytest.mark.parametrize("quantity", [1, 3])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_place__instant__pays_everybody_at_once(system, token, market, scene, n, quantity):
    order, wanted = market.totals().orders + 1, purchase(scene.instant, scene.link(n), quantity=quantity)
    held, escrow = token.balanceOf(market), market.totals().escrow
    receipt = market.place(wanted, sender=scene.buyer)
    paid = closed_logs(
        system, scene, order, Ending.INSTANT, live=[True] * n, escrow=quantity * PRICE, payer=scene.buyer
    )
    assert_logs(receipt, placed_log(market, scene, order, wanted, 0), *paid)
    assert plain(market.order(order)) == order_view(
        scene, State.CLOSED, link=scene.link(n), closedDay=today(), settledBps=10_000, rateable=True
    )
    assert plain(market.totals()) == (order, escrow, 0, 0)
    assert token.balanceOf(market) == held


def test_place__instant__balances_change_by_what_is_stated(token, market, scene):
    people = [scene.buyer, scene.seller, *scene.distributors]
    before = [token.balanceOf(account) for account in people]
    market.place(purchase(scene.instant, scene.links[3]), sender=scene.buyer)
    expected = shares(PRICE, [True] * 4)
    changes = [token.balanceOf(account) - was for account, was in zip(people, before, strict=True)]
    assert changes == [-PRICE, expected.seller, *expected.each]
    assert sum(changes) == 0


def test_place__instant_with_dormant_uppers__leaves_their_share_with_the_seller(
    system, market, catalog, registry, scene
):
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    registry.release(scene.shops[2], DISTRIBUTION, 1, sender=scene.distributors[2])
    wanted = purchase(scene.instant, scene.links[3])
    receipt = market.place(wanted, sender=scene.buyer)
    order, live = market.totals().orders, [False, True, False, True]
    paid = closed_logs(system, scene, order, Ending.INSTANT, live=live, payer=scene.buyer)
    assert_logs(receipt, placed_log(market, scene, order, wanted, 0), *paid)


def test_place__instant_with_stock__counts_it(market, scene):
    market.place(purchase(scene.instant_limited, quantity=4), sender=scene.buyer)
    assert (market.sold(scene.instant_limited), market.available(scene.instant_limited)) == (4, 1)
    expected = custom(market.OutOfStock, listing=scene.instant_limited, quantity=2, available=1)
    assert_reverts(expected, market.place, purchase(scene.instant_limited, quantity=2), sender=scene.buyer)


def test_place__token_option_without_protection_beside_fiat__is_instant(system, market, catalog, scene):
    catalog.revise(scene.mixed, offer(tokens(), fiat(), protection=0, fulfil_within=1), sender=scene.seller)
    wanted = purchase(scene.mixed, revision=2)
    receipt = market.place(wanted, sender=scene.buyer)
    order = market.totals().orders
    paid = closed_logs(system, scene, order, Ending.INSTANT, payer=scene.buyer)
    assert_logs(receipt, placed_log(market, scene, order, wanted, 0), *paid)


@pytest.mark.parametrize("price", [1, 4, 4_264, 9_999])
def test_place__instant_dust__goes_to_the_seller(system, market, catalog, scene, price):
    """Where a share rounds to nothing, nothing is sent."""
    catalog.revise(scene.instant, offer(tokens(price), protection=0, fulfil_within=0), sender=scene.seller)
    wanted = purchase(scene.instant, scene.links[2], revision=2, unit_price=price)
    receipt = market.place(wanted, sender=scene.buyer)
    order, live = market.totals().orders, [True] * 3
    paid = closed_logs(system, scene, order, Ending.INSTANT, live=live, escrow=price, payer=scene.buyer)
    assert_logs(receipt, placed_log(market, scene, order, wanted, 0), *paid)
