"""What every way to end an order leaves behind: statistics, marks, the day, a voice (REP-2, REP-4)."""

import pytest
from clock import next_block_at
from orders import counted, place, place_vouched, today
from scene import CID, FIAT, FIAT_BASE, PRICE, offer, plain, purchase, shares, tokens

from ecomchain.amounts import BPS, ECOM, MICRO
from ecomchain.ids import ANY_NUMBER, UNLIMITED, listing_id

from .standing import NO_MARKS, agree, distributor_of, fulfilled, micro, seller_of

N = 2
"""Distributors of every order here, all live."""

BPS_OF = {
    "instant": BPS,
    "confirmed": BPS,
    "settled": BPS,
    "refunded": 0,
    "refunded after fulfil": 0,
    "cancelled": 0,
    "agreed": 3_333,
    "agreed at 0": 0,
    "uncontested": 0,
    "ruled for the buyer": 4_999,
    "ruled all to the buyer": 0,
    "ruled for the seller": 5_000,
    "unruled": 5_000,
}
"""By ending, the settledBps."""

MISSED = {"cancelled"}
SELLER_LOST = {"uncontested", "ruled for the buyer", "ruled all to the buyer"}
BUYER_LOST = {"ruled for the seller"}
DISPUTED = SELLER_LOST | BUYER_LOST | {"unruled"}

CASES = [
    (kind, ending)
    for kind in ("tokens", "mixed", "fiat")
    for ending in BPS_OF
    if not (ending == "instant" and kind != "tokens") and not (ending in DISPUTED and kind == "fiat")
]


def play(system, scene, arbitrator, kind, ending):
    """An order of this kind, ended in this way; its id."""
    market, disputes = system.market, system.disputes
    if ending == "instant":
        return place(system, scene, scene.instant, N)
    if ending in ("refunded", "cancelled"):
        options = {"mixed": {}, "fiat": {"option": FIAT}}
        order = (
            place(system, scene, scene.escrowed, N)
            if kind == "tokens"
            else place_vouched(system, scene, N, **options[kind])
        )
        if ending == "refunded":
            market.refund(order, sender=scene.seller)
        else:
            next_block_at(market.order(order).deadline)
            market.cancel(order, sender=scene.buyer)
        return order
    order = fulfilled(system, scene, N, kind=kind)
    if ending == "confirmed":
        market.confirm(order, sender=scene.buyer)
    elif ending == "settled":
        next_block_at(market.order(order).deadline)
        market.settle(order, sender=scene.stranger)
    elif ending == "refunded after fulfil":
        market.refund(order, sender=scene.seller)
    elif ending in ("agreed", "agreed at 0"):
        agree(system, scene, order, BPS_OF[ending])
    else:
        disputes.raiseDispute(order, CID, sender=scene.buyer)
        if ending != "uncontested":
            disputes.contest(order, CID, sender=scene.seller)
        if ending.startswith("ruled"):
            disputes.rule(order, BPS_OF[ending], sender=arbitrator)
        else:
            next_block_at(disputes.dispute(order).deadline)
            disputes.expire(order, sender=scene.stranger)
    return order


@pytest.mark.parametrize(("kind", "ending"), CASES)
def test_record__each_ending_of_each_kind__is_noted_by_the_rules(
    system, market, reputation, scene, arbitrator, kind, ending
):
    order = play(system, scene, arbitrator, kind, ending)
    bps = BPS_OF[ending]
    escrow = 0 if kind == "fiat" else PRICE
    fiat = 0 if kind == "tokens" else FIAT_BASE
    paid = shares(escrow + fiat, [True] * N, bps)
    proceeds, sold_fiat = escrow * bps // BPS, fiat * bps // BPS
    sold = int(proceeds >= ECOM)
    counts = counted(system, scene.shop, proceeds) if sold else 0
    assert bool(counts) == bool(sold)

    tally, marks = seller_of(system, scene.shop)
    commission = paid.commission if sold else 0
    assert tally[:4] == (sold, micro(proceeds), micro(counts), micro(commission))
    fiat_marks = (int(sold_fiat > 0), micro(sold_fiat))
    faults = (int(ending in MISSED), int(ending in SELLER_LOST))
    assert marks == (0, 0, 0, 0, *faults, *fiat_marks)

    tally, marks = distributor_of(system, scene.shops[N - 1])
    if sold:
        share = counts * paid.closing // paid.commission
        assert tally == (1, 1, micro(proceeds), micro(share), micro(paid.closing))
    else:
        assert tally == (0, 0, 0, 0, 0)
    assert marks == (0, 0, 0, 0, 0, 0, *fiat_marks)

    lost = int(ending in BUYER_LOST)
    expected = (sold, micro(proceeds), micro(counts), 0, 0, lost, int(sold_fiat > 0))
    assert plain(reputation.buyer(scene.buyer)) == expected
    assert plain(reputation.day(today())) == (counts, proceeds * sold, sold)

    at_fault = ending in MISSED | SELLER_LOST | BUYER_LOST
    closed = market.order(order)
    assert closed.rateable is bool(sold or (at_fault and escrow))
    assert (closed.settledBps, closed.closedDay) == (bps, today())


@pytest.mark.parametrize(("price", "noted"), [(ECOM - 1, 0), (ECOM, 1)])
def test_record__missed_deadline_around_the_least__is_noted_from_it_on(
    system, market, catalog, reputation, scene, price, noted
):
    """So that nobody piles faults, or voices, upon a shop by orders about nothing."""
    assert reputation.minRated() == ECOM
    catalog.list(scene.shop, offer(tokens(price)), UNLIMITED, ANY_NUMBER, sender=scene.seller)
    market.place(purchase(listing_id(scene.shop, 7), unit_price=price), sender=scene.buyer)
    order = market.totals().orders
    next_block_at(market.order(order).deadline)
    market.cancel(order, sender=scene.buyer)
    assert seller_of(system, scene.shop)[1] == (0, 0, 0, 0, noted, 0, 0, 0)
    assert market.order(order).rateable is bool(noted)


@pytest.mark.parametrize("bps", [0, 1, BPS])
@pytest.mark.parametrize(("less", "noted"), [(0, 1), (MICRO, 0)])
def test_record__dispute_around_the_least__is_noted_from_it_on(
    system, market, catalog, disputes, reputation, scene, arbitrator, operator, bps, less, noted
):
    """What is at stake decides whether somebody lost, not what the ruling leaves of it."""
    price = 5 * ECOM
    reputation.setMinRated(price + less, sender=operator)
    catalog.list(scene.shop, offer(tokens(price)), UNLIMITED, ANY_NUMBER, sender=scene.seller)
    market.place(purchase(listing_id(scene.shop, 7), unit_price=price), sender=scene.buyer)
    order = market.totals().orders
    market.fulfil(order, CID, sender=scene.seller)
    disputes.raiseDispute(order, CID, sender=scene.buyer)
    disputes.contest(order, CID, sender=scene.seller)
    disputes.rule(order, bps, sender=arbitrator)
    lost = seller_of(system, scene.shop)[1][5], reputation.buyer(scene.buyer).lost
    assert lost == ((noted, 0) if bps < BPS else (0, noted))
    assert market.order(order).rateable is bool(noted)


def test_record__closing_distributor_without_a_share__has_no_statistic(system, market, catalog, scene):
    """M = 0: the closing one earns nothing, so the sale is none of its own."""
    task = catalog.counts(scene.shop).tasks + 1
    catalog.list(scene.shop, offer(), UNLIMITED, ANY_NUMBER, sender=scene.seller)
    listing = listing_id(scene.shop, 7)
    catalog.publishTask(scene.shop, (2_000, 0, 3, 0), [listing], sender=scene.seller)
    id_ = (scene.shop << 32) | task
    catalog.takeLink(id_, 0, scene.shops[0], ANY_NUMBER, sender=scene.distributors[0])
    market.place(purchase(listing, (id_ << 32) | scene.shops[0]), sender=scene.buyer)
    order = market.totals().orders
    market.confirm(order, sender=scene.buyer)
    assert distributor_of(system, scene.shops[0]) == ((0,) * 5, NO_MARKS)
    assert seller_of(system, scene.shop)[0][0] == 1
