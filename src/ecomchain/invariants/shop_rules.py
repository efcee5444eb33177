"""Invariants of shops and their locks."""

from collections.abc import Iterator

from ecomchain.amounts import format_ecom
from ecomchain.ids import ANY_NUMBER, DISTRIBUTION, PROMOTION, SHOP, SHOWCASE
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Record, Shop, State


@invariant("LOCK-1", "the registry's balance covers what is locked and what is pending")
def registry_solvent(state: State) -> Iterator[str]:
    registry = state.registry
    owed = registry.totals.locked + registry.totals.pending
    yield from covers("the registry", state.token.balances.get(registry.address, 0), owed)


@invariant("LOCK-2", "a shop's positions add up to its live lock and units")
def positions(state: State) -> Iterator[str]:
    for id_, shop in state.registry.shops.items():
        locked = sum(position.locked for position in shop.positions.values())
        units = sum(position.units for position in shop.positions.values())
        yield from equal(f"the live lock of shop {id_}", shop.locks.live, locked)
        if shop.locks.units != units:
            yield f"shop {id_} counts {shop.locks.units} live units, its positions hold {units}"
        for capability, position in shop.positions.items():
            if position.units == 0 and position.locked:
                yield f"shop {id_} has {format_ecom(position.locked)} locked for no unit of {capability}"


@invariant("LOCK-3", "all shops add up to the totals")
def lock_totals(state: State) -> Iterator[str]:
    registry = state.registry
    shops = registry.shops.values()
    yield from equal("totals.locked", registry.totals.locked, sum(shop.locks.live for shop in shops))
    yield from equal("totals.pending", registry.totals.pending, sum(shop.locks.pending for shop in shops))


@invariant("LOCK-4", "what was locked is live, pending, or withdrawn")
def locks_come_back(state: State) -> Iterator[str]:
    registry = state.registry
    for id_, shop in registry.shops.items():
        live = registry.acquired.get(id_, 0) - registry.released.get(id_, 0)
        yield from equal(f"the live lock of shop {id_}", shop.locks.live, live)
        pending = registry.released.get(id_, 0) - registry.withdrawn.get(id_, 0)
        yield from equal(f"what shop {id_} has pending", shop.locks.pending, pending)


@invariant("CARRY-1", "every shop has an owner and carries what its live units say")
def carried(state: State) -> Iterator[str]:
    for id_, shop in state.registry.shops.items():
        if shop.view is None:
            yield f"shop {id_} has no owner"
            continue
        yield from _carried(id_, shop, shop.view, state.registry.links_per_unit)


def _carried(id_: int, shop: Shop, view: Record, links_per_unit: int) -> Iterator[str]:
    def units(capability: int) -> int:
        return int(shop.positions[capability].units) if capability in shop.positions else 0

    wanted = {
        "open": units(SHOP) == 1,
        "promotion": units(PROMOTION) > 0,
        "distribution": units(DISTRIBUTION),
        "links": min(units(DISTRIBUTION) * links_per_unit << view.level, ANY_NUMBER),
    }
    for name, value in wanted.items():
        found = getattr(view, name)
        if found != value:
            yield f"shop {id_}: {name} is {found}, by its units {value}"
    if view.showcase < units(SHOWCASE):
        yield f"shop {id_} carries {view.showcase} slots, fewer than its {units(SHOWCASE)} units of SHOWCASE"
    if not view.open and view.showcase:
        yield f"shop {id_} is closed and carries {view.showcase} slots"
