"""The plan as transactions: steps, in order, each with its chain time.

Within a step no transaction depends on another, except by its sender's nonce; so a step can be
mined into as few blocks as fit, in any order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ecomchain.ids import (
    DISTRIBUTION,
    NO_LINK,
    PROMOTION,
    SHOP,
    SHOWCASE,
    UNLIMITED,
    link_id,
    listing_id,
    task_id,
)
from ecomchain.replay.errors import ChainError
from ecomchain.replay.journal import Costs
from ecomchain.replay.plan import Ending, Plan, Sale

DAY = 86_400
_HOUR = 3_600
_ROUND = 1_200
"""Seconds between two rounds of a window; with MAX_ROUNDS of them, half a day is enough."""

_COVERED_AT_ONCE = 100
_NO_CID = (b"\0" * 32, 0)
_NO_MAXIMUM = 2**255

TREASURY, BANK, KEEPER, STRANGER = "treasury", "bank", "keeper", "stranger"
"""Actors beside sellers, distributors and buyers: where the tokens come from, who hands them out,
who settles what anyone may settle, and who cancels what anyone may cancel."""


@dataclass(frozen=True)
class Call:
    """One transaction. ``action`` is its name in the report; ``sale`` the order it is about, if any."""

    action: str
    actor: str
    contract: str
    method: str
    args: tuple[Any, ...]
    sale: int | None = None
    gas: int = 1_000_000


@dataclass
class Known:
    """What only the chain can tell: ids that it gave."""

    shops: dict[str, int] = field(default_factory=dict)
    """By owner."""
    orders: dict[int, int] = field(default_factory=dict)
    """By sale."""


@dataclass(frozen=True)
class Step:
    """Transactions that go together; ``time`` in seconds from the plan's beginning."""

    name: str
    time: int
    calls: Callable[[Known], list[Call]]


@dataclass(frozen=True)
class Steps:
    """Makes the steps of a plan. ``address`` gives an actor's address."""

    plan: Plan
    costs: Costs
    address: Callable[[str], str]
    market: str
    registry: str

    def all(self) -> list[Step]:
        """All steps in order: shops and links first, then window after window of trade."""
        opening = [
            ("hand out tokens", self._endow),
            ("hand out tokens", self._fund),
            ("approve", self._approve),
            ("open shops", self._open),
            ("acquire capabilities", self._acquire),
            ("list products", self._list),
            ("publish tasks", self._publish),
            *([("cover listings", self._cover)] if self._is_large else []),
            *((f"take links of level {depth}", self._links(depth)) for depth in range(1, self._depth + 1)),
        ]
        steps = [Step(name, i * _HOUR // 4, calls) for i, (name, calls) in enumerate(opening)]
        return [*steps, *self._trade(DAY)]

    @property
    def _is_large(self) -> bool:
        return any(len(prices) > _COVERED_AT_ONCE for prices in self.plan.listings)

    @property
    def _depth(self) -> int:
        return max((place.depth for place in self.plan.places), default=0)

    # Who needs what

    def units(self, actor: str) -> dict[int, int]:
        """The capability units that a shop needs."""
        kind, number = actor.split()
        if kind == "seller":
            slots = len(self.plan.listings[int(number)]) - self.costs.opening_slots
            return {SHOP: 1, PROMOTION: 1} | ({SHOWCASE: slots} if slots > 0 else {})
        return {SHOP: 1, DISTRIBUTION: -(-self.plan.links[int(number)] // self.costs.links_per_unit)}

    def shops(self) -> list[str]:
        """Everyone who opens a shop."""
        return [seller(i) for i in range(self.plan.sellers)] + [
            person(i) for i in range(self.plan.distributors)
        ]

    def needs(self) -> dict[str, int]:
        """The tokens that each actor starts with: exactly what it will spend."""
        needs = {
            actor: sum(
                n * (self.costs.lock[key] + self.costs.seal[key]) for key, n in self.units(actor).items()
            )
            for actor in self.shops()
        }
        for sale in self.plan.sales:
            name = buyer(sale.buyer)
            needs[name] = needs.get(name, 0) + sale.price
        return needs

    def actors(self) -> list[str]:
        """Everyone who sends transactions, the treasury apart."""
        return [BANK, KEEPER, STRANGER, *self.needs()]

    def require_units(self) -> None:
        """Raises ChainError where the registry allows fewer units than the plan needs."""
        for actor in self.shops():
            for key, units in self.units(actor).items():
                if units > self.costs.max_units[key]:
                    raise ChainError(
                        f"{actor} needs {units} units of capability {key}, the registry allows "
                        f"{self.costs.max_units[key]}: use --limit for a smaller part of the data"
                    )

    # Shops and links

    def _endow(self, _: Known) -> list[Call]:
        total = sum(self.needs().values())
        return [Call("transfer", TREASURY, "token", "transfer", (self.address(BANK), total))]

    def _fund(self, _: Known) -> list[Call]:
        return [
            Call("transfer", BANK, "token", "transfer", (self.address(actor), amount))
            for actor, amount in self.needs().items()
            if amount
        ]

    def _approve(self, _: Known) -> list[Call]:
        shops = set(self.shops())
        return [
            Call(
                "approve",
                actor,
                "token",
                "approve",
                (self.registry if actor in shops else self.market, amount),
            )
            for actor, amount in self.needs().items()
        ]

    def _open(self, _: Known) -> list[Call]:
        return [
            Call("open_shop", actor, "registry", "open", (self.address(actor), _NO_CID, _NO_MAXIMUM))
            for actor in self.shops()
        ]

    def _acquire(self, known: Known) -> list[Call]:
        names = {
            SHOWCASE: "acquire_showcase",
            DISTRIBUTION: "acquire_distribution",
            PROMOTION: "acquire_promotion",
        }
        return [
            Call(names[key], actor, "registry", "acquire", (known.shops[actor], key, units, _NO_MAXIMUM))
            for actor in self.shops()
            for key, units in self.units(actor).items()
            if key != SHOP
        ]

    def _list(self, known: Known) -> list[Call]:
        return [
            Call(
                "list", seller(i), "catalog", "list",
                (known.shops[seller(i)], self._offer(price), self._stock(i, number), number),
            )
            for i, prices in enumerate(self.plan.listings)
            for number, price in enumerate(prices)
        ]  # fmt: skip

    def _publish(self, known: Known) -> list[Call]:
        settings = self.plan.settings
        terms = (settings.incentive_bps, settings.closing_bps, settings.max_levels, 0)
        return [
            Call(
                "publish_task", seller(i), "catalog", "publishTask",
                (known.shops[seller(i)], terms, self._listings(known, i)[:_COVERED_AT_ONCE]),
                gas=8_000_000,
            )
            for i in range(self.plan.sellers)
        ]  # fmt: skip

    def _cover(self, known: Known) -> list[Call]:
        return [
            Call("cover", seller(i), "catalog", "cover", (self._task(known, i), rest), gas=8_000_000)
            for i in range(self.plan.sellers)
            for rest in _parts(self._listings(known, i)[_COVERED_AT_ONCE:], _COVERED_AT_ONCE)
        ]

    def _links(self, depth: int) -> Callable[[Known], list[Call]]:
        def calls(known: Known) -> list[Call]:
            return [
                Call(
                    "take_link", person(place.person), "catalog", "takeLink",
                    (
                        self._task(known, place.seller),
                        NO_LINK if place.parent is None else self._link(known, place.seller, place.parent),
                        known.shops[person(place.person)],
                        place.number,
                    ),
                )
                for place in self.plan.places
                if place.depth == depth
            ]  # fmt: skip

        return calls

    # Trade

    def _trade(self, start: int) -> Iterator[Step]:
        rounds: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        changes: dict[tuple[int, int], list[int]] = defaultdict(list)
        fulfilled: dict[int, list[int]] = defaultdict(list)
        closed: dict[int, list[int]] = defaultdict(list)
        for i, change in enumerate(self.plan.changes):
            changes[change.window].append(i)
        for i, sale in enumerate(self.plan.sales):
            rounds[sale.placed[0]][sale.placed[1]].append(i)
            closed[sale.closed].append(i)
            if sale.fulfilled is not None:
                fulfilled[sale.fulfilled].append(i)

        length = self.plan.settings.days_per_step * DAY
        for window in sorted({*rounds, *fulfilled, *closed}):
            time = start + window * length
            for number, sales in sorted(rounds[window].items()):
                at = time + number * _ROUND
                yield from self._step("revise", at, self._revise, changes[window, number])
                yield from self._step("place orders", at + _ROUND // 2, self._place, sales)
            agreed = [i for i in closed[window] if self.plan.sales[i].ending is Ending.AGREED]
            yield from self._step("fulfil", time + 12 * _HOUR, self._fulfil, fulfilled[window])
            yield from self._step("propose", time + 16 * _HOUR, self._propose, agreed)
            yield from self._step("close", time + 20 * _HOUR, self._close, closed[window])

    def _step(
        self, name: str, time: int, calls: Callable[[Known, list[int]], list[Call]], items: list[int]
    ) -> Iterator[Step]:
        if items:
            yield Step(name, time, lambda known: calls(known, items))

    def _revise(self, known: Known, changes: list[int]) -> list[Call]:
        return [
            Call(
                "revise", seller(change.seller), "catalog", "revise",
                (self._listing(known, change.seller, change.listing), self._offer(change.unit_price)),
            )
            for change in (self.plan.changes[i] for i in changes)
        ]  # fmt: skip

    def _place(self, known: Known, sales: list[int]) -> list[Call]:
        return [self._purchase(known, i, self.plan.sales[i]) for i in sales]

    def _purchase(self, known: Known, number: int, sale: Sale) -> Call:
        link = self._link(known, sale.seller, sale.chain[-1]) if sale.chain else NO_LINK
        listing = self._listing(known, sale.seller, sale.listing)
        purchase = (listing, 0, sale.revision, sale.quantity, sale.unit_price, link)
        return Call(f"place_n{len(sale.chain)}", buyer(sale.buyer), "market", "place", (purchase,), number)

    def _fulfil(self, known: Known, sales: list[int]) -> list[Call]:
        return [
            Call(
                "fulfil", seller(self.plan.sales[i].seller), "market", "fulfil", (known.orders[i], _NO_CID), i
            )
            for i in sales
        ]

    def _propose(self, known: Known, sales: list[int]) -> list[Call]:
        calls = []
        for i in sales:
            sale = self.plan.sales[i]
            actor = seller(sale.seller) if sale.proposed_by_seller else buyer(sale.buyer)
            calls.append(Call("propose", actor, "market", "propose", (known.orders[i], sale.settled_bps), i))
        return calls

    def _close(self, known: Known, sales: list[int]) -> list[Call]:
        return [self._end(known.orders[i], i, self.plan.sales[i]) for i in sales]

    def _end(self, order: int, number: int, sale: Sale) -> Call:
        n = f"n{len(sale.chain)}"
        mine, theirs = seller(sale.seller), buyer(sale.buyer)
        match sale.ending:
            case Ending.CONFIRMED:
                return Call(f"confirm_{n}", theirs, "market", "confirm", (order,), number)
            case Ending.SETTLED:
                return Call(f"settle_{n}", KEEPER, "market", "settle", (order,), number)
            case Ending.REFUNDED:
                return Call("refund", mine, "market", "refund", (order,), number)
            case Ending.AGREED:
                accepts = theirs if sale.proposed_by_seller else mine
                return Call(f"accept_{n}", accepts, "market", "accept", (order, sale.settled_bps), number)
            case Ending.CANCELLED_BY_BUYER:
                return Call("cancel", theirs, "market", "cancel", (order,), number)
            case Ending.CANCELLED_BY_STRANGER:
                return Call("cancel", STRANGER, "market", "cancel", (order,), number)

    # Ids and terms

    def stock_reads(self, known: Known) -> list[tuple[str, str, tuple[int]]]:
        """The views that tell how many units of each listing are sold."""
        return [
            ("market", "sold", (listing,))
            for i in range(self.plan.sellers)
            for listing in self._listings(known, i)
        ]

    def _offer(self, price: int) -> tuple[Any, ...]:
        settings = self.plan.settings
        return (_NO_CID, settings.protection_days * DAY, settings.fulfil_days * DAY, [(price, 0, 0, 0)])

    def _stock(self, number: int, listing: int) -> int:
        """Exactly what will be ordered of the listing."""
        return min(self.ordered[number, listing], UNLIMITED)

    @cached_property
    def ordered(self) -> dict[tuple[int, int], int]:
        """Units ordered, by seller and listing."""
        units: dict[tuple[int, int], int] = defaultdict(int)
        for sale in self.plan.sales:
            units[sale.seller, sale.listing] += sale.quantity
        return dict(units)

    def _listing(self, known: Known, number: int, listing: int) -> int:
        return listing_id(known.shops[seller(number)], listing + 1)

    def _listings(self, known: Known, number: int) -> list[int]:
        return [self._listing(known, number, i) for i in range(len(self.plan.listings[number]))]

    def _task(self, known: Known, number: int) -> int:
        return task_id(known.shops[seller(number)], 1)

    def _link(self, known: Known, number: int, owner: int) -> int:
        return link_id(self._task(known, number), known.shops[person(owner)])


def seller(number: int) -> str:
    """The actor behind a seller's shop."""
    return f"seller {number}"


def person(number: int) -> str:
    """The actor behind a distributor's shop."""
    return f"distributor {number}"


def buyer(number: int) -> str:
    """A buyer."""
    return f"buyer {number}"


def _parts(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
