"""Orders with a fiat part: escrow is between buyer and seller, the budget pays commission (ORD-1, ORD-3)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs, log
from orders import Ending, State, closed_logs, order_view, today
from scene import CID, FIAT, FIAT_BASE, MIXED, PRICE, PROTECTION, plain, shares

from helpers import assert_reverts, custom

KINDS = [FIAT, MIXED]


def one_of(orders, kind, n):
    """The order, and its token part."""
    return (orders.mixed[n], PRICE) if kind == MIXED else (orders.fiat[n], 0)


def closed_view(scene, n, bps, escrow, *, fault=False):
    """Only tokens make an order rateable: the declared value is the seller's word."""
    rateable = escrow > 0 and (escrow * bps // 10_000 >= 10**18 or fault)
    return order_view(
        scene,
        State.CLOSED,
        link=scene.link(n),
        hasFiat=True,
        closedDay=today(),
        settledBps=bps,
        rateable=rateable,
    )


def agree(market, scene, order, bps):
    market.propose(order, bps, sender=scene.buyer)
    return market.accept(order, bps, sender=scene.seller)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 3])
def test_confirm__before_fulfil__reverts(market, scene, orders, kind, n):
    """Whether fiat was received is for the seller to say first."""
    order, _ = one_of(orders, kind, n)
    expected = custom(market.WrongState, order=order, state=State.PLACED)
    assert_reverts(expected, market.confirm, order, sender=scene.buyer)
    expected = custom(market.NotBuyer, order=order, caller=scene.seller, buyer=scene.buyer)
    assert_reverts(expected, market.confirm, order, sender=scene.seller)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_confirm__fulfilled__pays_escrow_to_the_seller_and_commission_from_the_budget(
    system, market, scene, orders, kind, n
):
    order, escrow = one_of(orders, kind, n)
    market.fulfil(order, CID, sender=scene.seller)
    before = market.totals()
    receipt = market.confirm(order, sender=scene.buyer)
    live = [True] * n
    expected = closed_logs(system, scene, order, Ending.CONFIRMED, live=live, escrow=escrow, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    assert plain(market.order(order)) == closed_view(scene, n, 10_000, escrow)
    assert market.totals().escrow == before.escrow - escrow


@pytest.mark.parametrize("kind", KINDS)
def test_fulfil__placed__starts_the_protection(market, scene, orders, kind):
    order, escrow = one_of(orders, kind, 2)
    receipt = market.fulfil(order, CID, sender=scene.seller)
    deadline = now() + PROTECTION
    assert_logs(receipt, log(market.OrderFulfilled, order=order, evidence=CID, deadline=deadline))
    assert plain(market.order(order)) == order_view(
        scene,
        State.FULFILLED,
        link=scene.links[1],
        listing=scene.mixed,
        escrow=escrow,
        fiat=FIAT_BASE,
        hasFiat=True,
        deadline=deadline,
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("caller", ["stranger", "seller"])
def test_settle__protection_over__pays_the_same(system, market, scene, orders, kind, caller):
    order, escrow = one_of(orders, kind, 3)
    market.fulfil(order, CID, sender=scene.seller)
    deadline = market.order(order).deadline
    time = mine_at(deadline - 1)
    expected = custom(market.TooEarly, order=order, **{"from": deadline}, now_=time)
    assert_reverts(expected, market.settle, order, sender=scene.stranger)
    next_block_at(deadline)
    receipt = market.settle(order, sender=getattr(scene, caller))
    live = [True] * 3
    expected = closed_logs(system, scene, order, Ending.SETTLED, live=live, escrow=escrow, fiat=FIAT_BASE)
    assert_logs(receipt, *expected)
    assert plain(market.order(order)) == closed_view(scene, 3, 10_000, escrow)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fulfilled", [False, True])
@pytest.mark.parametrize("n", [0, 1, 3])
def test_refund__any_time__returns_the_tokens_and_holds_the_reserve(
    system, market, scene, orders, kind, fulfilled, n
):
    order, escrow = one_of(orders, kind, n)
    if fulfilled:
        market.fulfil(order, CID, sender=scene.seller)
    receipt = market.refund(order, sender=scene.seller)
    live = [True] * n
    expected = closed_logs(
        system, scene, order, Ending.REFUNDED, bps=0, live=live, escrow=escrow, fiat=FIAT_BASE
    )
    assert_logs(receipt, *expected)
    assert plain(market.order(order)) == closed_view(scene, n, 0, escrow)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("caller", "grace"), [("buyer", False), ("stranger", True), ("seller", True)])
def test_cancel__not_fulfilled_in_time__returns_the_tokens_and_holds_the_reserve(
    system, market, scene, orders, kind, caller, grace
):
    order, escrow = one_of(orders, kind, 2)
    begins, caller = market.order(order).deadline, getattr(scene, caller)
    if grace:
        begins += market.CANCEL_GRACE()
    time = mine_at(begins - 1)
    expected = custom(market.TooEarly, order=order, **{"from": begins}, now_=time)
    assert_reverts(expected, market.cancel, order, sender=caller)
    next_block_at(begins)
    receipt = market.cancel(order, sender=caller)
    live = [True] * 2
    expected = closed_logs(
        system, scene, order, Ending.CANCELLED, bps=0, live=live, escrow=escrow, fiat=FIAT_BASE
    )
    assert_logs(receipt, *expected)
    assert plain(market.order(order)) == closed_view(scene, 2, 0, escrow, fault=True)


@pytest.mark.parametrize("bps", [0, 1, 3_333, 9_999, 10_000])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 4])
def test_accept__before_fulfil__splits_the_escrow_and_pays_by_the_number(
    system, market, scene, orders, kind, n, bps
):
    """The two may agree at any time, on success too: then both say that fiat was paid."""
    order, escrow = one_of(orders, kind, n)
    receipt = agree(market, scene, order, bps)
    live = [True] * n
    expected = closed_logs(
        system, scene, order, Ending.AGREED, bps=bps, live=live, escrow=escrow, fiat=FIAT_BASE
    )
    assert_logs(receipt, *expected)
    assert plain(market.order(order)) == closed_view(scene, n, bps, escrow)


@pytest.mark.parametrize("kind", KINDS)
def test_accept__fulfilled__works(system, market, scene, orders, kind):
    order, escrow = one_of(orders, kind, 3)
    market.fulfil(order, CID, sender=scene.seller)
    receipt = agree(market, scene, order, 6_543)
    live = [True] * 3
    expected = closed_logs(
        system, scene, order, Ending.AGREED, bps=6_543, live=live, escrow=escrow, fiat=FIAT_BASE
    )
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_preview_close__every_number__is_the_formula_on_the_whole_price(market, scene, orders, kind, n):
    order, escrow = one_of(orders, kind, n)
    owners = tuple(account.address for account in scene.distributors[:n])
    for bps in (0, 1, 3_333, 5_000, 9_999, 10_000):
        expected, success = shares(escrow + FIAT_BASE, [True] * n, bps), escrow * bps // 10_000
        payment = (
            escrow - success,
            success,
            expected.upper,
            expected.closing,
            expected.levels,
            expected.commission,
        )
        paid_to = owners if bps else ()
        assert plain(market.previewClose(order, bps)) == (payment, scene.seller.address, paid_to)


@pytest.mark.parametrize("kind", KINDS)
def test_confirm__shop_sold__pays_the_new_owner(system, market, registry, scene, orders, kind):
    order, escrow = one_of(orders, kind, 2)
    registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
    market.fulfil(order, CID, sender=scene.rival)
    receipt = market.confirm(order, sender=scene.buyer)
    live = [True] * 2
    expected = closed_logs(
        system,
        scene,
        order,
        Ending.CONFIRMED,
        live=live,
        escrow=escrow,
        fiat=FIAT_BASE,
        seller=scene.rival,
    )
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("closing", ["refund", "cancel", "agree", "confirm", "settle"])
def test_action__closed__reverts(market, scene, orders, kind, closing):
    order, _ = one_of(orders, kind, 1)
    if closing in ("confirm", "settle"):
        market.fulfil(order, CID, sender=scene.seller)
    if closing in ("cancel", "settle"):
        mine_at(market.order(order).deadline)
    if closing == "agree":
        agree(market, scene, order, 5_000)
    else:
        getattr(market, closing)(order, sender=scene.seller if closing == "refund" else scene.buyer)
    expected = custom(market.WrongState, order=order, state=State.CLOSED)
    for action, arguments, caller in (
        ("fulfil", [CID], scene.seller),
        ("confirm", [], scene.buyer),
        ("settle", [], scene.stranger),
        ("refund", [], scene.seller),
        ("cancel", [], scene.buyer),
        ("propose", [1], scene.buyer),
        ("accept", [1], scene.seller),
    ):
        assert_reverts(expected, getattr(market, action), order, *arguments, sender=caller)


def test_close__fiat_alone__moves_no_tokens_of_the_market(token, market, scene, orders):
    before, owed = token.balanceOf(market), market.totals().escrow
    for n, bps in ((0, 0), (1, 10_000), (2, 5_000)):
        agree(market, scene, orders.fiat[n], bps)
    assert (token.balanceOf(market), market.totals().escrow) == (before, owed)


def test_close__mixed__changes_balances_by_what_is_stated(token, market, budgets, scene, orders):
    order = orders.mixed[4]
    market.fulfil(order, CID, sender=scene.seller)
    people = [market, budgets, scene.buyer, scene.seller, *scene.distributors]
    before = [token.balanceOf(account) for account in people]
    agree(market, scene, order, 4_321)
    expected, success = shares(PRICE + FIAT_BASE, [True] * 4, 4_321), PRICE * 4_321 // 10_000
    changes = [token.balanceOf(account) - was for account, was in zip(people, before, strict=True)]
    assert changes == [-PRICE, -expected.commission, PRICE - success, success, *expected.each]
    assert sum(changes) == 0
