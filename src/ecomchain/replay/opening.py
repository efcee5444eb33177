"""Before trade begins: tokens, shops, listings, tasks, budgets, links."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ecomchain.ids import DISTRIBUTION, NO_LINK, PROMOTION, SHOP, SHOWCASE, UNLIMITED
from ecomchain.replay.actors import BANK, TREASURY, Accounts, person, seller
from ecomchain.replay.calls import DAY, NO_CID, Call, Known, Step
from ecomchain.replay.needs import Needs
from ecomchain.replay.plan import CENT, split
from ecomchain.replay.sale import Kind

BRL = 986
"""The ISO-4217 number of the currency of the data."""

_INTERVAL = 900
"""Seconds between two steps."""

_COVERED_AT_ONCE = 100
_NO_MAXIMUM = 2**255


@dataclass(frozen=True)
class Opening:
    """The first steps of a plan. ``contracts`` are the addresses of the system's, by role."""

    needs: Needs
    accounts: Accounts
    contracts: dict[str, str]

    def steps(self) -> list[Step]:
        """In order; each a quarter of an hour after the one before."""
        steps = [
            ("hand out tokens", self._endow),
            ("hand out tokens", self._fund),
            ("approve", self._approve),
            ("open shops", self._open),
            ("acquire capabilities", self._acquire),
            ("list products", self._list),
            ("publish tasks", self._publish),
            *([("cover listings", self._cover)] if self._is_large else []),
            *([("fund budgets", self._fund_budgets)] if any(self.needs.budgets) else []),
            *((f"take links of level {depth}", self._links(depth)) for depth in range(1, self._depth + 1)),
        ]
        return [Step(name, i * _INTERVAL, calls) for i, (name, calls) in enumerate(steps)]

    @property
    def _is_large(self) -> bool:
        return any(len(prices) > _COVERED_AT_ONCE for prices in self.needs.plan.listings)

    @property
    def _depth(self) -> int:
        return max((place.depth for place in self.needs.plan.places), default=0)

    def _endow(self, _: Known) -> list[Call]:
        total = sum(self.needs.tokens.values())
        return [Call("transfer", TREASURY, "token", "transfer", (self.accounts.address(BANK), total))]

    def _fund(self, _: Known) -> list[Call]:
        return [
            Call("transfer", BANK, "token", "transfer", (self.accounts.address(actor), amount))
            for actor, amount in self.needs.tokens.items()
        ]

    def _approve(self, _: Known) -> list[Call]:
        return [
            Call("approve", actor, "token", "approve", (self.contracts[contract], amount))
            for (actor, contract), amount in self.needs.spending.items()
        ]

    def _open(self, _: Known) -> list[Call]:
        return [
            Call("open_shop", actor, "registry", "open", (self.accounts.address(actor), NO_CID, _NO_MAXIMUM))
            for actor in self.needs.shops
        ]

    def _acquire(self, known: Known) -> list[Call]:
        names = {
            SHOWCASE: "acquire_showcase",
            DISTRIBUTION: "acquire_distribution",
            PROMOTION: "acquire_promotion",
        }
        return [
            Call(names[key], actor, "registry", "acquire", (known.shops[actor], key, units, _NO_MAXIMUM))
            for actor in self.needs.shops
            for key, units in self.needs.units(actor).items()
            if key != SHOP
        ]

    def _list(self, known: Known) -> list[Call]:
        return [
            Call(
                "list", seller(i), "catalog", "list",
                (known.shops[seller(i)], self.offer(price), self._stock(i, number), number),
            )
            for i, prices in enumerate(self.needs.plan.listings)
            for number, price in enumerate(prices)
        ]  # fmt: skip

    def _publish(self, known: Known) -> list[Call]:
        settings = self.needs.plan.settings
        terms = (settings.incentive_bps, settings.closing_bps, settings.max_levels, 0)
        return [
            Call(
                "publish_task", seller(i), "catalog", "publishTask",
                (known.shops[seller(i)], terms, self._listings(known, i)[:_COVERED_AT_ONCE]),
                gas=8_000_000,
            )
            for i in range(self.needs.plan.sellers)
        ]  # fmt: skip

    def _cover(self, known: Known) -> list[Call]:
        return [
            Call("cover", seller(i), "catalog", "cover", (known.task(i), rest), gas=8_000_000)
            for i in range(self.needs.plan.sellers)
            for rest in _parts(self._listings(known, i)[_COVERED_AT_ONCE:], _COVERED_AT_ONCE)
        ]

    def _fund_budgets(self, known: Known) -> list[Call]:
        return [
            Call("fund_budget", seller(i), "budgets", "fund", (known.shops[seller(i)], amount))
            for i, amount in enumerate(self.needs.budgets)
            if amount
        ]

    def _links(self, depth: int) -> Callable[[Known], list[Call]]:
        def calls(known: Known) -> list[Call]:
            return [
                Call(
                    "take_link", person(place.person), "catalog", "takeLink",
                    (
                        known.task(place.seller),
                        NO_LINK if place.parent is None else known.link(place.seller, place.parent),
                        known.shops[person(place.person)],
                        place.number,
                    ),
                )
                for place in self.needs.plan.places
                if place.depth == depth
            ]  # fmt: skip

        return calls

    def offer(self, price: int) -> tuple[Any, ...]:
        """A listing at that price, in the token's smallest unit, with an option of every kind."""
        settings = self.needs.plan.settings
        options = []
        for kind in Kind:
            tokens, fiat = split(price // CENT, kind, settings.token_bps)
            options.append((tokens * CENT, fiat, BRL if fiat else 0, fiat * CENT))
        return (NO_CID, settings.protection_days * DAY, settings.fulfil_days * DAY, options)

    def _stock(self, number: int, listing: int) -> int:
        """Exactly what will be ordered of the listing."""
        return min(self._ordered[number, listing], UNLIMITED)

    @cached_property
    def _ordered(self) -> dict[tuple[int, int], int]:
        """Units ordered, by seller and listing."""
        units: dict[tuple[int, int], int] = {}
        for sale in self.needs.plan.sales:
            key = sale.seller, sale.listing
            units[key] = units.get(key, 0) + sale.quantity
        return units

    def _listings(self, known: Known, number: int) -> list[int]:
        return [known.listing(number, i) for i in range(len(self.needs.plan.listings[number]))]


def _parts(items: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
