"""What the steps of a run have done, as far as the last state does not show it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.pair import Outcome

from ecomchain.ids import UNLIMITED
from invariant.observation import Seen

Values = dict[str, Any]


@dataclass
class Deal:
    """An order: what it cost, the stock that was left before it, and what its OrderClosed events said."""

    price: int
    link: int
    listing: int
    quantity: int
    left: int | None
    fulfilled: bool = False
    closings: list[Values] = field(default_factory=list)


class History:
    """Sums over the events of a run, and the state before the last step."""

    def __init__(self, seen: Seen) -> None:
        self.before = seen
        self.orders: dict[int, Deal] = {}
        self.acquired = Counter({shop: state.locks.live for shop, state in seen.shops.items()})
        self.released: Counter[int] = Counter()
        self.withdrawn: Counter[int] = Counter()
        self.sealed = seen.sealed
        self.coverage: Counter[str] = Counter()
        self._handlers: dict[str, Callable[[Values], None]] = {
            "Sealed": self._on_sealed,
            "CapabilityAcquired": lambda v: self.acquired.update({v["shop"]: v["locked"]}),
            "CapabilityReleased": lambda v: self.released.update({v["shop"]: v["amount"]}),
            "Withdrawn": lambda v: self.withdrawn.update({v["shop"]: v["amount"]}),
            "OrderPlaced": self._on_placed,
            "OrderFulfilled": self._on_fulfilled,
            "OrderClosed": lambda v: self.orders[v["order"]].closings.append(v),
        }

    def record(self, contract: str, function: str, outcome: Outcome) -> None:
        """Add one step; the state before it is in ``before``."""
        self.coverage[outcome.error or f"{contract}.{function}"] += 1
        for event in outcome.events:
            if event.name in self._handlers:
                self._handlers[event.name](event.values)

    def _on_sealed(self, values: Values) -> None:
        self.sealed += values["amount"]

    def _on_fulfilled(self, values: Values) -> None:
        self.orders[values["order"]].fulfilled = True

    def _on_placed(self, values: Values) -> None:
        listing, quantity = values["listing"], values["quantity"]
        stock = self.before.listings[listing].stock
        left = None if stock == UNLIMITED else stock - self.before.sold[listing]
        price = values["unitPrice"] * quantity
        self.orders[values["order"]] = Deal(price, values["link"], listing, quantity, left)
