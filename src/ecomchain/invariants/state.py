"""What a deployment looks like at one block: plain data for the invariants to judge.

Amounts are in the token's smallest unit. Ids are the integers of ``interfaces/types/Ids.sol``.
A ``Record`` has the fields of a contract's struct or event under their names there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace as Record
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecomchain.invariants.state_rewards import Rewards
    from ecomchain.invariants.state_sale import Sale

__all__ = [
    "Bounties",
    "Budgets",
    "Catalog",
    "Disputes",
    "Event",
    "GroupBuy",
    "Market",
    "Order",
    "Record",
    "Registry",
    "Reputation",
    "Shop",
    "State",
    "Token",
    "Vault",
    "Vouchers",
]


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
    flows: Mapping[tuple[str, str], int]  # all that went from one address to another


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
    """Shops and what the registry owes them; the sums of events are by shop, ``events`` are all."""

    address: str
    totals: Record
    links_per_unit: int
    shops: Mapping[int, Shop]
    acquired: Mapping[int, int]
    released: Mapping[int, int]
    withdrawn: Mapping[int, int]
    events: Sequence[Event]


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
    """An order now, and its events.

    As it was when the order was placed: ``offer`` is the price option that was bought, ``floor`` the least
    for which group buying could sell it, ``left`` how many units there were, None for no limit.
    """

    view: Record | None
    placed: Record | None
    offer: Record | None
    floor: int
    left: int | None
    fulfilled: bool
    disputed: int  # how often
    closings: Sequence[Event]

    @property
    def price(self) -> int:
        """What the buyer paid, by the event."""
        return int(self.placed.unitPrice * self.placed.quantity) if self.placed else 0

    @property
    def fiat(self) -> int:
        """The value in tokens that the seller declared of its fiat part."""
        return int(self.offer.fiatBase * self.placed.quantity) if self.placed and self.offer else 0


@dataclass(frozen=True)
class Market:
    """Orders by id, units of each listing that count as sold, all events."""

    address: str
    totals: Record
    orders: Mapping[int, Order]
    sold: Mapping[int, int]
    events: Sequence[Event]


@dataclass(frozen=True)
class Budgets:
    """Budgets by shop and reserves by order, all events."""

    address: str
    totals: Record
    budgets: Mapping[int, int]
    reserves: Mapping[int, Record]
    events: Sequence[Event]


@dataclass(frozen=True)
class Vouchers:
    """Which of the nonces that events name are used, by shop and nonce; all events."""

    used: Mapping[tuple[int, int], bool]
    events: Sequence[Event]


@dataclass(frozen=True)
class Disputes:
    """The open cases by order, all zero where there is none; all events."""

    address: str
    totals: Record
    disputes: Mapping[int, Record]
    objections: Mapping[int, Record]
    events: Sequence[Event]


@dataclass(frozen=True)
class Reputation:
    """Statistics and events.

    Of every shop as seller and as distributor, both with marks; of every buyer; of every day with a closing.
    ``rated`` are the directions in which orders were rated, as bits; ``levels`` is what ``levelOf`` says.
    """

    sellers: Mapping[int, Sequence[Record]]
    distributors: Mapping[int, Sequence[Record]]
    buyers: Mapping[str, Record]
    days: Mapping[int, Record]
    rated: Mapping[int, int]
    levels: Mapping[int, int]
    events: Sequence[Event]


@dataclass(frozen=True)
class GroupBuy:
    """Deals, groups, and the members that ever joined, by group and buyer; all events."""

    address: str
    totals: Record
    deals: Mapping[int, Record]
    groups: Mapping[int, Record]
    members: Mapping[tuple[int, str], Record]
    events: Sequence[Event]


@dataclass(frozen=True)
class Bounties:
    """Bounties, and the assignments that were ever made, by bounty and worker."""

    address: str
    totals: Record
    bounties: Mapping[int, Record]
    assignments: Mapping[tuple[int, str], Record]


@dataclass(frozen=True)
class State:
    """Everything that the invariants read, at ``block``."""

    block: int
    token: Token
    vault: Vault
    registry: Registry
    catalog: Catalog
    market: Market
    budgets: Budgets
    vouchers: Vouchers
    disputes: Disputes
    reputation: Reputation
    group_buy: GroupBuy
    bounties: Bounties
    times: Mapping[int, int]  # when the blocks of closings and ratings were mined
    idle: Mapping[str, str]  # contracts that hold no tokens but what strangers send them, by name
    rewards: "Rewards"
    sale: "Sale"
