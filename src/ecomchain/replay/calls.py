"""Transactions to be sent: single ones, and steps of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ecomchain.ids import NO_LINK, link_id, listing_id, task_id
from ecomchain.replay.actors import person, seller
from ecomchain.replay.sale import Sale

DAY = 86_400
NO_CID = (b"\0" * 32, 0)


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
    """What only the chain can tell: ids that it gave, and its clock."""

    shops: dict[str, int] = field(default_factory=dict)
    """By owner."""
    orders: dict[int, int] = field(default_factory=dict)
    """By sale."""
    time: int = 0
    """Chain time at which the step in hand is due."""

    def listing(self, number: int, listing: int) -> int:
        """The id of a seller's listing."""
        return listing_id(self.shops[seller(number)], listing + 1)

    def task(self, number: int) -> int:
        """The id of a seller's task."""
        return task_id(self.shops[seller(number)], 1)

    def link(self, number: int, owner: int) -> int:
        """The id of a distributor's link in a seller's task."""
        return link_id(self.task(number), self.shops[person(owner)])

    def link_of(self, sale: Sale) -> int:
        """The link that a sale goes through."""
        return self.link(sale.seller, sale.chain[-1]) if sale.chain else NO_LINK


Make = Callable[[Known], Call]


@dataclass(frozen=True)
class Step:
    """Transactions that go together; ``time`` in seconds from the plan's beginning."""

    name: str
    time: int
    calls: Callable[[Known], list[Call]]
