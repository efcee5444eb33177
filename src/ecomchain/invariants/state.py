"""What a deployment looks like at one block: plain data for the invariants to judge.

Amounts are in the token's smallest unit. Ids are the integers of ``interfaces/types/Ids.sol``.
A ``Record`` has the fields of a contract's struct or event under their names there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace as Record

__all__ = ["Catalog", "Event", "Market", "Order", "Record", "Registry", "Shop", "State", "Token", "Vault"]


@dataclass(frozen=True)
class Event:
    """A decoded log; ``position`` is its (block, index in the block)."""

    position: tuple[int, int]
    name: str
    args: Record


@dataclass(frozen=True)
class Token:
    """Supply and balances."""

    supply: int
    minted: Sequence[int]  # what was ever minted, in order
    balances: Mapping[str, int]  # of every address that ever received tokens
    sent: Mapping[str, int]  # by every address that ever sent some


@dataclass(frozen=True)
class Vault:
    """What is sealed; the mappings hold the vault's own records for the keys that its events name."""

    address: str
    total: int
    circulating: int
    events: Sequence[Record]
    by_payer: Mapping[str, int]
    by_reason: Mapping[bytes, int]
    by_day: Mapping[tuple[bytes, int, int], int]  # (reason, day, ref)


@dataclass(frozen=True)
class Shop:
    """A shop. ``view`` is None where the registry knows no such shop; positions are by capability."""

    view: Record | None
    locks: Record
    positions: Mapping[int, Record]


@dataclass(frozen=True)
class Registry:
    """Shops and what the registry owes them; the sums of events are by shop."""

    address: str
    totals: Record
    links_per_unit: int
    shops: Mapping[int, Shop]
    acquired: Mapping[int, int]
    released: Mapping[int, int]
    withdrawn: Mapping[int, int]


@dataclass(frozen=True)
class Catalog:
    """Listings, the terms of tasks, links, all events; and for each shop the lowest number that is free."""

    listings: Mapping[int, Record]
    tasks: Mapping[int, Record]
    links: Mapping[int, Record]
    events: Sequence[Event]
    free_listing_number: Mapping[int, int]
    free_link_number: Mapping[int, int]


@dataclass(frozen=True)
class Order:
    """An order now, and its events. ``left``: how many units there were before it, None for no limit."""

    view: Record | None
    placed: Record | None
    fulfilled: bool
    closings: Sequence[Record]
    left: int | None

    @property
    def price(self) -> int:
        """What the buyer paid, by the event."""
        return int(self.placed.unitPrice * self.placed.quantity) if self.placed else 0


@dataclass(frozen=True)
class Market:
    """Orders by id, how many units of each listing count as sold, the pauses that were declared."""

    address: str
    totals: Record
    orders: Mapping[int, Order]
    sold: Mapping[int, int]
    pauses: Sequence[Record]


@dataclass(frozen=True)
class State:
    """Everything that the invariants read, at ``block``."""

    block: int
    token: Token
    vault: Vault
    registry: Registry
    catalog: Catalog
    market: Market
    idle: Mapping[str, str]  # contracts that hold no tokens but what strangers send them, by name
