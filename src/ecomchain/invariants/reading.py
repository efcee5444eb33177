"""Reads the state of a live deployment: views and events only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import merge
from typing import Any

from ape.contracts import ContractInstance

from ecomchain.ids import UNLIMITED, listing_id, task_id
from ecomchain.invariants.chain import Reader
from ecomchain.invariants.state import (
    Catalog,
    Event,
    Market,
    Order,
    Record,
    Registry,
    Shop,
    State,
    Token,
    Vault,
)
from ecomchain.system import System

ZERO = "0x" + "0" * 40
PLACED, FULFILLED, CLOSED = "OrderPlaced", "OrderFulfilled", "OrderClosed"


def read_state(system: System, block: int | None = None) -> State:
    """The state of ``system`` at ``block`` (default: the latest), with all its events up to then.

    Raises ChainReadError where the node does not answer.
    """
    start = system.manifest.first_block
    reader = Reader(system.token.provider.web3, block)
    registry = _registry(reader, system, reader.events(system.registry, start))
    catalog_events = reader.events(system.catalog, start)
    catalog = _catalog(reader, system, catalog_events, registry.shops)
    market = _market(reader, system, catalog_events, reader.events(system.market, start), catalog.listings)
    return State(
        block=reader.block,
        token=_token(reader, system, reader.events(system.token, start)),
        vault=_vault(reader, system, reader.events(system.vault, start)),
        registry=registry,
        catalog=catalog,
        market=market,
        idle={name: getattr(system, name).address for name in ("token", "catalog", "splitter")},
    )


def _each(reader: Reader, contract: ContractInstance, view: str, keys: Iterable[Any]) -> dict[Any, Any]:
    """``view(key)`` for every key; a key may be a tuple of arguments. None where the view reverts."""
    keys = list(keys)
    calls = [(contract, view, key if isinstance(key, tuple) else (key,)) for key in keys]
    return dict(zip(keys, reader.views(calls), strict=True))


def _named(events: Sequence[Event], *names: str) -> list[Record]:
    return [event.args for event in events if event.name in names]


def _token(reader: Reader, system: System, events: Sequence[Event]) -> Token:
    moves = [tuple(vars(transfer).values()) for transfer in _named(events, "Transfer")]  # from, to, amount
    receivers = sorted({to for _, to, _ in moves})
    sent: dict[str, int] = defaultdict(int)
    for sender, _, amount in moves:
        sent[sender] += amount
    return Token(
        supply=reader.view(system.token, "totalSupply"),
        minted=[amount for sender, _, amount in moves if sender == ZERO],
        balances=_each(reader, system.token, "balanceOf", receivers),
        sent=sent,
    )


def _vault(reader: Reader, system: System, events: Sequence[Event]) -> Vault:
    vault = system.vault
    seals = _named(events, "Sealed")
    days = sorted({(seal.reason, seal.day, seal.ref) for seal in seals})
    return Vault(
        address=vault.address,
        total=reader.view(vault, "totalSealed"),
        circulating=reader.view(vault, "circulatingSupply"),
        events=seals,
        by_payer=_each(reader, vault, "sealedBy", sorted({seal.payer for seal in seals})),
        by_reason=_each(reader, vault, "sealedFor", sorted({seal.reason for seal in seals})),
        by_day=_each(reader, vault, "sealedOn", days),
    )


def _registry(reader: Reader, system: System, events: Sequence[Event]) -> Registry:
    registry = system.registry
    totals = reader.view(registry, "totals")
    ids = range(1, totals.shops + 1)
    acquisitions = _named(events, "CapabilityAcquired")
    held = sorted({(event.shop, event.capability) for event in acquisitions if event.shop in ids})
    views, locks = _each(reader, registry, "shop", ids), _each(reader, registry, "locks", ids)
    positions: dict[int, dict[int, Record]] = defaultdict(dict)
    for (shop, capability), position in _each(reader, registry, "position", held).items():
        positions[shop][capability] = position
    acquired: dict[int, int] = defaultdict(int)
    released: dict[int, int] = defaultdict(int)
    withdrawn: dict[int, int] = defaultdict(int)
    for event in acquisitions:
        acquired[event.shop] += event.locked
    for event in _named(events, "CapabilityReleased"):
        released[event.shop] += event.amount
    for event in _named(events, "Withdrawn"):
        withdrawn[event.shop] += event.amount
    return Registry(
        address=registry.address,
        totals=totals,
        links_per_unit=reader.view(registry, "linksPerUnit"),
        shops={id_: Shop(views[id_], locks[id_], positions[id_]) for id_ in ids},
        acquired=acquired,
        released=released,
        withdrawn=withdrawn,
    )


def _catalog(reader: Reader, system: System, events: Sequence[Event], shops: Iterable[int]) -> Catalog:
    catalog = system.catalog
    counts = _each(reader, catalog, "counts", shops)
    listings = [listing_id(shop, i + 1) for shop, (count, _) in counts.items() for i in range(count)]
    tasks = [task_id(shop, i + 1) for shop, (_, count) in counts.items() for i in range(count)]
    links = [event.link for event in _named(events, "LinkTaken")]
    from_zero = [(shop, 0) for shop in counts]
    free_listings = _each(reader, catalog, "freeListingNumber", from_zero)
    free_links = _each(reader, catalog, "freeLinkNumber", from_zero)
    return Catalog(
        listings=_each(reader, catalog, "listing", listings),
        tasks={id_: answer and answer[0] for id_, answer in _each(reader, catalog, "task", tasks).items()},
        links=_each(reader, catalog, "link", links),
        events=events,
        free_listing_number={shop: free for (shop, _), free in free_listings.items()},
        free_link_number={shop: free for (shop, _), free in free_links.items()},
    )


def _market(
    reader: Reader,
    system: System,
    catalog_events: Sequence[Event],
    market_events: Sequence[Event],
    listings: Iterable[int],
) -> Market:
    market = system.market
    totals = reader.view(market, "totals")
    ids = set(range(1, totals.orders + 1)) | {event.order for event in _named(market_events, PLACED, CLOSED)}
    stock: dict[int, int] = {}
    placed: dict[int, Record] = {}
    left: dict[int, int | None] = {}
    taken: dict[int, int] = defaultdict(int)  # units of a listing
    fulfilled: set[int] = set()
    closings: dict[int, list[Record]] = defaultdict(list)
    for event in merge(catalog_events, market_events, key=lambda event: event.position):
        args = event.args
        if event.name in ("Listed", "StockSet"):
            stock[args.listing] = args.stock
        elif event.name == PLACED:
            placed[args.order] = args
            offered = stock.get(args.listing, UNLIMITED)
            left[args.order] = None if offered == UNLIMITED else offered - taken[args.listing]
            if offered != UNLIMITED:
                taken[args.listing] += args.quantity
        elif event.name == FULFILLED:
            fulfilled.add(args.order)
        elif event.name == CLOSED:
            closings[args.order].append(args)
            order = placed.get(args.order)
            returns = args.settledBps == 0 and args.order not in fulfilled
            if order is not None and returns and left[args.order] is not None:
                taken[order.listing] -= order.quantity
    views = _each(reader, market, "order", sorted(ids))
    orders = {
        id_: Order(view, placed.get(id_), id_ in fulfilled, closings.get(id_, []), left.get(id_))
        for id_, view in views.items()
    }
    return Market(
        market.address,
        totals,
        orders,
        _each(reader, market, "sold", listings),
        _named(market_events, "Paused"),
    )
