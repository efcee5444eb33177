"""Reads orders, budgets, vouchers and disputes of a live deployment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import merge

from ecomchain.ids import UNLIMITED
from ecomchain.invariants.chain import Reader, each, named
from ecomchain.invariants.state import (
    Budgets,
    Catalog,
    Disputes,
    Event,
    Market,
    Order,
    Record,
    Vouchers,
)
from ecomchain.system import System

PLACED, FULFILLED, DISPUTED, CLOSED = "OrderPlaced", "OrderFulfilled", "OrderDisputed", "OrderClosed"


def read_market(reader: Reader, system: System, catalog: Catalog, events: Sequence[Event]) -> Market:
    """Orders with all that was said of them, and of what they bought."""
    market, story = system.market, _Story(system.group_buy.address)
    for event in merge(catalog.events, events, key=lambda event: event.position):
        story.tell(event)
    totals = reader.view(market, "totals")
    ids = set(range(1, totals.orders + 1)) | {event.order for event in named(events, PLACED, CLOSED)}
    views = each(reader, market, "order", sorted(ids))
    return Market(
        market.address,
        totals,
        {id_: story.order(id_, view) for id_, view in views.items()},
        each(reader, market, "sold", catalog.listings),
        events,
    )


def read_budgets(reader: Reader, system: System, shops: Iterable[int], orders: Iterable[int]) -> Budgets:
    """Of all shops and orders."""
    budgets = system.budgets
    return Budgets(
        address=budgets.address,
        totals=reader.view(budgets, "totals"),
        budgets=each(reader, budgets, "budget", shops),
        reserves=each(reader, budgets, "reserved", orders),
        events=reader.events(budgets, system.manifest.first_block),
    )


def read_vouchers(reader: Reader, system: System) -> Vouchers:
    """Of all nonces that were named."""
    events = reader.events(system.vouchers, system.manifest.first_block)
    keys = {(event.shop, event.nonce) for event in named(events, "VoucherUsed", "VoucherRevoked")}
    return Vouchers(each(reader, system.vouchers, "used", sorted(keys)), events)


def read_disputes(reader: Reader, system: System, orders: Sequence[int]) -> Disputes:
    """Of all orders."""
    disputes = system.disputes
    return Disputes(
        address=disputes.address,
        totals=reader.view(disputes, "totals"),
        disputes=each(reader, disputes, "dispute", orders),
        objections=each(reader, disputes, "objection", orders),
        events=reader.events(disputes, system.manifest.first_block),
    )


@dataclass
class _Story:
    """What catalog and market said, in order. ``module`` is the address of group buying."""

    module: str
    stock: dict[int, int] = field(default_factory=dict)
    """Of a listing, as it is offered; below, what its orders have taken of it."""
    taken: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    options: dict[int, Sequence[Record]] = field(default_factory=dict)
    """The price options of a listing."""
    floors: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """For how much a listing may be sold by the module."""
    placed: dict[int, Record] = field(default_factory=dict)
    bought: dict[int, Record] = field(default_factory=dict)
    floor: dict[int, int] = field(default_factory=dict)
    left: dict[int, int | None] = field(default_factory=dict)
    fulfilled: set[int] = field(default_factory=set)
    disputed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    closings: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, event: Event) -> None:
        """Take note of the next event."""
        args = event.args
        match event.name:
            case "Listed":
                self.stock[args.listing], self.options[args.listing] = args.stock, args.offer.options
            case "Revised":
                self.options[args.listing] = args.offer.options
            case "StockSet":
                self.stock[args.listing] = args.stock
            case "FloorSet" if args.module == self.module:
                self.floors[args.listing] = args.floor
            case "OrderPlaced":
                self._place(args)
            case "OrderFulfilled":
                self.fulfilled.add(args.order)
            case "OrderDisputed":
                self.disputed[args.order] += 1
            case "OrderClosed":
                self._close(event)

    def order(self, id_: int, view: Record | None) -> Order:
        """The order, with what was said of it."""
        return Order(
            view=view,
            placed=self.placed.get(id_),
            offer=self.bought.get(id_),
            floor=self.floor.get(id_, 0),
            left=self.left.get(id_),
            fulfilled=id_ in self.fulfilled,
            disputed=self.disputed[id_],
            closings=self.closings[id_],
        )

    def _place(self, args: Record) -> None:
        self.placed[args.order] = args
        options = self.options.get(args.listing, [])
        if args.option < len(options):
            self.bought[args.order] = options[args.option]
        self.floor[args.order] = self.floors[args.listing]
        offered = self.stock.get(args.listing, UNLIMITED)
        self.left[args.order] = None if offered == UNLIMITED else offered - self.taken[args.listing]
        if offered != UNLIMITED:
            self.taken[args.listing] += args.quantity

    def _close(self, event: Event) -> None:
        args = event.args
        self.closings[args.order].append(event)
        order = self.placed.get(args.order)
        returns = args.settledBps == 0 and args.order not in self.fulfilled
        if order is not None and returns and self.left[args.order] is not None:
            self.taken[order.listing] -= order.quantity
