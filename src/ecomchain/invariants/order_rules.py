"""Invariants of orders, their escrow and payments, stock and pauses."""

from collections import Counter
from collections.abc import Iterator

from ecomchain.amounts import BPS
from ecomchain.ids import link_parts
from ecomchain.invariants.chain import named
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Order, Record, State
from ecomchain.model import commission
from ecomchain.model.structs_trade import State as Stage

PAUSE_INTERVAL = 30 * 86_400


@invariant("ESCROW-1", "the market's balance covers the escrow of all open orders")
def escrow(state: State) -> Iterator[str]:
    market = state.market
    open_orders = sum(order.view.escrow for order in market.orders.values() if order.view)
    yield from equal("totals.escrow", market.totals.escrow, open_orders)
    yield from covers("the market", state.token.balances.get(market.address, 0), market.totals.escrow)


@invariant("ORDER-1", "an order goes forward only, and holds its price until it is closed, once")
def lives(state: State) -> Iterator[str]:
    for id_, order in state.market.orders.items():
        if order.view is None or order.placed is None:
            yield f"order {id_} is not both on record and announced"
            continue
        if (order.view.state == Stage.CLOSED) != (len(order.closings) == 1):
            yield f"order {id_} is in state {order.view.state}, and was closed {len(order.closings)} times"
        elif order.view.state != Stage.CLOSED and order.view.state != _open_state(order):
            yield f"order {id_} is in state {order.view.state}, its events say otherwise"
        is_open = order.view.state != Stage.CLOSED
        yield from equal(f"the escrow of order {id_}", order.view.escrow, order.price if is_open else 0)
        yield from equal(f"the fiat part of order {id_}", order.view.fiat, order.fiat if is_open else 0)
        if order.view.hasFiat != (order.fiat > 0):
            yield f"order {id_} {'has' if order.view.hasFiat else 'has not'} a fiat part, by what it bought"


def _open_state(order: Order) -> Stage:
    if order.disputed:
        return Stage.DISPUTED
    return Stage.FULFILLED if order.fulfilled else Stage.PLACED


@invariant("ORDER-2", "what a closed order paid adds up to its escrow")
def payouts(state: State) -> Iterator[str]:
    for id_, order, closed in closings(state):
        levels = levels_of(state, order)
        if closed.paidLevels >> levels:
            yield f"order {id_} paid the levels {closed.paidLevels:b} (binary) of {levels}"
        # Commission of an order with a fiat part is paid out of its reserve (BUDGET-2).
        shares = () if order.fiat else shares_of(closed).to_levels(levels)
        paid = closed.toBuyer + closed.toSeller + sum(shares)
        yield from equal(f"what order {id_} paid in all", paid, order.price)


@invariant("ORDER-3", "buyer, seller and every distributor got what the formula gives")
def formula(state: State) -> Iterator[str]:
    for id_, order, closed in closings(state):
        bps = closed.settledBps
        if bps > BPS or (order.view is not None and order.view.settledBps != bps):
            yield f"order {id_} was settled at {bps} bps"
        rates, live = rates_of(state, order), live_levels(closed, levels_of(state, order))
        shares = commission.between(order.price + order.fiat, 0, bps, *rates, live)
        success = commission.part(order.price, bps)
        to_seller = success - (0 if order.fiat else sum(shares.to_levels(len(live))))
        for what, found, value in (
            ("buyer", closed.toBuyer, order.price - success),
            ("seller", closed.toSeller, to_seller),
            ("upper distributors", closed.upper, shares.upper),
            ("closing distributor", closed.closing, shares.closing),
        ):
            yield from equal(f"what order {id_} paid the {what}", found, value)


def closings(state: State) -> Iterator[tuple[int, Order, Record]]:
    """Order id, order, and its OrderClosed, of all that were closed."""
    for id_, order in state.market.orders.items():
        if order.placed is not None:
            for closed in order.closings:
                yield id_, order, closed.args


def levels_of(state: State, order: Order) -> int:
    """How many distributors the order's link has up to it."""
    link = state.catalog.links.get(order.placed.link) if order.placed else None
    return int(link.depth) if link else 0


def rates_of(state: State, order: Order) -> tuple[int, int]:
    """L and M of the task that the order's link is of."""
    link = order.placed.link if order.placed else 0
    terms = state.catalog.tasks.get(link_parts(link).task) if link else None
    return (terms.incentiveBps, terms.closingBps) if terms else (0, 0)


def live_levels(paid: Record, levels: int) -> list[bool]:
    """Which levels an event says were paid, the one nearest the seller first."""
    return [bool(paid.paidLevels >> level & 1) for level in range(levels)]


def shares_of(paid: Record) -> commission.Shares:
    """What an event says distributors were paid."""
    return commission.Shares(paid.upper, paid.closing, paid.paidLevels)


@invariant("STOCK-1", "units sold are those of limited listings' orders that did not return them")
def stock(state: State) -> Iterator[str]:
    taken: Counter[int] = Counter()
    for order in state.market.orders.values():
        if order.placed is None or order.left is None:
            continue
        returned = not order.fulfilled and any(closed.args.settledBps == 0 for closed in order.closings)
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
    for pause in named(state.market.events, "Paused"):
        if pause.until <= before or pause.pausableFrom != pause.until + PAUSE_INTERVAL:
            times = f"until {pause.until}, the next from {pause.pausableFrom}"
            yield f"a pause {times}; it was possible from {before}"
        before = pause.pausableFrom
    if state.market.totals.pausableFrom != before:
        yield f"the market can be paused from {state.market.totals.pausableFrom}, by the events from {before}"
