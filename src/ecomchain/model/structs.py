"""The structs of the interfaces, field by field in their order, so that they encode as they are.

Amounts are in the token's smallest unit, rates in basis points, times in seconds. What each
field means is said in the interfaces.
"""

from enum import IntEnum
from typing import NamedTuple


class Codec(IntEnum):
    """How the bytes behind a CID are encoded."""

    DAG_PB = 0
    RAW = 1


class Cid(NamedTuple):
    """A CIDv1 with a sha2-256 multihash; a zero digest means none."""

    digest: bytes = bytes(32)
    codec: int = Codec.DAG_PB


class CapabilityTerms(NamedTuple):
    """``IShopRegistry.Capability``."""

    lock_per_unit: int = 0
    seal_per_unit: int = 0
    max_units: int = 0
    enabled: bool = False


class Position(NamedTuple):
    """``IShopRegistry.Position``."""

    locked: int = 0
    units: int = 0


class Locks(NamedTuple):
    """``IShopRegistry.Locks``."""

    live: int = 0
    pending: int = 0
    available_at: int = 0
    units: int = 0


class ShopView(NamedTuple):
    """``IShopRegistry.Shop``."""

    owner: str
    open: bool
    promotion: bool
    showcase: int
    links: int
    distribution: int
    level: int
    transfers: int
    metadata: Cid


class ShopTotals(NamedTuple):
    """``IShopRegistry.Totals``."""

    shops: int
    locked: int
    pending: int


class PriceOption(NamedTuple):
    """``ICatalog.PriceOption``."""

    token_amount: int
    fiat_amount: int = 0
    currency: int = 0
    fiat_base: int = 0


class Offer(NamedTuple):
    """``ICatalog.Offer``."""

    content: Cid
    protection: int
    fulfil_within: int
    options: tuple[PriceOption, ...]


class ListingView(NamedTuple):
    """``ICatalog.Listing``."""

    offer: Offer
    revision: int
    stock: int
    number: int
    task: int
    live: bool


class TaskTerms(NamedTuple):
    """``ICatalog.TaskTerms``."""

    incentive_bps: int
    closing_bps: int
    max_levels: int
    expiry: int = 0


class LinkView(NamedTuple):
    """``ICatalog.Link``."""

    parent: int
    depth: int
    number: int
    live: bool


class Payout(NamedTuple):
    """``ICatalog.Payout``."""

    level: int
    shop: int
    recipient: str
    live: bool
    amount: int


class Purchase(NamedTuple):
    """``IMarket.Purchase``."""

    listing: int
    option: int
    revision: int
    quantity: int
    unit_price: int
    link: int = 0


class State(IntEnum):
    """``IMarket.State``."""

    NONE = 0
    PLACED = 1
    FULFILLED = 2
    CLOSED = 3


class Ending(IntEnum):
    """``IMarket.Ending``."""

    INSTANT = 0
    CONFIRMED = 1
    SETTLED = 2
    REFUNDED = 3
    CANCELLED = 4
    AGREED = 5


class OrderView(NamedTuple):
    """``IMarket.Order``."""

    state: int
    buyer: str
    shop: int
    link: int
    distributor: int
    listing: int
    escrow: int
    deadline: int
    protection: int
    stock_taken: int
    proposed: bool
    proposed_by_seller: bool
    proposed_bps: int
    closed_day: int
    settled_bps: int


class MarketTotals(NamedTuple):
    """``IMarket.Totals``."""

    orders: int
    escrow: int
    paused_until: int
    pausable_from: int
