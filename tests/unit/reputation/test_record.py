"""What is noted of orders that close (REP-2)."""

import pytest
from clock import DAY, next_block_at
from orders import counted, place, place_vouched, today
from scene import CID, FIAT, FIAT_BASE, PRICE, plain, put_to_rest, shares

from ecomchain.amounts import BPS, ECOM

from .standing import (
    NO_MARKS,
    agree,
    buy_at,
    distributor_of,
    fulfilled,
    micro,
    seller_of,
)


@pytest.mark.parametrize("n", range(5))
@pytest.mark.parametrize("bps", [1, 3_333, 10_000])
def test_close__in_tokens__is_tallied_for_each_side(system, market, reputation, scene, n, bps):
    order = fulfilled(system, scene, n)
    day_before = plain(reputation.day(today()))
    agree(system, scene, order, bps)
    expected = shares(PRICE, [True] * n, bps)
    proceeds = PRICE * bps // BPS
    if proceeds < ECOM:  # one part in ten thousand
        assert seller_of(system, scene.shop) == ((0, 0, 0, 0, 0), NO_MARKS)
        assert not market.order(order).rateable
        return
    counts = counted(system, scene.shop, proceeds)
    assert counts > 0
    tally, marks = seller_of(system, scene.shop)
    assert tally[:4] == (1, micro(proceeds), micro(counts), micro(expected.commission))
    assert marks == NO_MARKS
    assert plain(reputation.buyer(scene.buyer)) == (1, micro(proceeds), micro(counts), 0, 0, 0, 0)
    if n:
        share = counts * expected.closing // expected.commission
        values = (1, 1, micro(proceeds), micro(share), micro(expected.closing))
        assert distributor_of(system, scene.shops[n - 1]) == (values, NO_MARKS)
    for shop in scene.shops[: max(n - 1, 0)]:  # upper levels follow from events
        assert distributor_of(system, shop) == ((0, 0, 0, 0, 0), NO_MARKS)
    assert plain(reputation.day(today())) == tuple(
        a + b for a, b in zip(day_before, (counts, proceeds, 1), strict=True)
    )
    assert market.order(order).rateable


def test_close__closing_link_not_live__is_not_tallied_for_it(system, market, scene):
    order = fulfilled(system, scene, 3)
    put_to_rest(system, scene, [True, True, False])
    market.confirm(order, sender=scene.buyer)
    assert distributor_of(system, scene.shops[2]) == ((0, 0, 0, 0, 0), NO_MARKS)
    expected = shares(PRICE, [True, True, False])
    assert seller_of(system, scene.shop)[0][3] == micro(expected.commission)


def test_close__refunded__is_no_statistic(system, market, reputation, scene):
    order = fulfilled(system, scene, 3)
    market.refund(order, sender=scene.seller)
    assert seller_of(system, scene.shop) == ((0,) * 5, NO_MARKS)
    assert plain(reputation.buyer(scene.buyer)) == (0,) * 7
    assert not market.order(order).rateable


def test_close__cancelled__is_a_missed_deadline(system, market, scene):
    order = place(system, scene, scene.escrowed, 3)
    next_block_at(market.order(order).deadline)
    market.cancel(order, sender=scene.buyer)
    assert seller_of(system, scene.shop) == ((0,) * 5, (0, 0, 0, 0, 1, 0, 0, 0))
    assert market.order(order).rateable


@pytest.mark.parametrize(
    ("bps", "loser"), [(0, "seller"), (4_999, "seller"), (5_000, "buyer"), (10_000, "buyer")]
)
def test_close__ruled__is_a_lost_dispute_of_one_side(
    system, market, disputes, reputation, arbitrator, scene, bps, loser
):
    order = fulfilled(system, scene)
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, CID, sender=scene.seller)
    disputes.rule(order, bps, sender=arbitrator)
    assert reputation.buyer(scene.buyer).lost == (loser == "buyer")
    assert seller_of(system, scene.shop)[1] == (0, 0, 0, 0, 0, int(loser == "seller"), 0, 0)
    assert seller_of(system, scene.shop)[0][0] == (1 if bps else 0)
    assert market.order(order).rateable


def test_close__not_contested__is_a_lost_dispute_of_the_seller(system, disputes, reputation, scene):
    order = fulfilled(system, scene)
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    next_block_at(disputes.dispute(order).deadline)
    disputes.expire(order, sender=scene.stranger)
    assert seller_of(system, scene.shop)[1] == (0, 0, 0, 0, 0, 1, 0, 0)


def test_close__no_ruling__nobody_lost(system, disputes, reputation, scene):
    order = fulfilled(system, scene)
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, CID, sender=scene.seller)
    next_block_at(disputes.dispute(order).deadline)
    disputes.expire(order, sender=scene.stranger)
    assert seller_of(system, scene.shop)[1] == NO_MARKS
    assert reputation.buyer(scene.buyer).lost == 0
    assert seller_of(system, scene.shop)[0][1] == micro(PRICE * 5_000 // BPS)


@pytest.mark.parametrize("kind", ["mixed", "fiat"])
def test_close__with_a_fiat_part__is_tallied_apart(system, market, reputation, scene, kind):
    order = fulfilled(system, scene, 2, kind=kind)
    market.confirm(order, sender=scene.buyer)
    escrow = PRICE if kind == "mixed" else 0
    apart = (0, 0, 0, 0, 0, 0, 1, micro(FIAT_BASE))
    tally, marks = seller_of(system, scene.shop)
    assert (tally[0], tally[1]) == ((1, micro(PRICE)) if escrow else (0, 0))
    assert marks == apart
    assert distributor_of(system, scene.shops[1])[1] == apart
    assert reputation.buyer(scene.buyer).fiatOrders == 1
    assert market.order(order).rateable is bool(escrow)


def test_close__fiat_missed_deadline__counts_by_its_declared_value(system, market, scene):
    order = place_vouched(system, scene, 1, option=FIAT)
    next_block_at(market.order(order).deadline)
    market.cancel(order, sender=scene.buyer)
    assert seller_of(system, scene.shop)[1] == (0, 0, 0, 0, 1, 0, 0, 0)
    assert not market.order(order).rateable  # no tokens were at stake


@pytest.mark.parametrize(("price", "noted"), [(ECOM - 1, 0), (ECOM, 1), (ECOM + 1, 1)])
def test_close__around_the_least_that_counts__is_noted_from_it_on(
    system, reputation, market, scene, price, noted
):
    assert reputation.minRated() == ECOM
    buy_at(system, scene, price)
    assert seller_of(system, scene.shop)[0][0] == noted
    assert market.order(market.totals().orders).rateable is bool(noted)


def test_close__finer_than_micro__is_rounded_down(system, reputation, scene):
    buy_at(system, scene, 2 * ECOM - 1)
    tally, _ = seller_of(system, scene.shop)
    assert tally[1:3] == (1_999_999, 1_999_999)
    assert reputation.day(today()).counted == 1_999_999 * 10**12
    assert reputation.day(today()).volume == 2 * ECOM - 1


def test_close__at_midnight__is_on_the_day_that_begins(system, market, reputation, scene):
    orders = [fulfilled(system, scene) for _ in range(2)]
    midnight = (today() + 1) * DAY
    for order, time in zip(orders, (midnight - 1, midnight), strict=True):
        next_block_at(time)
        market.confirm(order, sender=scene.buyer)
    assert [reputation.day(midnight // DAY + i).orders for i in (-1, 0)] == [1, 1]


def test_record__by_anyone_but_a_market__notes_nothing(system, reputation, scene):
    sale = (1, scene.shop, scene.shops[0], scene.buyer, PRICE, PRICE, PRICE, PRICE, PRICE, PRICE, 1)
    for caller in (scene.stranger, scene.seller):
        assert reputation.record.call(sale, sender=caller) is False
        assert reputation.record(sale, sender=caller).logs == []
    assert seller_of(system, scene.shop) == ((0,) * 5, NO_MARKS)
    assert plain(reputation.day(today())) == (0, 0, 0)


def test_record__market_switched_off__orders_still_close(system, market, reputation, foundation, scene):
    """No role can hold up the closing of an order."""
    order = fulfilled(system, scene, 3)
    reputation.setMarket(market, False, sender=foundation)
    market.confirm(order, sender=scene.buyer)
    assert market.order(order).settledBps == BPS
    assert seller_of(system, scene.shop) == ((0,) * 5, NO_MARKS)
    assert not market.order(order).rateable
    reputation.setMarket(market, True, sender=foundation)
    market.confirm(fulfilled(system, scene, 3), sender=scene.buyer)
    assert seller_of(system, scene.shop)[0][0] == 1


def test_record__an_older_market__is_still_heard(system, market, reputation, foundation, scene):
    """The one that was enabled last is spared a look, no more."""
    reputation.setMarket(scene.stranger, True, sender=foundation)
    market.confirm(fulfilled(system, scene), sender=scene.buyer)
    assert seller_of(system, scene.shop)[0][0] == 1
    reputation.setMarket(scene.stranger, False, sender=foundation)
    market.confirm(fulfilled(system, scene), sender=scene.buyer)
    assert seller_of(system, scene.shop)[0][0] == 2
