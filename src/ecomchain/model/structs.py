"""The structs of the registry and the catalog, in the order of their interfaces: so they encode as they are.

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
    since: int = 0


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
    open: int
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
