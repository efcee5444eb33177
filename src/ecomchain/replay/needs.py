"""What everyone needs: capability units, and tokens with the contracts that will take them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ecomchain.amounts import ECOM
from ecomchain.ids import DISTRIBUTION, PROMOTION, SHOP, SHOWCASE
from ecomchain.replay import money
from ecomchain.replay.actors import ARBITRATOR, BANK, KEEPER, STRANGER, buyer, person, seller
from ecomchain.replay.errors import ChainError
from ecomchain.replay.plan import Plan
from ecomchain.replay.terms import Terms

SALES_PER_SLOT = 50 * ECOM
"""A seller acquires one SHOWCASE unit for so much of its sales in the plan, or more if its listings need
them: its lock bounds what counts (REP-4)."""


@dataclass(frozen=True)
class Needs:
    """Of a plan on a deployment with these terms. Amounts in the token's smallest unit."""

    plan: Plan
    terms: Terms

    @cached_property
    def shops(self) -> list[str]:
        """Everyone who opens a shop."""
        sellers = [seller(i) for i in range(self.plan.sellers)]
        return sellers + [person(i) for i in range(self.plan.distributors)]

    @cached_property
    def actors(self) -> list[str]:
        """Everyone who sends transactions, the treasury apart."""
        buyers = [buyer(i) for i in range(self.plan.buyers)]
        return [BANK, KEEPER, STRANGER, ARBITRATOR, *self.shops, *buyers]

    def units(self, actor: str) -> dict[int, int]:
        """The capability units that a shop needs."""
        kind, text = actor.split()
        number = int(text)
        if kind != "seller":
            return {SHOP: 1, DISTRIBUTION: -(-self.plan.links[number] // self.terms.links_per_unit)}
        listed = len(self.plan.listings[number]) - self.terms.opening_slots
        wanted = min(self._turnover[number] // SALES_PER_SLOT, self.terms.max_units[SHOWCASE])
        slots = max(listed, wanted)
        return {SHOP: 1, PROMOTION: 1} | ({SHOWCASE: slots} if slots > 0 else {})

    @cached_property
    def spending(self) -> dict[tuple[str, str], int]:
        """All that each actor will let each contract take, by (actor, contract)."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for actor, contract, amount in self._spending():
            sums[actor, contract] += amount
        return {key: amount for key, amount in sums.items() if amount}

    @cached_property
    def tokens(self) -> dict[str, int]:
        """The tokens that each actor starts with: exactly what it will spend."""
        sums: dict[str, int] = defaultdict(int)
        for (actor, _), amount in self.spending.items():
            sums[actor] += amount
        return dict(sums)

    @cached_property
    def budgets(self) -> list[int]:
        """What each seller puts into its budget: all that its orders will ever reserve."""
        return self._by_seller(money.reserve)

    @cached_property
    def left_in_budgets(self) -> list[int]:
        """What is left of each seller's budget once all its orders are closed, and all holds ended."""
        spent = self._by_seller(lambda sale, settings: sum(money.from_reserve(sale, settings)))
        return [funded - paid for funded, paid in zip(self.budgets, spent, strict=True)]

    def withdraws(self, number: int) -> bool:
        """Whether a seller takes what is left of its budget in the end: every other one."""
        return number % 2 == 0

    def require_units(self) -> None:
        """Raises ChainError where the registry allows fewer units than the plan needs."""
        for actor in self.shops:
            for key, units in self.units(actor).items():
                if units > self.terms.max_units[key]:
                    raise ChainError(
                        f"{actor} needs {units} units of capability {key}, the registry allows "
                        f"{self.terms.max_units[key]}: use --limit for a smaller part of the data"
                    )

    @cached_property
    def _turnover(self) -> list[int]:
        return self._by_seller(lambda sale, _: sale.base)

    def _by_seller(self, amount: "money.Amount") -> list[int]:
        sums = [0] * self.plan.sellers
        for sale in self.plan.sales:
            sums[sale.seller] += amount(sale, self.plan.settings)
        return sums

    def _spending(self) -> Iterator[tuple[str, str, int]]:
        for actor in self.shops:
            units = self.units(actor)
            yield actor, "registry", self.terms.lock_of(units) + self.terms.seal_of(units)
        for i, amount in enumerate(self.budgets):
            yield seller(i), "budgets", amount
        for sale in self.plan.sales:
            yield buyer(sale.buyer), "market", sale.escrow
            if sale.dispute is not None:
                bond = self.terms.bond(sale.escrow)
                yield buyer(sale.buyer), "disputes", bond
                if sale.dispute.contested:
                    yield seller(sale.seller), "disputes", bond
            if sale.hold is not None and sale.hold.objection is not None:
                bond = self.terms.bond(money.held(sale, self.plan.settings))
                yield person(sale.chain[-1]), "disputes", bond
                if sale.hold.objection.matched:
                    yield seller(sale.seller), "disputes", bond
