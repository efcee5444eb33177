"""Invariants of counted volume, statistics, ratings and levels."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ecomchain.amounts import MICRO
from ecomchain.invariants.chain import named
from ecomchain.invariants.reputation_model import recount
from ecomchain.invariants.rule import equal, invariant
from ecomchain.invariants.state import Record, State
from ecomchain.model.structs_trade import Direction
from ecomchain.model.structs_trade import State as OrderState

DAY = 86_400
MAX_SCORE, RATING_DAYS, MAX_LEVEL = 5, 30, 5


@invariant("VOLUME-1", "what counted on all days is what counted of all sellers, and what was announced")
def days(state: State) -> Iterator[str]:
    reputation = state.reputation
    by_day = sum(day.counted for day in reputation.days.values())
    by_seller = sum(record.counted for record, _ in reputation.sellers.values())
    announced = sum(event.counted for event in named(reputation.events, "SaleCounted"))
    yield from equal("counted by all sellers", by_seller * MICRO, by_day)
    yield from equal("counted by all events", announced, by_day)


@invariant("VOLUME-2", "of each sale counted what the seller's live lock allowed by then")
def allowed(state: State) -> Iterator[str]:
    model = recount(state)
    counted: Counter[int] = Counter()
    for event in named(state.reputation.events, "SaleCounted"):
        counted[event.order] += event.counted
    for id_ in state.market.orders:
        yield from equal(f"what counted of order {id_}", counted[id_], model.counted[id_])
    for shop, (record, _) in state.reputation.sellers.items():
        used = model.reputation.allowances[shop].ticks
        if record.countedUntil != used:
            yield f"shop {shop} has used its allowance until {record.countedUntil}, by its sales {used}"


@invariant("VOLUME-3", "everyone's statistics are what the orders that closed, and their ratings, add up to")
def statistics(state: State) -> Iterator[str]:
    reputation, model = state.reputation, recount(state).reputation
    parties: list[tuple[str, Sequence[Record], Sequence[tuple[int, ...]]]] = []
    for shop in state.registry.shops:
        parties.append((f"seller {shop}", reputation.sellers[shop], model.seller(shop)))
        parties.append((f"distributor {shop}", reputation.distributors[shop], model.distributor(shop)))
    parties += [(f"buyer {who}", [found], [model.buyer(who)]) for who, found in reputation.buyers.items()]
    parties += [(f"day {day}", [found], [model.day(day)]) for day, found in reputation.days.items()]
    for name, found, wanted in parties:
        for record, values in zip(found, wanted, strict=True):
            yield from _differences(name, vars(record).items(), values)


def _differences(name: str, found: Iterable[tuple[str, int]], wanted: Sequence[int]) -> Iterator[str]:
    for (field, value), due in zip(found, wanted, strict=True):
        if value != due:
            yield f"{name}: {field} is {value}, by the events {due}"


@invariant("RATE-1", "a closed order was rated once in each direction, in time, where it could be")
def ratings(state: State) -> Iterator[str]:
    market, model = state.market, recount(state)
    bits: Counter[int] = Counter()
    for event in state.reputation.events:
        if event.name != "Rated" or event.args.market != market.address:
            continue
        id_, direction = event.args.order, Direction(event.args.direction)
        order, about = market.orders[id_].view, f"order {id_}, rated for {direction.name.lower()},"
        if bits[id_] >> direction & 1:
            yield f"{about} was so twice"
        bits[id_] |= 1 << direction
        if order is None or order.state != OrderState.CLOSED:
            yield f"{about} is not closed"
            continue
        if not 1 <= event.args.score <= MAX_SCORE:
            yield f"{about} got a score of {event.args.score}"
        speaks = order.rateable and (order.settledBps > 0 or direction is Direction.PRODUCT)
        if direction is not Direction.PARTNER and not speaks:
            yield f"{about} cannot be rated so"
        if direction is Direction.PAYMENT and order.hasFiat:
            yield f"{about} cannot be rated so"
        if not order.distributor and direction in (Direction.SERVICE, Direction.PARTNER):
            yield f"{about} has no distributor"
        if state.times[event.position[0]] // DAY > order.closedDay + RATING_DAYS:
            yield f"{about} was closed more than {RATING_DAYS} days before"
    for id_, rated in state.reputation.rated.items():
        if rated != bits[id_]:
            yield f"order {id_} has the ratings {rated:b} (binary), by the events {bits[id_]:b}"
        view = market.orders[id_].view
        if view is not None and view.rateable != model.rateable[id_]:
            yield f"order {id_} can{'' if view.rateable else 'not'} be rated by and of its buyer"


@invariant(
    "LEVEL-1",
    "a distributor's level is what its counted sales and ratings reach, and a shop's the last synced",
)
def levels(state: State) -> Iterator[str]:
    model = recount(state).reputation
    for shop, level in state.reputation.levels.items():
        if level != model.level_of(shop):
            yield f"distributor {shop} reaches level {level}, by its statistics {model.level_of(shop)}"
    synced = {event.shop: event.to for event in named(state.registry.events, "LevelSynced")}
    for id_, found in state.registry.shops.items():
        if found.view is not None and (
            found.view.level != synced.get(id_, 0) or found.view.level > MAX_LEVEL
        ):
            yield f"shop {id_} has level {found.view.level}, last synced was {synced.get(id_, 0)}"
