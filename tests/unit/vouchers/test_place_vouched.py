"""`place`: an order with a fiat part, by the seller's voucher (ORD-1)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs
from orders import State, deadline_now, order_view, place_vouched, reserve_of, vouched_logs, vouched_purchase
from scene import BUDGET, FIAT, FIAT_BASE, MIXED, PRICE, fiat, offer, plain
from vouchers_signing import scene_voucher

from helpers import assert_reverts, custom


@pytest.mark.parametrize("quantity", [1, 3])
@pytest.mark.parametrize("option", [FIAT, MIXED])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_place__through_n_distributors__escrows_the_tokens_and_reserves_the_commission(
    system, token, market, vouchers, budgets, scene, n, option, quantity
):
    before, held, owed = market.totals(), token.balanceOf(market), token.balanceOf(budgets)
    wanted = vouched_purchase(scene, n, option=option, quantity=quantity)
    tokens, declared = wanted[4] * quantity, FIAT_BASE * quantity
    voucher = scene_voucher(system, scene, wanted)
    receipt = vouchers.place(wanted, voucher, sender=scene.buyer)
    order = before.orders + 1
    assert_logs(receipt, *vouched_logs(system, scene, order, wanted, voucher))
    assert plain(market.order(order)) == order_view(
        scene,
        State.PLACED,
        link=scene.link(n),
        listing=scene.mixed,
        escrow=tokens,
        fiat=declared,
        hasFiat=True,
        deadline=deadline_now(),
    )
    assert plain(market.totals()) == (order, before.escrow + tokens, 0, 0)
    reserved = reserve_of(tokens + declared, n)
    assert (reserved > 0) == (n > 0)
    assert (budgets.reserved(order).amount, budgets.budget(scene.shop)) == (reserved, BUDGET - reserved)
    assert token.balanceOf(market) - held == tokens
    assert token.balanceOf(budgets) == owed


@pytest.mark.parametrize("submitter", ["seller", "buyer", "stranger"])
def test_place__by_anyone__the_submitter_pays_and_the_buyer_has_the_rights(
    system, token, market, vouchers, scene, wanted, submitter
):
    """Also the seller can: then what the buyer is owed is in escrow, and the seller has paid it."""
    submitter = getattr(scene, submitter)
    people = (scene.seller, scene.buyer, scene.stranger)
    before = {account.address: token.balanceOf(account) for account in people}
    voucher = scene_voucher(system, scene, wanted)
    receipt = vouchers.place(wanted, voucher, sender=submitter)
    order = market.totals().orders
    assert_logs(receipt, *vouched_logs(system, scene, order, wanted, voucher, submitter=submitter))
    assert market.order(order).buyer == scene.buyer
    paid = {address: was - token.balanceOf(address) for address, was in before.items()}
    assert paid == {address: PRICE if address == submitter else 0 for address in before}


def test_place__fiat_alone__takes_no_tokens_of_anybody(system, token, vouchers, scene):
    token.approve(system.market, 0, sender=scene.stranger)
    wanted = vouched_purchase(scene, 3, option=FIAT)
    voucher = scene_voucher(system, scene, wanted)
    receipt = vouchers.place(wanted, voucher, sender=scene.stranger)
    order = system.market.totals().orders
    assert_logs(receipt, *vouched_logs(system, scene, order, wanted, voucher, submitter=scene.stranger))


def test_place__answers__the_order(system, market, vouchers, scene, wanted):
    voucher = scene_voucher(system, scene, wanted)
    assert vouchers.place.call(wanted, voucher, sender=scene.buyer) == market.totals().orders + 1


@pytest.mark.parametrize("seconds", [-1, 0])
def test_place__until_the_last_second__works(system, market, vouchers, scene, wanted, seconds):
    before, deadline = market.totals().orders, now() + 1_000
    voucher = scene_voucher(system, scene, wanted, deadline=deadline)
    next_block_at(deadline + seconds)
    vouchers.place(wanted, voucher, sender=scene.buyer)
    assert market.totals().orders == before + 1


@pytest.mark.parametrize("seconds", [1, 10**6])
def test_place__after_the_deadline__reverts(system, vouchers, scene, wanted, seconds):
    deadline = now() + 1_000
    voucher = scene_voucher(system, scene, wanted, deadline=deadline)
    time = mine_at(deadline + seconds)
    expected = custom(vouchers.VoucherExpired, deadline=deadline, now_=time)
    assert_reverts(expected, vouchers.place, wanted, voucher, sender=scene.buyer)


def test_place__limited_stock__takes_it(system, market, catalog, scene):
    catalog.setStock(scene.mixed, 5, sender=scene.seller)
    order = place_vouched(system, scene, 1, quantity=4)
    assert (market.order(order).stockTaken, market.sold(scene.mixed)) == (4, 4)
    assert market.available(scene.mixed) == 1


def test_place__without_protection__is_an_order_like_others(system, market, catalog, vouchers, scene):
    """Only token-only orders are settled at once: here the goods are still to be stated as sent."""
    catalog.revise(scene.mixed, offer(fiat(), protection=0), sender=scene.seller)
    wanted = (scene.mixed, 0, 2, 1, 0, scene.links[0])
    voucher = scene_voucher(system, scene, wanted)
    receipt = vouchers.place(wanted, voucher, sender=scene.buyer)
    order = market.totals().orders
    assert_logs(receipt, *vouched_logs(system, scene, order, wanted, voucher))
    assert (market.order(order).state, market.order(order).protection) == (State.PLACED, 0)
    market.fulfil(order, (bytes(32), 0), sender=scene.seller)
    assert market.order(order).deadline == now()
    market.settle(order, sender=scene.stranger)
    assert market.order(order).state == State.CLOSED


def test_place__two_vouchers_in_one_transaction__places_both(system, market, vouchers, scene, wanted):
    first = market.totals().orders + 1
    both = [scene_voucher(system, scene, wanted) for _ in range(2)]
    calls = [bytes(vouchers.place.encode_input(wanted, voucher)) for voucher in both]
    receipt = vouchers.multicall(calls, sender=scene.buyer)
    logs = [vouched_logs(system, scene, first + i, wanted, voucher) for i, voucher in enumerate(both)]
    assert_logs(receipt, *logs[0], *logs[1])
