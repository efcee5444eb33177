"""Acquiring the showcase slots and the PROMOTION that an import needs, for at most so much."""

from dataclasses import dataclass

from ecomchain.amounts import format_ecom
from ecomchain.ids import PROMOTION, SHOWCASE, capability_name
from ecomchain.operators import calls
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.pipeline import Pipeline
from ecomchain.operators.planning import Plan
from ecomchain.operators.shopstate import ShopState
from ecomchain.system import System


@dataclass(frozen=True)
class Need:
    """Units of a capability, and what they cost now in 1e-18 Ecom: the lock comes back, the seal does not."""

    capability: int
    units: int
    lock: int
    seal: int
    room: int
    """How many units the shop can still acquire: none where the capability is disabled."""

    @property
    def cost(self) -> int:
        return self.lock + self.seal

    @property
    def too_much(self) -> str:
        """What is wrong where the units exceed the room."""
        return (
            f"the shop can acquire {self.room:,} more {capability_name(self.capability)}, {self.units:,} are "
            "needed: import the rest into another shop"
        )

    def __str__(self) -> str:
        return (
            f"{self.units} {capability_name(self.capability)} "
            f"(lock {format_ecom(self.lock)}, seal {format_ecom(self.seal)} Ecom)"
        )


def needs(system: System, shop: int, plan: Plan) -> list[Need]:
    """What the shop lacks for a plan."""
    found = []
    for capability, units in ((SHOWCASE, plan.missing_slots), (PROMOTION, int(plan.needs_promotion))):
        if units:
            terms, held = (
                system.registry.capability(capability),
                system.registry.position(shop, capability).units,
            )
            lock, seal = units * int(terms.lockPerUnit), units * int(terms.sealPerUnit)
            room = max(int(terms.maxUnits) - int(held), 0) if terms.enabled else 0
            found.append(Need(capability, units, lock, seal, room))
    return found


def require(system: System, address: str, needed: list[Need], most: int | None) -> None:
    """Raises CatalogError unless ``most`` (1e-18 Ecom; None: nothing) and the account pay for all of it."""
    if not needed:
        return
    for need in needed:
        if need.units > need.room:
            raise CatalogError(need.too_much)
    cost = sum(need.cost for need in needed)
    text = ", ".join(map(str, needed))
    if most is None:
        raise CatalogError(f"the shop lacks {text}: acquire them, or add --acquire {format_ecom(cost)}")
    if cost > most:
        raise CatalogError(
            f"{text} cost {format_ecom(cost)} Ecom, --acquire allows {format_ecom(most)}: raise it"
        )
    balance = int(system.token.balanceOf(address))
    if balance < cost:
        raise CatalogError(
            f"{text} cost {format_ecom(cost)} Ecom, {address} has {format_ecom(balance)}: send it the rest"
        )


def acquire(system: System, state: ShopState, needed: list[Need], pipeline: Pipeline) -> None:
    """Acquire all of it through a pipeline to the registry. Raises CatalogError where that is refused."""
    account, registry = pipeline.wallet.account, system.registry
    cost = sum(need.cost for need in needed)
    if int(system.token.allowance(account, registry)) < cost:
        system.token.approve(registry, cost, sender=account)
        pipeline.wallet.restart()
    pipeline.run(
        [
            calls.acquire(str(need.capability), state.shop, need.capability, need.units, need.cost)
            for need in needed
        ]
    )
