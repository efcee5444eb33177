"""Invariants of orders, their escrow and payments, stock and pauses."""

from collections import Counter
from collections.abc import Iterator

from ecomchain.amounts import BPS
from ecomchain.ids import link_parts
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Order, Record, State
from ecomchain.model import commission

FULFILLED, CLOSED = 2, 3  # IMarket.State
PAUSE_INTERVAL = 30 * 86_400


@invariant("ESCROW-1", "the market's balance covers the escrow of all open orders")
def escrow(state: State) -> Iterator[str]:
    market = state.market
    open_orders = sum(order.view.escrow for order in market.orders.values() if order.view)
    yield from equal("totals.escrow", market.totals.escrow, open_orders)
    yield from covers("the market", state.token.balances.get(market.address, 0), market.totals.escrow)


@invariant("ORDER-1", "an order holds its price until it is closed, once")
def lives(state: State) -> Iterator[str]:
    for id_, order in state.market.orders.items():
        if order.view is None or order.placed is None:
            yield f"order {id_} is not both on record and announced"
        elif order.view.state == CLOSED:
            if len(order.closings) != 1:
                yield f"order {id_} is closed, {len(order.closings)} times"
            yield from equal(f"the escrow of closed order {id_}", order.view.escrow, 0)
        else:
            if order.closings or (order.view.state == FULFILLED) != order.fulfilled:
                yield f"order {id_} is in state {order.view.state}, its events say otherwise"
            yield from equal(f"the escrow of order {id_}", order.view.escrow, order.price)


@invariant("ORDER-2", "what a closed order paid adds up to its price")
def payouts(state: State) -> Iterator[str]:
    for id_, order, placed, closed in _closings(state):
        levels = _levels(state, placed)
        shares = commission.Payment(
            closed.toBuyer, closed.toSeller, closed.upper, closed.closing, closed.paidLevels
        ).to_levels(levels)
        if closed.paidLevels >> levels:
            yield f"order {id_} paid the levels {closed.paidLevels:b} (binary) of {levels}"
        paid = closed.toBuyer + closed.toSeller + sum(shares)
        yield from equal(f"what order {id_} paid in all", paid, order.price)


@invariant("ORDER-3", "buyer, seller and every distributor got what the formula gives")
def formula(state: State) -> Iterator[str]:
    for id_, order, placed, closed in _closings(state):
        bps, levels = closed.settledBps, _levels(state, placed)
        if bps > BPS or (order.view is not None and order.view.settledBps != bps):
            yield f"order {id_} was settled at {bps} bps"
        terms = state.catalog.tasks.get(link_parts(placed.link).task) if levels else None
        rates = (terms.incentiveBps, terms.closingBps) if terms else (0, 0)
        live = [bool(closed.paidLevels >> level & 1) for level in range(levels)]
        wanted = commission.payment(order.price, bps, rates[0], rates[1], live)
        for what, found, value in (
            ("buyer", closed.toBuyer, wanted.to_buyer),
            ("seller", closed.toSeller, wanted.to_seller),
            ("upper distributors", closed.upper, wanted.upper),
            ("closing distributor", closed.closing, wanted.closing),
        ):
            yield from equal(f"what order {id_} paid the {what}", found, value)


def _closings(state: State) -> Iterator[tuple[int, Order, Record, Record]]:
    """Order id, order, its OrderPlaced, its OrderClosed."""
    for id_, order in state.market.orders.items():
        if order.placed is not None:
            for closed in order.closings:
                yield id_, order, order.placed, closed


def _levels(state: State, placed: Record) -> int:
    """How many distributors the order's link has up to it."""
    link = state.catalog.links.get(placed.link) if placed.link else None
    return int(link.depth) if link else 0


@invariant("STOCK-1", "units sold are those of limited listings' orders that did not return them")
def stock(state: State) -> Iterator[str]:
    taken: Counter[int] = Counter()
    for order in state.market.orders.values():
        if order.placed is None or order.left is None:
            continue
        returned = not order.fulfilled and any(closed.settledBps == 0 for closed in order.closings)
        if not returned:
            taken[order.placed.listing] += order.placed.quantity
    for listing, sold in state.market.sold.items():
        if sold != taken[listing]:
            yield f"listing {listing} counts {sold} units sold, its orders took {taken[listing]}"


@invariant("STOCK-2", "no order took more units than were left")
def oversold(state: State) -> Iterator[str]:
    for id_, order in state.market.orders.items():
        if order.placed is not None and order.left is not None and order.placed.quantity > order.left:
            yield f"order {id_} took {order.placed.quantity} units, {order.left} were left"


@invariant("PAUSE-1", "30 days pass between a pause's end and the next pause")
def pauses(state: State) -> Iterator[str]:
    before = 0
    for pause in state.market.pauses:
        if pause.until <= before or pause.pausableFrom != pause.until + PAUSE_INTERVAL:
            times = f"until {pause.until}, the next from {pause.pausableFrom}"
            yield f"a pause {times}; it was possible from {before}"
        before = pause.pausableFrom
    if state.market.totals.pausableFrom != before:
        yield f"the market can be paused from {state.market.totals.pausableFrom}, by the events from {before}"
